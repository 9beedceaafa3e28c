package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.Vector;
import org.jspecify.annotations.Nullable;

/// An expression made ready for evaluation over batches of a known width. Immutable.
public final class CompiledExpression {
  private final Node root;

  private CompiledExpression(Node root) {
    this.root = root;
  }

  /// Compiles an expression.
  ///
  /// @param width how many columns the batches have
  /// @throws io.halcyon.sql.error.SqlError if it calls what is not implemented (0A000)
  public static CompiledExpression of(BoundExpression expression, int width) {
    return new CompiledExpression(new Compiler(width).compile(expression));
  }

  /// Compiles an expression, of which what is the same for all rows is worked out first.
  public static CompiledExpression folded(
      BoundExpression expression, int width, EvaluationContext context) {
    return of(Folding.fold(expression, context), width);
  }

  /// Returns the value of an expression that looks at no columns.
  public static @Nullable Object value(BoundExpression expression, EvaluationContext context) {
    return folded(expression, 0, context).evaluate(Batch.SINGLE_ROW, context).get(0);
  }

  /// Returns the values for all rows.
  ///
  /// @throws io.halcyon.sql.error.SqlError if a row fails
  public Vector evaluate(Batch batch, EvaluationContext context) {
    return root.evaluate(batch, context);
  }

  /// Returns the rows for which a condition is true; neither false nor unknown.
  public Batch filter(Batch batch, EvaluationContext context) {
    BooleanVector condition = (BooleanVector) evaluate(batch, context);
    int[] rows = new int[batch.size()];
    int count = select(condition, rows);
    return count == batch.size() ? batch : batch.select(rows, count);
  }

  /// Fills `rows` with the rows that are true, and returns how many there are.
  static int select(BooleanVector condition, int[] rows) {
    boolean[] values = condition.values();
    long[] nulls = condition.nulls();
    int count = 0;
    if (nulls == null) {
      for (int row = 0; row < condition.size(); row++) {
        rows[count] = row;
        count += values[row] ? 1 : 0;
      }
      return count;
    }
    for (int row = 0; row < condition.size(); row++) {
      rows[count] = row;
      count += values[row] && !Nulls.isNull(nulls, row) ? 1 : 0;
    }
    return count;
  }
}
