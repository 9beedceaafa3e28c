package io.halcyon.sql.execute;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.SortKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What is asked of a query by what stands above it.
///
/// @param conditions over its columns, all of which its rows must meet
/// @param needed which of its columns will be looked at; the others may hold anything
/// @param order in which rows would be welcome, by columns; empty for any
/// @param rowsMax how many rows will be taken at most, as far as known
record Request(List<BoundExpression> conditions, BitSet needed, List<SortKey> order, long rowsMax) {
  /// All rows, whole, in any order.
  static Request all(int width) {
    BitSet needed = new BitSet();
    needed.set(0, width);
    return new Request(List.of(), needed, List.of(), Long.MAX_VALUE);
  }

  static Request of(BitSet needed) {
    return new Request(List.of(), needed, List.of(), Long.MAX_VALUE);
  }

  Request with(List<BoundExpression> more, BitSet columns) {
    List<BoundExpression> all = new ArrayList<>(conditions);
    all.addAll(more);
    BitSet both = (BitSet) needed.clone();
    both.or(columns);
    return new Request(List.copyOf(all), both, order, rowsMax);
  }

  Request withConditions(List<BoundExpression> others) {
    return new Request(List.copyOf(others), needed, order, rowsMax);
  }
}
