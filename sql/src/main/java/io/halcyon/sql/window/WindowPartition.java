package io.halcyon.sql.window;

import io.halcyon.sql.value.Vector;
import java.util.List;

/// The rows of one partition, among all rows in their order.
///
/// @param start first row
/// @param end first row behind it
/// @param peers for each row of all the first one that the order does not tell from it
/// @param keys of the order, of all rows
public record WindowPartition(int start, int end, int[] peers, List<Vector> keys) {
  int size() {
    return end - start;
  }

  /// Returns the first row behind the peers of a row.
  int peersEnd(int row) {
    int at = row + 1;
    while (at < end && peers[at] == peers[row]) {
      at++;
    }
    return at;
  }
}
