package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.IntVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.Vector;
import org.jspecify.annotations.Nullable;

/// `smallint` and `integer` arithmetic. One loop for each operation, so that each is compiled to
/// vector instructions; overflow is looked for once for the whole vector.
///
/// @param min the least result there may be
/// @param max the greatest
record IntArithmetic(Operation operation, long min, long max, String typeName) implements Kernel {
  /// What is done.
  enum Operation {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MODULO
  }

  @Override
  public Vector apply(Vector[] arguments, int rows, SessionContext session) {
    int[] left = Widening.ints(arguments[0]);
    int[] right = Widening.ints(arguments[1]);
    long @Nullable [] nulls = Nulls.either(arguments[0].nulls(), arguments[1].nulls());
    int[] result = new int[rows];
    long outside =
        switch (operation) {
          case ADD -> add(left, right, result, rows);
          case SUBTRACT -> subtract(left, right, result, rows);
          case MULTIPLY -> multiply(left, right, result, rows);
          case DIVIDE -> divide(left, right, result, nulls);
          case MODULO -> modulo(left, right, result, nulls);
        };
    if (outside != 0) {
      requireInside(left, right, rows, nulls);
    }
    return new IntVector(result, rows, nulls);
  }

  private long add(int[] left, int[] right, int[] result, int rows) {
    long outside = 0;
    for (int i = 0; i < rows; i++) {
      long exact = (long) left[i] + right[i];
      result[i] = (int) exact;
      outside |= (exact - min) | (max - exact);
    }
    return outside & Long.MIN_VALUE;
  }

  private long subtract(int[] left, int[] right, int[] result, int rows) {
    long outside = 0;
    for (int i = 0; i < rows; i++) {
      long exact = (long) left[i] - right[i];
      result[i] = (int) exact;
      outside |= (exact - min) | (max - exact);
    }
    return outside & Long.MIN_VALUE;
  }

  private long multiply(int[] left, int[] right, int[] result, int rows) {
    long outside = 0;
    for (int i = 0; i < rows; i++) {
      long exact = (long) left[i] * right[i];
      result[i] = (int) exact;
      outside |= (exact - min) | (max - exact);
    }
    return outside & Long.MIN_VALUE;
  }

  private long divide(int[] left, int[] right, int[] result, long @Nullable [] nulls) {
    long outside = 0;
    for (int i = 0; i < result.length; i++) {
      if (right[i] == 0) {
        requireNull(nulls, i);
        continue;
      }
      long exact = (long) left[i] / right[i];
      result[i] = (int) exact;
      outside |= (exact - min) | (max - exact);
    }
    return outside & Long.MIN_VALUE;
  }

  private static long modulo(int[] left, int[] right, int[] result, long @Nullable [] nulls) {
    for (int i = 0; i < result.length; i++) {
      if (right[i] == 0) {
        requireNull(nulls, i);
        continue;
      }
      result[i] = right[i] == -1 ? 0 : left[i] % right[i];
    }
    return 0;
  }

  private static void requireNull(long @Nullable [] nulls, int row) {
    if (!Nulls.isNull(nulls, row)) {
      throw Failures.divisionByZero();
    }
  }

  /// Looks whether any row that is not NULL is outside: what NULL rows hold does not count.
  private void requireInside(int[] left, int[] right, int rows, long @Nullable [] nulls) {
    for (int i = 0; i < rows; i++) {
      if (Nulls.isNull(nulls, i)) {
        continue;
      }
      long a = left[i];
      long b = right[i];
      long exact =
          switch (operation) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MODULO -> 0;
          };
      if (exact < min || exact > max) {
        throw Failures.outOfRange(typeName);
      }
    }
  }
}
