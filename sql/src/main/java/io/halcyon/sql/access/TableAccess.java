package io.halcyon.sql.access;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.storage.StorageTransaction.LockStrength;
import io.halcyon.sql.storage.StorageTransaction.LockWait;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What is wanted of one table.
///
/// @param columns which of the relation's columns to return, by index, in this order
/// @param conditions all of which a returned row meets. A `Column` of level 0 is an index among all
///   of the relation's columns; one of a higher level is in the rows around ({@code
///   EvaluationContext.outerRows}), as are parameters in the context: both are fixed while the
///   table is read. No aggregates, no set-returning calls
/// @param rowsMax how many rows will be taken at most, as far as known; `Long.MAX_VALUE` for all
/// @param lock how returned rows are locked; null if they are not
public record TableAccess(
    RelationDescriptor relation,
    List<Integer> columns,
    List<BoundExpression> conditions,
    long rowsMax,
    @Nullable RowLock lock) {
  public TableAccess {
    columns = List.copyOf(columns);
    conditions = List.copyOf(conditions);
  }

  /// Returns the access to all columns, without locks.
  public static TableAccess whole(
      RelationDescriptor relation, List<BoundExpression> conditions, long rowsMax) {
    List<Integer> all = IntStream.range(0, relation.columns().size()).boxed().toList();
    return new TableAccess(relation, all, conditions, rowsMax, null);
  }

  /// `FOR UPDATE`, `FOR SHARE`, and what a statement locks that changes rows.
  ///
  /// @param namedOnly whether only rows that the conditions name by their whole primary key are
  ///   locked, and only in a transaction of several statements
  public record RowLock(LockStrength strength, LockWait policy, boolean namedOnly) {
    /// Of rows that are to be changed: two transactions that read and write the same row wait for
    /// each other, rather than one of them having to be run again. Nothing depends on it, as
    /// commits check what was read; so rows that are found by a search are left alone, of which
    /// there may be many.
    public static final RowLock CHANGE = new RowLock(LockStrength.UPDATE, LockWait.WAIT, true);
  }
}
