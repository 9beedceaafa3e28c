package io.halcyon.core.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, written with a binary unit: `512B`, `64KiB`, `64MiB`, `2GiB`, `1TiB`.
///
/// @param bytes not negative
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final Pattern FORM = Pattern.compile("(\\d{1,19}) ?(B|KiB|MiB|GiB|TiB)");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("size must not be negative: " + bytes);
    }
  }

  public static ByteSize ofKibibytes(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 10));
  }

  public static ByteSize ofMebibytes(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 20));
  }

  public static ByteSize ofGibibytes(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 30));
  }

  /// Parses what {@link #toString} prints.
  ///
  /// @throws IllegalArgumentException if it is not a whole number with one of the units, or too big
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size such as 64MiB (units " + UNITS + ")");
    }
    long unit = 1L << (10 * UNITS.indexOf(matcher.group(2)));
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
    } catch (ArithmeticException | NumberFormatException overflow) {
      throw new IllegalArgumentException("size is too big", overflow);
    }
  }

  /// Returns the size as an `int`, for buffers.
  ///
  /// @throws ArithmeticException if it is 2 GiB or more
  public int toInt() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /// Prints the largest unit that divides the size.
  @Override
  public String toString() {
    int unit = 0;
    long count = bytes;
    while (unit < UNITS.size() - 1 && count != 0 && count % 1024 == 0) {
      count /= 1024;
      unit++;
    }
    return count + UNITS.get(unit);
  }
}
