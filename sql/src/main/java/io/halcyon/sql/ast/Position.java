package io.halcyon.sql.ast;

import org.jspecify.annotations.Nullable;

/// Where a node begins: UTF-16 units from the start of the text.
///
/// All positions are equal, so that nodes are equal when they say the same, wherever they stand: a
/// tree equals the one that its printed form is parsed to, and equal expressions of one statement
/// (`GROUP BY`, `ORDER BY`) are found by `equals`.
public record Position(int offset) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Position;
  }

  @Override
  public int hashCode() {
    return 0;
  }
}
