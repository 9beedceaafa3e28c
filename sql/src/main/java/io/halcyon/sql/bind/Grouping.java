package io.halcyon.sql.bind;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;

/// Parts expressions over groups into what a group gives (keys and aggregates) and what is made of
/// that: `check_ungrouped_columns` of PostgreSQL's `parse_agg.c`.
final class Grouping {
  private final List<BoundExpression> keys;
  private final List<BoundExpression.Aggregate> aggregates = new ArrayList<>();

  Grouping(List<BoundExpression> keys) {
    this.keys = keys;
  }

  /// Returns an expression over the groups' columns.
  BoundExpression rewrite(BoundExpression expression) {
    int key = keys.indexOf(expression);
    if (key >= 0) {
      return column(expression, key);
    }
    if (expression instanceof BoundExpression.Aggregate aggregate) {
      aggregate.direct().forEach(this::requireGrouped);
      int index = aggregates.indexOf(aggregate);
      if (index < 0) {
        index = aggregates.size();
        aggregates.add(aggregate);
      }
      return column(aggregate, keys.size() + index);
    }
    if (expression instanceof BoundExpression.Column column && column.levelsUp() == 0) {
      throw ungrouped(column);
    }
    return BoundTrees.replaceChildren(expression, this::rewrite);
  }

  private static SqlError ungrouped(BoundExpression.Column column) {
    String name = column.table().isEmpty() ? column.name() : column.table() + "." + column.name();
    return new SqlError(
        SqlState.GROUPING_ERROR,
        "column \""
            + name
            + "\" must appear in the GROUP BY clause or be used in an aggregate function",
        column.at());
  }

  /// What an ordered-set aggregate is given directly must not vary within a group; that it may be a
  /// key is left to the executor.
  private void requireGrouped(BoundExpression direct) {
    if (direct instanceof BoundExpression.Column column && column.levelsUp() == 0) {
      if (keys.contains(direct)) {
        throw SqlError.unsupported("a column as direct argument", direct.at());
      }
      throw ungrouped(column)
          .withDetail(
              "Direct arguments of an ordered-set aggregate must use only grouped columns.");
    }
    BoundTrees.children(direct).forEach(this::requireGrouped);
  }

  private static BoundExpression column(BoundExpression of, int index) {
    return new BoundExpression.Column(of.at(), of.type(), of.modifier(), 0, index, "", "");
  }

  /// Returns the groups of the rows of `input`; called after everything is rewritten.
  BoundQuery over(BoundQuery input) {
    List<OutputColumn> columns = new ArrayList<>();
    for (BoundExpression key : keys) {
      columns.add(new OutputColumn("", key.type(), key.modifier()));
    }
    for (BoundExpression.Aggregate aggregate : aggregates) {
      columns.add(new OutputColumn("", aggregate.type(), aggregate.modifier()));
    }
    return new BoundQuery.Group(
        input, List.copyOf(columns), List.copyOf(keys), List.copyOf(aggregates));
  }
}
