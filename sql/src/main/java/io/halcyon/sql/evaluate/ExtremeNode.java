package io.halcyon.sql.evaluate;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Order;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GREATEST` and `LEAST`.
record ExtremeNode(List<Node> operands, SqlType type, boolean greatest) implements Node {
  @Override
  public Vector evaluate(Batch batch, EvaluationContext context) {
    Comparator<Object> order = Order.of(type);
    List<Vector> values =
        operands.stream().map(operand -> operand.evaluate(batch, context)).toList();
    VectorBuilder builder = new VectorBuilder(type.carrier(), batch.size());
    for (int row = 0; row < batch.size(); row++) {
      @Nullable Object best = null;
      for (Vector vector : values) {
        @Nullable Object value = vector.get(row);
        if (value != null && (best == null || isBetter(order.compare(value, best)))) {
          best = value;
        }
      }
      builder.add(best);
    }
    return builder.build();
  }

  private boolean isBetter(int compared) {
    return greatest ? compared > 0 : compared < 0;
  }
}
