package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.value.Batch;

/// Groups rows and aggregates over them.
final class GroupEvaluator {
  private GroupEvaluator() {}

  static Batch evaluate(BoundQuery.Group group, Batch rows, EvaluationContext context) {
    throw SqlError.unsupported("GROUP BY over " + rows.size() + group.columns() + context);
  }
}
