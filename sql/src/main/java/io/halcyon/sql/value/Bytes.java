package io.halcyon.sql.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A value of type `bytea`. The array is not copied, and must not be written to.
public record Bytes(byte[] array) implements Comparable<Bytes> {
  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }
}
