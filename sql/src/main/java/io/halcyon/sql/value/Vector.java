package io.halcyon.sql.value;

import io.halcyon.sql.type.Carrier;
import org.jspecify.annotations.Nullable;

/// The values of one column or expression for the rows of a batch.
///
/// The arrays are shared, not copied: whoever fills a vector hands it over and does not write to it
/// again. An array may be longer than the vector. What stands in it where a row is NULL has no
/// meaning, and must do no harm to a kernel that computes with it.
public sealed interface Vector
    permits BooleanVector, IntVector, LongVector, DoubleVector, ObjectVector {
  /// Returns how many rows there are.
  int size();

  /// Returns which rows are NULL; null if none is.
  long @Nullable [] nulls();

  /// Returns one value: `Boolean`, `Integer`, `Long`, `Double` or the object; null for NULL.
  @Nullable Object get(int row);

  /// Returns the vector of the given rows, in their order.
  ///
  /// @param count how many of `rows` count
  Vector select(int[] rows, int count);

  /// Returns the same values with further rows NULL.
  Vector withNulls(long @Nullable [] nulls);

  /// Returns the first rows alone, over the same array.
  Vector first(int rows);

  default boolean isNull(int row) {
    return Nulls.isNull(nulls(), row);
  }

  /// Returns a vector that holds `value` in each of `rows` rows.
  static Vector repeat(Carrier carrier, @Nullable Object value, int rows) {
    VectorBuilder builder = new VectorBuilder(carrier, rows);
    for (int row = 0; row < rows; row++) {
      builder.add(value);
    }
    return builder.build();
  }
}
