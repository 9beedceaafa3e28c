package io.halcyon.sql.access;

import io.halcyon.sql.evaluate.EvaluationContext;
import java.util.List;

/// Where the executor gets rows of tables: the port that the table layer implements. One instance
/// serves the statements of one transaction, on its thread.
public interface Tables {
  /// Returns the ways to do an access, the cheapest first; at least one.
  List<AccessPath> paths(TableAccess access);

  /// Reads.
  ///
  /// @param path one of {@link #paths} for this access
  BatchSource open(TableAccess access, AccessPath path, EvaluationContext context);
}
