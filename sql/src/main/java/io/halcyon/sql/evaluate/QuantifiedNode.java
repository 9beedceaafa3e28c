package io.halcyon.sql.evaluate;

import io.halcyon.sql.kernel.Kernel;
import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.SqlArray;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import org.jspecify.annotations.Nullable;

/// `left operator ANY|ALL (array)`.
record QuantifiedNode(
    Node left, Node array, Kernel comparison, Carrier element, boolean strict, boolean all)
    implements Node {
  @Override
  public Vector evaluate(Batch batch, EvaluationContext context) {
    Vector lefts = left.evaluate(batch, context);
    Vector arrays = array.evaluate(batch, context);
    VectorBuilder result = new VectorBuilder(Carrier.BOOLEAN, batch.size());
    for (int row = 0; row < batch.size(); row++) {
      @Nullable Object value = arrays.get(row);
      result.add(value == null ? null : row((SqlArray) value, lefts, row, context));
    }
    return result.build();
  }

  private @Nullable Boolean row(
      SqlArray elements, Vector lefts, int row, EvaluationContext context) {
    int count = elements.size();
    if (count == 0) {
      return all;
    }
    if (strict && lefts.isNull(row)) {
      return null;
    }
    VectorBuilder builder = new VectorBuilder(element, count);
    int[] same = new int[count];
    for (int i = 0; i < count; i++) {
      builder.add(elements.elements()[i]);
      same[i] = row;
    }
    Vector[] arguments = {lefts.select(same, count), builder.build()};
    BooleanVector outcomes = (BooleanVector) comparison.apply(arguments, count, context.session());
    boolean unknown = false;
    for (int i = 0; i < count; i++) {
      if (outcomes.isNull(i)) {
        unknown = true;
      } else if (outcomes.values()[i] != all) {
        return !all;
      }
    }
    return unknown ? null : all;
  }
}
