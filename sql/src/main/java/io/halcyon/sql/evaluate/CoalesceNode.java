package io.halcyon.sql.evaluate;

import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.List;

/// `COALESCE`: each operand for the rows alone that are NULL so far.
record CoalesceNode(List<Node> operands, Carrier carrier) implements Node {
  @Override
  public Vector evaluate(Batch batch, EvaluationContext context) {
    Vector first = operands.getFirst().evaluate(batch, context);
    if (first.nulls() == null) {
      return first;
    }
    VectorBuilder builder = new VectorBuilder(carrier, batch.size());
    int[] open = new int[batch.size()];
    for (int row = 0; row < open.length; row++) {
      open[row] = row;
    }
    int count = batch.size();
    for (int i = 0; i < operands.size() && count > 0; i++) {
      Batch rest = count == batch.size() ? batch : batch.select(open, count);
      Vector values = i == 0 ? first : operands.get(i).evaluate(rest, context);
      int kept = 0;
      for (int j = 0; j < count; j++) {
        if (values.isNull(j)) {
          open[kept++] = open[j];
        } else {
          builder.copy(open[j], values, j);
        }
      }
      count = kept;
    }
    for (int i = 0; i < count; i++) {
      builder.set(open[i], null);
    }
    return builder.build(batch.size());
  }
}
