package io.halcyon.sql.evaluate;

import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;

/// A compiled expression. Immutable; safe for use by many threads, each with its own context.
interface Node {
  /// Returns the values for all rows of the batch.
  Vector evaluate(Batch batch, EvaluationContext context);
}
