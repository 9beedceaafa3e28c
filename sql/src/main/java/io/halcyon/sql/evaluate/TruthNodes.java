package io.halcyon.sql.evaluate;

import io.halcyon.sql.kernel.Kernel;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.Row;
import io.halcyon.sql.value.Vector;
import org.jspecify.annotations.Nullable;

/// Tests whose result is never unknown, and what is built on equality.
final class TruthNodes {
  private TruthNodes() {}

  static Node not(Node operand) {
    return (batch, context) -> {
      BooleanVector values = (BooleanVector) operand.evaluate(batch, context);
      boolean[] result = new boolean[batch.size()];
      for (int row = 0; row < result.length; row++) {
        result[row] = !values.values()[row];
      }
      return new BooleanVector(result, result.length, values.nulls());
    };
  }

  static Node isNull(Node operand, boolean negated) {
    return (batch, context) -> {
      Vector values = operand.evaluate(batch, context);
      boolean[] result = new boolean[batch.size()];
      for (int row = 0; row < result.length; row++) {
        result[row] = values.isNull(row) != negated;
      }
      return new BooleanVector(result, result.length, null);
    };
  }

  /// Of a row: whether all fields are NULL, or with `negated`, whether none is.
  static Node rowIsNull(Node operand, boolean negated) {
    return (batch, context) -> {
      Vector values = operand.evaluate(batch, context);
      boolean[] result = new boolean[batch.size()];
      for (int row = 0; row < result.length; row++) {
        @Nullable Object value = values.get(row);
        result[row] = value == null ? !negated : allFields((Row) value, negated);
      }
      return new BooleanVector(result, result.length, null);
    };
  }

  private static boolean allFields(Row row, boolean negated) {
    for (@Nullable Object field : row.values()) {
      if (field == null == negated) {
        return false;
      }
    }
    return true;
  }

  static Node isTruth(Node operand, @Nullable Boolean expected, boolean negated) {
    return (batch, context) -> {
      BooleanVector values = (BooleanVector) operand.evaluate(batch, context);
      boolean[] result = new boolean[batch.size()];
      for (int row = 0; row < result.length; row++) {
        boolean unknown = values.isNull(row);
        boolean holds = expected == null ? unknown : !unknown && values.values()[row] == expected;
        result[row] = holds != negated;
      }
      return new BooleanVector(result, result.length, null);
    };
  }

  static Node distinct(Kernel equality, Node left, Node right, boolean negated) {
    return (batch, context) -> {
      Vector a = left.evaluate(batch, context);
      Vector b = right.evaluate(batch, context);
      BooleanVector equal =
          (BooleanVector) equality.apply(new Vector[] {a, b}, batch.size(), context.session());
      boolean[] result = new boolean[batch.size()];
      for (int row = 0; row < result.length; row++) {
        boolean alike =
            (a.isNull(row) || b.isNull(row)) ? a.isNull(row) && b.isNull(row) : equal.values()[row];
        result[row] = alike == negated;
      }
      return new BooleanVector(result, result.length, null);
    };
  }

  static Node nullIf(Kernel equality, Node left, Node right) {
    return (batch, context) -> {
      Vector a = left.evaluate(batch, context);
      Vector b = right.evaluate(batch, context);
      BooleanVector equal =
          (BooleanVector) equality.apply(new Vector[] {a, b}, batch.size(), context.session());
      long[] nulls = Nulls.none(batch.size());
      for (int row = 0; row < batch.size(); row++) {
        if (!equal.isNull(row) && equal.values()[row]) {
          Nulls.set(nulls, row);
        }
      }
      return a.withNulls(nulls);
    };
  }
}
