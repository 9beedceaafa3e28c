package io.halcyon.sql.evaluate;

import io.halcyon.sql.kernel.Kernel;
import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares rows: the first fields that are not equal decide; NULL there makes it unknown.
record RowComparisonNode(
    List<Node> left, List<Node> right, List<Kernel> equalities, List<Kernel> comparisons)
    implements Node {
  @Override
  public Vector evaluate(Batch batch, EvaluationContext context) {
    VectorBuilder result = new VectorBuilder(Carrier.BOOLEAN, batch.size());
    for (int row = 0; row < batch.size(); row++) {
      Batch one = batch.select(new int[] {row}, 1);
      result.add(compare(one, context));
    }
    return result.build();
  }

  private @Nullable Boolean compare(Batch one, EvaluationContext context) {
    for (int i = 0; i < left.size(); i++) {
      Vector[] pair = {left.get(i).evaluate(one, context), right.get(i).evaluate(one, context)};
      boolean last = i == left.size() - 1;
      if (!last) {
        @Nullable Boolean equal = holds(equalities.get(i), pair, context);
        if (equal == null) {
          return null;
        }
        if (equal) {
          continue;
        }
      }
      return holds(comparisons.get(i), pair, context);
    }
    return null;
  }

  private static @Nullable Boolean holds(Kernel kernel, Vector[] pair, EvaluationContext context) {
    BooleanVector outcome = (BooleanVector) kernel.apply(pair, 1, context.session());
    return outcome.isNull(0) ? null : outcome.values()[0];
  }
}
