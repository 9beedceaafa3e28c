package io.halcyon.sql.kernel;

import io.halcyon.sql.value.DoubleVector;
import io.halcyon.sql.value.IntVector;
import io.halcyon.sql.value.LongVector;
import io.halcyon.sql.value.Vector;

/// Arrays of primitives of vectors, widened where a kernel mixes carriers.
final class Widening {
  private Widening() {}

  static long[] longs(Vector vector) {
    if (vector instanceof LongVector(long[] values, _, _)) {
      return values;
    }
    int[] narrow = ints(vector);
    long[] wide = new long[vector.size()];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = narrow[i];
    }
    return wide;
  }

  static int[] ints(Vector vector) {
    return ((IntVector) vector).values();
  }

  static double[] doubles(Vector vector) {
    return ((DoubleVector) vector).values();
  }
}
