package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.IntVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.Vector;

/// Comparisons of integers and of whatever is held like them. One loop for each, so that each is
/// compiled to vector instructions.
record LongComparison(Comparison comparison) implements Kernel {
  @Override
  public Vector apply(Vector[] arguments, int rows, SessionContext session) {
    boolean[] result = new boolean[rows];
    if (arguments[0] instanceof IntVector(int[] left, _, _)
        && arguments[1] instanceof IntVector(int[] right, _, _)) {
      ints(left, right, result);
    } else {
      longs(Widening.longs(arguments[0]), Widening.longs(arguments[1]), result);
    }
    return new BooleanVector(
        result, rows, Nulls.either(arguments[0].nulls(), arguments[1].nulls()));
  }

  private void ints(int[] left, int[] right, boolean[] result) {
    switch (comparison) {
      case EQUAL -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] == right[i];
        }
      }
      case UNEQUAL -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] != right[i];
        }
      }
      case LESS -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] < right[i];
        }
      }
      case LESS_OR_EQUAL -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] <= right[i];
        }
      }
      case GREATER -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] > right[i];
        }
      }
      case GREATER_OR_EQUAL -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] >= right[i];
        }
      }
    }
  }

  private void longs(long[] left, long[] right, boolean[] result) {
    switch (comparison) {
      case EQUAL -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] == right[i];
        }
      }
      case UNEQUAL -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] != right[i];
        }
      }
      case LESS -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] < right[i];
        }
      }
      case LESS_OR_EQUAL -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] <= right[i];
        }
      }
      case GREATER -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] > right[i];
        }
      }
      case GREATER_OR_EQUAL -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = left[i] >= right[i];
        }
      }
    }
  }
}
