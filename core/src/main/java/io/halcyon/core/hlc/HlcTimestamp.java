package io.halcyon.core.hlc;

/// A point in hybrid logical time: `milliseconds since 1970 (48 bits) | counter (16 bits)`.
///
/// Hot paths keep the packed `long`; packed values are non-negative, so they compare as signed
/// longs.
public record HlcTimestamp(long packed) implements Comparable<HlcTimestamp> {
  public static final HlcTimestamp ZERO = new HlcTimestamp(0);
  public static final long MAX_PACKED = Long.MAX_VALUE;
  private static final int COUNTER_BITS = 16;

  public HlcTimestamp {
    if (packed < 0) {
      throw new IllegalArgumentException("timestamp must not be negative: " + packed);
    }
  }

  /// Returns the first timestamp of a millisecond.
  public static HlcTimestamp ofMillis(long millis) {
    return new HlcTimestamp(packMillis(millis));
  }

  /// Packs the first timestamp of a millisecond.
  public static long packMillis(long millis) {
    return millis << COUNTER_BITS;
  }

  /// Returns the milliseconds of a packed timestamp.
  public static long millisOf(long packed) {
    return packed >>> COUNTER_BITS;
  }

  public long millis() {
    return millisOf(packed);
  }

  public int counter() {
    return (int) (packed & 0xFFFF);
  }

  @Override
  public int compareTo(HlcTimestamp other) {
    return Long.compare(packed, other.packed);
  }

  @Override
  public String toString() {
    return millis() + "." + counter();
  }
}
