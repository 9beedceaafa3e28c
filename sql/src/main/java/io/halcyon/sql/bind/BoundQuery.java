package io.halcyon.sql.bind;

import io.halcyon.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A query whose names and types are decided: a tree of relational steps over sources.
public sealed interface BoundQuery {
  /// Returns the columns of the rows.
  List<OutputColumn> columns();

  /// A column of a query's result.
  record OutputColumn(String name, SqlType type, int modifier) {}

  /// One row without columns.
  record SingleRow() implements BoundQuery {
    @Override
    public List<OutputColumn> columns() {
      return List.of();
    }
  }

  /// `VALUES`.
  record Rows(List<OutputColumn> columns, List<List<BoundExpression>> rows) implements BoundQuery {}

  /// The rows of a table.
  record Scan(RelationDescriptor relation, List<OutputColumn> columns) implements BoundQuery {}

  /// The rows of functions that return sets, side by side.
  record FunctionScan(List<OutputColumn> columns, List<BoundExpression> calls, boolean ordinality)
      implements BoundQuery {}

  /// Each row of the left with each of the right.
  record CrossJoin(BoundQuery left, BoundQuery right, List<OutputColumn> columns)
      implements BoundQuery {}

  /// The rows for which a condition is true.
  record Filter(BoundQuery input, BoundExpression condition) implements BoundQuery {
    @Override
    public List<OutputColumn> columns() {
      return input.columns();
    }
  }

  /// Expressions over each row.
  record Project(BoundQuery input, List<OutputColumn> columns, List<BoundExpression> expressions)
      implements BoundQuery {}

  /// One row for each group: its keys, then the aggregates.
  ///
  /// @param keys without any there is one group, even of no rows
  record Group(
      BoundQuery input,
      List<OutputColumn> columns,
      List<BoundExpression> keys,
      List<BoundExpression.Aggregate> aggregates)
      implements BoundQuery {}

  /// The rows in an order; of their columns the first ones are kept, those of `columns`.
  record Sort(BoundQuery input, List<SortKey> keys, List<OutputColumn> columns)
      implements BoundQuery {}

  /// Rows without those that are not distinct from one before.
  record Distinct(BoundQuery input) implements BoundQuery {
    @Override
    public List<OutputColumn> columns() {
      return input.columns();
    }
  }

  /// A part of the rows.
  ///
  /// @param count null for all
  /// @param offset null for none
  record Limit(BoundQuery input, @Nullable BoundExpression count, @Nullable BoundExpression offset)
      implements BoundQuery {
    @Override
    public List<OutputColumn> columns() {
      return input.columns();
    }
  }
}
