package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;

/// A query that was opened.
///
/// @param sorted whether its rows come in the order that was welcome
record Opened(BatchSource rows, boolean sorted) {
  static Opened unsorted(BatchSource rows) {
    return new Opened(rows, false);
  }
}
