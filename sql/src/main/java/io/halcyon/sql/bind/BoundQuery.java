package io.halcyon.sql.bind;

import io.halcyon.sql.access.TableAccess.RowLock;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.type.SqlType;
import java.util.ArrayList;
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
  ///
  /// @param lock how those are locked that are returned; null if they are not
  record Scan(RelationDescriptor relation, List<OutputColumn> columns, @Nullable RowLock lock)
      implements BoundQuery {}

  /// The rows of functions that return sets, side by side.
  record FunctionScan(List<OutputColumn> columns, List<BoundExpression> calls, boolean ordinality)
      implements BoundQuery {}

  /// Each row of the left with those of the right for which a condition is true.
  ///
  /// @param condition over the columns of both; null for every pair
  /// @param lateral whether the right is another query for each row of the left, which is the
  ///   nearest of the rows around it
  record Join(
      Kind kind,
      BoundQuery left,
      BoundQuery right,
      @Nullable BoundExpression condition,
      boolean lateral,
      List<OutputColumn> columns)
      implements BoundQuery {
    /// Which rows without a partner are kept, with NULLs in the place of one.
    public enum Kind {
      INNER,
      LEFT,
      RIGHT,
      FULL
    }

    /// Returns each row of the left with each of the right.
    public static Join cross(BoundQuery left, BoundQuery right) {
      return of(Kind.INNER, left, right, null, false);
    }

    static Join of(
        Kind kind,
        BoundQuery left,
        BoundQuery right,
        @Nullable BoundExpression condition,
        boolean lateral) {
      List<OutputColumn> columns = new ArrayList<>(left.columns());
      columns.addAll(right.columns());
      return new Join(kind, left, right, condition, lateral, List.copyOf(columns));
    }
  }

  /// The rows of two queries, put together.
  ///
  /// @param all whether rows that are not distinct count each
  record SetOperation(
      Query.SetOperator operator,
      boolean all,
      BoundQuery left,
      BoundQuery right,
      List<OutputColumn> columns)
      implements BoundQuery {}

  /// The rows of a `WITH` query.
  record CommonTable(Definition definition, List<OutputColumn> columns) implements BoundQuery {
    /// One table of a `WITH`, which all that read it share. Owned by the binding of its statement,
    /// then immutable.
    public static final class Definition {
      private final BoundQuery query;
      private int references;

      Definition(BoundQuery query) {
        this.query = query;
      }

      public BoundQuery query() {
        return query;
      }

      void refer() {
        references++;
      }

      /// Returns how often it is read in the text.
      public int references() {
        return references;
      }
    }
  }

  /// `WITH RECURSIVE`: the rows of `start`, then again and again those of `step` over the rows that
  /// came last, until there are none.
  ///
  /// @param all whether rows that are not distinct from an earlier one count
  /// @param working what `step` reads the last rows as
  record Recursion(
      BoundQuery start, BoundQuery step, boolean all, Working working, List<OutputColumn> columns)
      implements BoundQuery {}

  /// The rows that a change within `WITH` returns. Its identity tells changes apart: each is made
  /// once, however often it is read.
  final class Changed implements BoundQuery {
    private final String name;
    private final BoundChange change;

    Changed(String name, BoundChange change) {
      this.name = name;
      this.change = change;
    }

    /// Returns what `WITH` calls it.
    public String name() {
      return name;
    }

    public BoundChange change() {
      return change;
    }

    @Override
    public List<OutputColumn> columns() {
      return change.returning().columns();
    }
  }

  /// The rows that the last round of a recursion has made. Its identity tells recursions apart.
  final class Working implements BoundQuery {
    private final List<OutputColumn> columns;

    Working(List<OutputColumn> columns) {
      this.columns = List.copyOf(columns);
    }

    @Override
    public List<OutputColumn> columns() {
      return columns;
    }
  }

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

  /// The rows in several groupings at once, those of one after those of the other: in each row keys
  /// that it is not grouped by are NULL. Columns: keys, aggregates, groupings.
  ///
  /// @param keys of all sets
  /// @param sets of keys, by number
  /// @param groupings for each the keys that it asks about, by number
  record GroupingSets(
      BoundQuery input,
      List<OutputColumn> columns,
      List<BoundExpression> keys,
      List<List<Integer>> sets,
      List<BoundExpression.Aggregate> aggregates,
      List<List<Integer>> groupings)
      implements BoundQuery {}

  /// Each row, with what window functions make of it and its neighbours as columns behind its own.
  record Windows(
      BoundQuery input, List<OutputColumn> columns, List<BoundExpression.WindowCall> calls)
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

  /// Of rows that are equal in some columns the first.
  record DistinctOn(BoundQuery input, List<Integer> keys) implements BoundQuery {
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
