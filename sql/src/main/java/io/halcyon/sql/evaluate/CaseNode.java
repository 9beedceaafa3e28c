package io.halcyon.sql.evaluate;

import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `CASE`: each branch for the rows that come to it, and no others.
///
/// @param operand what the conditions find as one more column of the batch; null if none
record CaseNode(
    @Nullable Node operand,
    List<Node> conditions,
    List<Node> results,
    Node otherwise,
    Carrier carrier)
    implements Node {
  @Override
  public Vector evaluate(Batch batch, EvaluationContext context) {
    Batch rest = operand == null ? batch : extended(batch, operand.evaluate(batch, context));
    VectorBuilder builder = new VectorBuilder(carrier, batch.size());
    int[] places = new int[batch.size()];
    for (int row = 0; row < places.length; row++) {
      places[row] = row;
    }
    for (int branch = 0; branch < conditions.size() && rest.size() > 0; branch++) {
      BooleanVector condition = (BooleanVector) conditions.get(branch).evaluate(rest, context);
      int[] taken = new int[rest.size()];
      int takenCount = CompiledExpression.select(condition, taken);
      if (takenCount == 0) {
        continue;
      }
      Batch here = takenCount == rest.size() ? rest : rest.select(taken, takenCount);
      put(results.get(branch).evaluate(here, context), builder, places, taken, takenCount);
      int[] left = new int[rest.size() - takenCount];
      int count = 0;
      int next = 0;
      for (int row = 0; row < rest.size(); row++) {
        if (next < takenCount && taken[next] == row) {
          next++;
        } else {
          left[count++] = row;
        }
      }
      int[] leftPlaces = new int[count];
      for (int i = 0; i < count; i++) {
        leftPlaces[i] = places[left[i]];
      }
      places = leftPlaces;
      rest = rest.select(left, count);
    }
    if (rest.size() > 0) {
      Vector values = otherwise.evaluate(rest, context);
      for (int i = 0; i < rest.size(); i++) {
        builder.copy(places[i], values, i);
      }
    }
    return builder.build(batch.size());
  }

  private static Batch extended(Batch batch, Vector column) {
    List<Vector> columns = new ArrayList<>(batch.columns());
    columns.add(column);
    return new Batch(batch.size(), columns);
  }

  private static void put(
      Vector values, VectorBuilder builder, int[] places, int[] taken, int count) {
    for (int i = 0; i < count; i++) {
      builder.copy(places[taken[i]], values, i);
    }
  }
}
