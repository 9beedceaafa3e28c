package io.halcyon.sql.bind;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;

/// Parts expressions over groups into what a group gives (keys and aggregates) and what is made of
/// that: `check_ungrouped_columns` of PostgreSQL's `parse_agg.c`.
final class Grouping {
  private final List<BoundExpression> keys;
  private final List<List<Integer>> sets;
  private final List<BoundExpression.Aggregate> aggregates = new ArrayList<>();
  private final List<List<Integer>> groupings = new ArrayList<>();

  /// @param sets of keys, by number; one if all rows are grouped by the same keys
  Grouping(List<BoundExpression> keys, List<List<Integer>> sets) {
    this.keys = keys;
    this.sets = sets;
  }

  /// Returns expressions over the groups' columns.
  List<BoundExpression> rewrite(List<BoundExpression> expressions) {
    // Where the columns are is known when it is known how many there are: so twice.
    expressions.forEach(this::rewrite);
    return expressions.stream().map(this::rewrite).toList();
  }

  private BoundExpression rewrite(BoundExpression expression) {
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
    if (expression instanceof BoundExpression.GroupingCall call) {
      return grouping(call);
    }
    if (expression instanceof BoundExpression.Column column && column.levelsUp() == 0) {
      throw ungrouped(column);
    }
    return BoundTrees.replaceChildren(expression, this::rewrite);
  }

  private BoundExpression grouping(BoundExpression.GroupingCall call) {
    List<Integer> asked = new ArrayList<>();
    for (BoundExpression key : call.keys()) {
      if (!keys.contains(key)) {
        throw new SqlError(
            SqlState.GROUPING_ERROR,
            "arguments to GROUPING must be grouping expressions of the associated query level",
            BoundTrees.start(key));
      }
      asked.add(keys.indexOf(key));
    }
    if (sets.size() == 1) {
      return new BoundExpression.Constant(call.at(), Types.INT4, -1, 0);
    }
    if (!groupings.contains(asked)) {
      groupings.add(asked);
    }
    return column(call, keys.size() + aggregates.size() + groupings.indexOf(asked));
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
    if (sets.size() == 1) {
      return new BoundQuery.Group(
          input, List.copyOf(columns), List.copyOf(keys), List.copyOf(aggregates));
    }
    groupings.forEach(_ -> columns.add(new OutputColumn("", Types.INT4, -1)));
    return new BoundQuery.GroupingSets(
        input,
        List.copyOf(columns),
        List.copyOf(keys),
        sets,
        List.copyOf(aggregates),
        List.copyOf(groupings));
  }
}
