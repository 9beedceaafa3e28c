package io.halcyon.sql.evaluate;

import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Nulls;
import io.halcyon.sql.value.Vector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `AND` and `OR` of three-valued logic. An operand is evaluated for those rows alone that the ones
/// before have not decided.
///
/// @param all whether it is `AND`: false decides; else true does
record LogicNode(List<Node> operands, boolean all) implements Node {
  @Override
  public Vector evaluate(Batch batch, EvaluationContext context) {
    int rows = batch.size();
    boolean[] decided = new boolean[rows];
    long[] unknown = Nulls.none(rows);
    boolean anyUnknown = false;
    int[] open = new int[rows];
    for (int row = 0; row < rows; row++) {
      open[row] = row;
    }
    int count = rows;
    for (Node operand : operands) {
      Batch rest = count == rows ? batch : batch.select(open, count);
      BooleanVector values = (BooleanVector) operand.evaluate(rest, context);
      int kept = 0;
      for (int i = 0; i < count; i++) {
        int row = open[i];
        if (values.isNull(i)) {
          Nulls.set(unknown, row);
          anyUnknown = true;
        } else if (values.values()[i] != all) {
          decided[row] = true;
          continue;
        }
        open[kept++] = row;
      }
      count = kept;
      if (count == 0) {
        break;
      }
    }
    return result(decided, anyUnknown ? unknown : null, rows);
  }

  private BooleanVector result(boolean[] decided, long @Nullable [] unknown, int rows) {
    boolean[] values = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = decided[row] != all;
      if (unknown != null && decided[row]) {
        unknown[row >>> 6] &= ~(1L << row);
      }
    }
    return new BooleanVector(values, rows, unknown);
  }
}
