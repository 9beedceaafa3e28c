package io.halcyon.sql.window;

import io.halcyon.sql.ast.Window.Exclusion;

/// What is left of a frame when `EXCLUDE` has taken its part: up to three runs of rows.
///
/// @param runs starts and ends, one after the other; numbers count from the partition's first row
record Excluded(int[] runs) {
  /// @param row the current one
  /// @param peersStart where its peers begin
  /// @param peersEnd where they end
  static Excluded of(
      int start, int end, Exclusion exclusion, int row, int peersStart, int peersEnd) {
    return switch (exclusion) {
      case NONE, NO_OTHERS -> new Excluded(new int[] {start, Math.max(start, end)});
      case CURRENT_ROW -> without(start, end, row, row + 1);
      case GROUP -> without(start, end, peersStart, peersEnd);
      case TIES -> {
        int[] before = without(start, end, peersStart, peersEnd).runs;
        boolean kept = row >= start && row < end;
        yield new Excluded(
            new int[] {
              before[0], before[1], row, kept ? row + 1 : row, before[2], before[3],
            });
      }
    };
  }

  private static Excluded without(int start, int end, int from, int to) {
    int last = Math.max(start, end);
    int firstEnd = Math.clamp(from, start, last);
    int secondStart = Math.clamp(to, firstEnd, last);
    return new Excluded(new int[] {start, firstEnd, secondStart, last});
  }

  int size() {
    int size = 0;
    for (int i = 0; i < runs.length; i += 2) {
      size += runs[i + 1] - runs[i];
    }
    return size;
  }

  /// Returns the row at a place, counted from 0; -1 if there are not so many.
  int at(long place) {
    long left = place;
    for (int i = 0; i < runs.length; i += 2) {
      int length = runs[i + 1] - runs[i];
      if (left < length) {
        return runs[i] + (int) left;
      }
      left -= length;
    }
    return -1;
  }
}
