package io.halcyon.sql.value;

import io.halcyon.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value of an array type: none, one or more dimensions, each with its lower bound.
///
/// @param lengths of the dimensions; empty for an empty array
/// @param lowerBounds as many
/// @param elements in row-major order; not copied, and must not be written to
public record SqlArray(
    SqlType elementType, int[] lengths, int[] lowerBounds, @Nullable Object[] elements) {
  public static final int DIMENSIONS_MAX = 6;

  /// PostgreSQL's bound: what of 8 bytes each fits an allocation of 1 GB.
  public static final int ELEMENTS_MAX = 134_217_727;

  public static SqlArray empty(SqlType elementType) {
    return new SqlArray(elementType, new int[0], new int[0], new @Nullable Object[0]);
  }

  /// Returns an array of one dimension that begins at 1.
  public static SqlArray of(SqlType elementType, @Nullable Object[] elements) {
    if (elements.length == 0) {
      return empty(elementType);
    }
    return new SqlArray(elementType, new int[] {elements.length}, new int[] {1}, elements);
  }

  /// Returns an array of one dimension that begins at 1.
  public static SqlArray of(SqlType elementType, List<? extends @Nullable Object> elements) {
    return of(elementType, elements.toArray());
  }

  public int dimensions() {
    return lengths.length;
  }

  /// Returns how many elements there are in all dimensions.
  public int size() {
    return elements.length;
  }

  /// Returns the elements in row-major order.
  public List<@Nullable Object> list() {
    List<@Nullable Object> list = new ArrayList<>(elements.length);
    for (@Nullable Object element : elements) {
      list.add(element);
    }
    return Collections.unmodifiableList(list);
  }

  /// Returns the last index of a dimension, counted from 0.
  public int upperBound(int dimension) {
    return lowerBounds[dimension] + lengths[dimension] - 1;
  }

  public boolean sameShape(SqlArray other) {
    return Arrays.equals(lengths, other.lengths) && Arrays.equals(lowerBounds, other.lowerBounds);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SqlArray array
        && sameShape(array)
        && Arrays.equals(elements, array.elements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(elements);
  }
}
