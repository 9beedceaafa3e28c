package io.halcyon.verify.database;

import org.jspecify.annotations.Nullable;

/// Gives values mixed sizes, and makes damage visible: the padding follows from the content, so
/// that the same content is always the same value.
///
/// Layout: `content | ~ | letters`; of a hundred values about 74 have up to 64 letters, 25 up to
/// 1,024 and one up to 8,192. Pure.
final class Padding {
  private static final char MARK = '~';
  private static final int LETTERS = 26;

  private Padding() {}

  /// @throws IllegalArgumentException if the content has the mark in it
  static String wrap(String content) {
    if (content.indexOf(MARK) >= 0) {
      throw new IllegalArgumentException("content must not contain " + MARK);
    }
    long hash = mixed(content.hashCode());
    int share = (int) Long.remainderUnsigned(hash, 100);
    int bytesMax = share < 74 ? 64 : share < 99 ? 1_024 : 8_192;
    int size = (int) Long.remainderUnsigned(mixed(hash), bytesMax + 1);
    StringBuilder value = new StringBuilder(content.length() + 1 + size).append(content);
    value.append(MARK);
    int letter = (int) Long.remainderUnsigned(hash >>> 7, LETTERS);
    for (int i = 0; i < size; i++) {
      value.append((char) ('a' + (letter + i) % LETTERS));
    }
    return value.toString();
  }

  /// @throws DamagedValueException if the value is not one that {@link #wrap} makes
  static @Nullable String unwrap(String key, @Nullable String value) {
    if (value == null) {
      return null;
    }
    int mark = value.indexOf(MARK);
    if (mark < 0 || !wrap(value.substring(0, mark)).equals(value)) {
      throw new DamagedValueException(key, value);
    }
    return value.substring(0, mark);
  }

  /// The finalizer of SplitMix64 (Steele, Lea & Flood 2014).
  private static long mixed(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
