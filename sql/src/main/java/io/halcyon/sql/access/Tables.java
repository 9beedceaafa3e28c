package io.halcyon.sql.access;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import java.util.List;

/// Where the executor gets rows of tables: the port that the table layer implements. One instance
/// serves the statements of one transaction, on its thread.
public interface Tables {
  /// For queries that read no tables.
  Tables NONE =
      new Tables() {
        @Override
        public List<AccessPath> paths(TableAccess access) {
          throw new IllegalStateException("there are no tables");
        }

        @Override
        public List<BoundExpression> bounding(TableAccess access, AccessPath path) {
          throw new IllegalStateException("there are no tables");
        }

        @Override
        public BatchSource open(TableAccess access, AccessPath path, EvaluationContext context) {
          throw new IllegalStateException("there are no tables");
        }
      };

  /// Returns the ways to do an access, the cheapest first; at least one.
  List<AccessPath> paths(TableAccess access);

  /// Returns which of an access's conditions bound what is read; the others are checked on each
  /// row.
  ///
  /// @param path one of {@link #paths} for this access
  List<BoundExpression> bounding(TableAccess access, AccessPath path);

  /// Reads.
  ///
  /// @param path one of {@link #paths} for this access
  BatchSource open(TableAccess access, AccessPath path, EvaluationContext context);
}
