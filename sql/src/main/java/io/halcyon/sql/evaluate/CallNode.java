package io.halcyon.sql.evaluate;

import io.halcyon.sql.kernel.Kernel;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.List;

/// Calls a function.
record CallNode(Kernel kernel, List<Node> arguments) implements Node {
  @Override
  public Vector evaluate(Batch batch, EvaluationContext context) {
    Vector[] values = new Vector[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.get(i).evaluate(batch, context);
    }
    return kernel.apply(values, batch.size(), context.session());
  }
}
