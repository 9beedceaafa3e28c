package io.halcyon.txn.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a key is set to.
///
/// The array is not copied: whoever hands it over must not change it afterwards.
public final class Value {
  /// No bytes; also the answer of a transaction that has none.
  public static final Value EMPTY = new Value(new byte[0], 0);

  private final byte[] bytes;
  private final long expiresAtMillis;

  /// @param expiresAtMillis physical time from which on the key counts as absent; 0 for never
  public Value(byte[] bytes, long expiresAtMillis) {
    this.bytes = bytes;
    this.expiresAtMillis = expiresAtMillis;
  }

  public byte[] bytes() {
    return bytes;
  }

  public long expiresAtMillis() {
    return expiresAtMillis;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Value value
        && expiresAtMillis == value.expiresAtMillis
        && Arrays.equals(bytes, value.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + Long.hashCode(expiresAtMillis);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
