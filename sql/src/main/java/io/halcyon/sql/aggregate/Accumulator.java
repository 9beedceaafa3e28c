package io.halcyon.sql.aggregate;

import io.halcyon.sql.value.Vector;
import org.jspecify.annotations.Nullable;

/// The state of one aggregate over one group. Not thread-safe.
///
/// A partial state is a row of plain SQL values, whose types depend on the aggregate alone, so it
/// can be sent: what one accumulator gives as `partial`, another one of the same aggregate absorbs.
public interface Accumulator {
  /// Takes in a row.
  void add(@Nullable Object[] arguments);

  /// Takes in all rows of vectors.
  default void addAll(Vector[] arguments, int rows) {
    for (int row = 0; row < rows; row++) {
      @Nullable Object[] values = new @Nullable Object[arguments.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = arguments[i].get(row);
      }
      add(values);
    }
  }

  /// Returns the state as values that can be sent.
  @Nullable Object[] partial();

  /// Takes in what another state has taken in; the order is this one's rows first.
  void absorb(@Nullable Object[] partial);

  /// Returns the aggregate's value; null for NULL.
  @Nullable Object result();
}
