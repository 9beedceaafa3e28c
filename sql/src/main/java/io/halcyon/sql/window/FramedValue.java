package io.halcyon.sql.window;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.List;

/// `first_value`, `last_value` and `nth_value`.
record FramedValue(BoundExpression.WindowCall call, List<Vector> arguments, Frames frames)
    implements WindowFunctions {
  @Override
  public void compute(WindowPartition partition, VectorBuilder result) {
    Frames.Bounds bounds = frames.of(partition);
    Vector values = arguments.getFirst();
    for (int i = 0; i < partition.size(); i++) {
      int at = chosen(frames.frame(partition, bounds, i), partition.start() + i);
      result.add(at < 0 ? null : values.get(partition.start() + at));
    }
  }

  private int chosen(Excluded frame, int row) {
    return switch (call.function().name()) {
      case "first_value" -> frame.at(0);
      case "last_value" -> frame.size() == 0 ? -1 : frame.at(frame.size() - 1);
      default -> {
        Object nth = arguments.get(1).get(row);
        if (nth == null) {
          yield -1;
        }
        int place = (Integer) nth;
        if (place <= 0) {
          throw new SqlError(
              SqlState.INVALID_ARGUMENT_FOR_NTH_VALUE,
              "argument of nth_value must be greater than zero");
        }
        yield frame.at(place - 1L);
      }
    };
  }
}
