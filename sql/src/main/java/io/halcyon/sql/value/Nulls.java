package io.halcyon.sql.value;

import org.jspecify.annotations.Nullable;

/// Bitmaps of the rows that are NULL: bit `row % 64` of word `row / 64`. A bitmap that is null says
/// that no row is.
public final class Nulls {
  private Nulls() {}

  public static long[] none(int rows) {
    return new long[(rows + 63) >>> 6];
  }

  public static boolean isNull(long @Nullable [] nulls, int row) {
    return nulls != null && (nulls[row >>> 6] & (1L << row)) != 0;
  }

  public static void set(long[] nulls, int row) {
    nulls[row >>> 6] |= 1L << row;
  }

  /// Returns the rows that are NULL in either.
  public static long @Nullable [] either(long @Nullable [] left, long @Nullable [] right) {
    if (left == null) {
      return right;
    }
    if (right == null) {
      return left;
    }
    // a constant's bitmap may be longer than the batch's
    long[] both = new long[Math.min(left.length, right.length)];
    for (int word = 0; word < both.length; word++) {
      both[word] = left[word] | right[word];
    }
    return both;
  }

  /// Returns the bitmap of the given rows, in their order.
  static long @Nullable [] select(long @Nullable [] nulls, int[] rows, int count) {
    if (nulls == null) {
      return null;
    }
    long[] selected = none(count);
    for (int i = 0; i < count; i++) {
      if (isNull(nulls, rows[i])) {
        set(selected, i);
      }
    }
    return selected;
  }
}
