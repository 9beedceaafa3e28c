package io.halcyon.sql.value;

import io.halcyon.sql.type.Carrier;
import org.jspecify.annotations.Nullable;

/// Fills a vector row by row, from boxed values: for what has no kernel. Not thread-safe.
public final class VectorBuilder {
  private final Carrier carrier;
  private final int capacity;
  private final Object array;
  private long @Nullable [] nulls;
  private int size;

  public VectorBuilder(Carrier carrier, int capacity) {
    this.carrier = carrier;
    this.capacity = capacity;
    this.array =
        switch (carrier) {
          case BOOLEAN -> new boolean[capacity];
          case INT -> new int[capacity];
          case LONG -> new long[capacity];
          case DOUBLE -> new double[capacity];
          case OBJECT -> new Object[capacity];
        };
  }

  public void add(@Nullable Object value) {
    set(size++, value);
  }

  /// Sets one row; those that are never set are 0 or NULL.
  public void set(int row, @Nullable Object value) {
    if (value == null) {
      if (nulls == null) {
        nulls = Nulls.none(capacity);
      }
      Nulls.set(nulls, row);
      return;
    }
    switch (carrier) {
      case BOOLEAN -> ((boolean[]) array)[row] = (Boolean) value;
      case INT -> ((int[]) array)[row] = (Integer) value;
      case LONG -> ((long[]) array)[row] = (Long) value;
      case DOUBLE -> ((double[]) array)[row] = (Double) value;
      case OBJECT -> ((Object[]) array)[row] = value;
    }
  }

  /// Sets one row to what another vector of the same carrier has in one of its own.
  public void copy(int row, Vector source, int from) {
    if (source.isNull(from)) {
      set(row, null);
      return;
    }
    switch (source) {
      case BooleanVector(boolean[] values, _, _) -> ((boolean[]) array)[row] = values[from];
      case IntVector(int[] values, _, _) -> ((int[]) array)[row] = values[from];
      case LongVector(long[] values, _, _) -> ((long[]) array)[row] = values[from];
      case DoubleVector(double[] values, _, _) -> ((double[]) array)[row] = values[from];
      case ObjectVector(var values, _, _) -> ((Object[]) array)[row] = values[from];
    }
  }

  /// Returns the rows that were added.
  public Vector build() {
    return build(size);
  }

  /// Returns the first `rows` rows.
  public Vector build(int rows) {
    return switch (carrier) {
      case BOOLEAN -> new BooleanVector((boolean[]) array, rows, nulls);
      case INT -> new IntVector((int[]) array, rows, nulls);
      case LONG -> new LongVector((long[]) array, rows, nulls);
      case DOUBLE -> new DoubleVector((double[]) array, rows, nulls);
      case OBJECT -> new ObjectVector((Object[]) array, rows, nulls);
    };
  }
}
