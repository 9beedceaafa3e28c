package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.SqlArray;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An element or a slice of an array.
///
/// @param lowers for each dimension; null where it is left out
record SubscriptNode(
    Node base,
    List<@Nullable Node> lowers,
    List<@Nullable Node> uppers,
    boolean slice,
    Carrier carrier)
    implements Node {
  static SubscriptNode of(BoundExpression.Subscript subscript, Compiler compiler) {
    List<@Nullable Node> lowers = new ArrayList<>();
    List<@Nullable Node> uppers = new ArrayList<>();
    for (BoundExpression.Bounds bounds : subscript.bounds()) {
      lowers.add(bounds.lower() == null ? null : compiler.compile(bounds.lower()));
      uppers.add(bounds.upper() == null ? null : compiler.compile(bounds.upper()));
    }
    return new SubscriptNode(
        compiler.compile(subscript.base()),
        lowers,
        uppers,
        subscript.slice(),
        subscript.type().carrier());
  }

  @Override
  public Vector evaluate(Batch batch, EvaluationContext context) {
    Vector bases = base.evaluate(batch, context);
    List<@Nullable Vector> from = new ArrayList<>();
    List<@Nullable Vector> to = new ArrayList<>();
    for (int i = 0; i < uppers.size(); i++) {
      @Nullable Node lower = lowers.get(i);
      @Nullable Node upper = uppers.get(i);
      from.add(lower == null ? null : lower.evaluate(batch, context));
      to.add(upper == null ? null : upper.evaluate(batch, context));
    }
    VectorBuilder result = new VectorBuilder(carrier, batch.size());
    for (int row = 0; row < batch.size(); row++) {
      @Nullable Object value = bases.get(row);
      if (value == null || anyNull(from, row) || anyNull(to, row)) {
        result.add(null);
      } else if (slice) {
        result.add(slice((SqlArray) value, from, to, row));
      } else {
        result.add(element((SqlArray) value, to, row));
      }
    }
    return result.build();
  }

  private static boolean anyNull(List<@Nullable Vector> bounds, int row) {
    for (@Nullable Vector bound : bounds) {
      if (bound != null && bound.isNull(row)) {
        return true;
      }
    }
    return false;
  }

  private static int at(@Nullable Vector bound, int row, int otherwise) {
    if (bound == null) {
      return otherwise;
    }
    return bound.get(row) instanceof Integer index ? index : otherwise;
  }

  private static @Nullable Object element(SqlArray array, List<@Nullable Vector> indices, int row) {
    if (indices.size() != array.dimensions()) {
      return null;
    }
    int offset = 0;
    for (int i = 0; i < indices.size(); i++) {
      long index = (long) at(indices.get(i), row, 0) - array.lowerBounds()[i];
      if (index < 0 || index >= array.lengths()[i]) {
        return null;
      }
      offset = offset * array.lengths()[i] + (int) index;
    }
    return array.elements()[offset];
  }

  private static SqlArray slice(
      SqlArray array, List<@Nullable Vector> from, List<@Nullable Vector> to, int row) {
    int dimensions = array.dimensions();
    if (dimensions < from.size() || dimensions == 0) {
      return SqlArray.empty(array.elementType());
    }
    int[] starts = new int[dimensions];
    int[] lengths = new int[dimensions];
    int[] lowerBounds = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      int first = array.lowerBounds()[i];
      int last = array.upperBound(i);
      int lower = i < from.size() ? at(from.get(i), row, first) : first;
      int upper = i < to.size() ? at(to.get(i), row, last) : last;
      lower = Math.max(lower, first);
      upper = Math.min(upper, last);
      if (lower > upper) {
        return SqlArray.empty(array.elementType());
      }
      starts[i] = lower - first;
      lengths[i] = upper - lower + 1;
      lowerBounds[i] = 1;
    }
    List<@Nullable Object> elements = new ArrayList<>();
    collect(array, starts, lengths, 0, 0, elements);
    return new SqlArray(array.elementType(), lengths, lowerBounds, elements.toArray());
  }

  private static void collect(
      SqlArray array,
      int[] starts,
      int[] lengths,
      int dimension,
      int offset,
      List<@Nullable Object> elements) {
    for (int i = 0; i < lengths[dimension]; i++) {
      int at = offset * array.lengths()[dimension] + starts[dimension] + i;
      if (dimension == lengths.length - 1) {
        elements.add(array.elements()[at]);
      } else {
        collect(array, starts, lengths, dimension + 1, at, elements);
      }
    }
  }
}
