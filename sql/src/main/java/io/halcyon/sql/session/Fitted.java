package io.halcyon.sql.session;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.RowExpressions;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.type.SqlType;
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
    EvaluationContext evaluation = Executor.contextWithoutTables(context);
    return Objects.requireNonNull(CompiledExpression.value(fitted, evaluation));
  }
}
