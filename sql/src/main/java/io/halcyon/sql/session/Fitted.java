package io.halcyon.sql.session;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.RowExpressions;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import java.util.List;
import java.util.Objects;

/// Makes values fit the modifiers of their types: lengths, precisions. Stateless.
final class Fitted {
  private Fitted() {}

  static Object to(SqlType type, int modifier, Object value, SessionContext context) {
    if (modifier < 0) {
      return value;
    }
    BoundExpression constant = new BoundExpression.Constant(new Position(0), type, -1, value);
    BoundExpression fitted = RowExpressions.fitted(constant, type, modifier, context);
    EvaluationContext evaluation =
        new EvaluationContext(context, List.of(), Executor.withoutTables(), List.of());
    return Objects.requireNonNull(
        CompiledExpression.of(fitted, 0).evaluate(Batch.SINGLE_ROW, evaluation).get(0));
  }
}
