package io.halcyon.sql.evaluate;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.SqlArray;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `ARRAY[…]`.
record ArrayNode(List<Node> elements, SqlType elementType, boolean nested) implements Node {
  @Override
  public Vector evaluate(Batch batch, EvaluationContext context) {
    List<Vector> values =
        elements.stream().map(element -> element.evaluate(batch, context)).toList();
    VectorBuilder result = new VectorBuilder(Carrier.OBJECT, batch.size());
    for (int row = 0; row < batch.size(); row++) {
      @Nullable Object[] here = new @Nullable Object[values.size()];
      for (int i = 0; i < here.length; i++) {
        here[i] = values.get(i).get(row);
      }
      result.add(nested ? joined(here) : SqlArray.of(elementType, here));
    }
    return result.build();
  }

  /// Makes an array of arrays; those that are NULL or empty are left out if all are.
  private SqlArray joined(@Nullable Object[] parts) {
    List<SqlArray> arrays = new ArrayList<>();
    for (@Nullable Object part : parts) {
      if (part instanceof SqlArray array && array.dimensions() > 0) {
        arrays.add(array);
      }
    }
    if (arrays.isEmpty()) {
      return SqlArray.empty(elementType);
    }
    SqlArray first = arrays.getFirst();
    if (first.dimensions() >= SqlArray.DIMENSIONS_MAX) {
      throw new SqlError(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "number of array dimensions (%d) exceeds the maximum allowed (%d)"
              .formatted(first.dimensions() + 1, SqlArray.DIMENSIONS_MAX));
    }
    List<@Nullable Object> all = new ArrayList<>();
    for (SqlArray array : arrays) {
      if (!array.sameShape(first) || arrays.size() != parts.length) {
        throw new SqlError(
            SqlState.ARRAY_SUBSCRIPT_ERROR,
            "multidimensional arrays must have array expressions with matching dimensions");
      }
      all.addAll(array.list());
    }
    int[] lengths = new int[first.dimensions() + 1];
    int[] lowerBounds = new int[lengths.length];
    lengths[0] = arrays.size();
    lowerBounds[0] = 1;
    System.arraycopy(first.lengths(), 0, lengths, 1, first.dimensions());
    System.arraycopy(first.lowerBounds(), 0, lowerBounds, 1, first.dimensions());
    return new SqlArray(elementType, lengths, lowerBounds, all.toArray());
  }
}
