package io.halcyon.sql.window;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a window function makes of a partition: PostgreSQL's `windowfuncs.c`, and its aggregates
/// over frames.
public interface WindowFunctions {
  /// Adds the function's value for each row of a partition.
  void compute(WindowPartition partition, VectorBuilder result);

  /// Returns what a call does.
  ///
  /// @param arguments their values for all rows, in the order of the window
  /// @param filter for which rows an aggregate counts; null for all
  /// @throws SqlError if the function is not implemented (0A000)
  static WindowFunctions of(
      BoundExpression.WindowCall call,
      List<Vector> arguments,
      @Nullable Vector filter,
      EvaluationContext context) {
    if (call.function().kind() == Function.Kind.AGGREGATE) {
      return new FramedAggregate(
          call, arguments, filter, new Frames(call.window(), context), context);
    }
    return switch (call.function().name()) {
      case "row_number" ->
          (partition, result) -> {
            for (int i = 0; i < partition.size(); i++) {
              result.add((long) i + 1);
            }
          };
      case "rank" ->
          (partition, result) -> {
            for (int row = partition.start(); row < partition.end(); row++) {
              result.add(rank(partition, row));
            }
          };
      case "dense_rank" -> Ranks::dense;
      case "percent_rank" ->
          (partition, result) -> {
            for (int row = partition.start(); row < partition.end(); row++) {
              double others = partition.size() - 1.0;
              result.add(others == 0 ? 0.0 : (rank(partition, row) - 1) / others);
            }
          };
      case "cume_dist" -> Ranks::cumulative;
      case "ntile" -> (partition, result) -> Ranks.tiles(partition, arguments.getFirst(), result);
      case "lag" -> new Neighbour(call, arguments, -1);
      case "lead" -> new Neighbour(call, arguments, 1);
      case "first_value", "last_value", "nth_value" ->
          new FramedValue(call, arguments, new Frames(call.window(), context));
      default -> throw SqlError.unsupported("window function " + call.function().signature());
    };
  }

  private static long rank(WindowPartition partition, int row) {
    return partition.peers()[row] - partition.start() + 1L;
  }

  /// Functions of the peers.
  final class Ranks {
    private Ranks() {}

    private static void dense(WindowPartition partition, VectorBuilder result) {
      long rank = 0;
      for (int row = partition.start(); row < partition.end(); row++) {
        rank += partition.peers()[row] == row ? 1 : 0;
        result.add(rank);
      }
    }

    private static void cumulative(WindowPartition partition, VectorBuilder result) {
      int row = partition.start();
      while (row < partition.end()) {
        int end = partition.peersEnd(row);
        for (; row < end; row++) {
          result.add((double) (end - partition.start()) / partition.size());
        }
      }
    }

    /// As many rows in each part as possible, the first ones one more; how many parts the first row
    /// says that says anything, and what comes before it is in none. The parts are as large as if
    /// they were to hold the whole partition (PostgreSQL's `window_ntile`).
    private static void tiles(WindowPartition partition, Vector counts, VectorBuilder result) {
      int first = partition.start();
      for (; first < partition.end() && counts.isNull(first); first++) {
        result.add(null);
      }
      if (first == partition.end()) {
        return;
      }
      int parts = (Integer) Objects.requireNonNull(counts.get(first));
      if (parts <= 0) {
        throw new SqlError(
            SqlState.INVALID_ARGUMENT_FOR_NTILE, "argument of ntile must be greater than zero");
      }
      int size = partition.size() / parts;
      int larger = partition.size() % parts;
      int inLarger = larger * (size + 1);
      for (int i = 0; i < partition.end() - first; i++) {
        result.add(i < inLarger ? i / (size + 1) + 1 : larger + (i - inLarger) / size + 1);
      }
    }
  }

  /// `lag` and `lead`.
  record Neighbour(BoundExpression.WindowCall call, List<Vector> arguments, int direction)
      implements WindowFunctions {
    @Override
    public void compute(WindowPartition partition, VectorBuilder result) {
      for (int row = partition.start(); row < partition.end(); row++) {
        Object offset = arguments.size() > 1 ? arguments.get(1).get(row) : (Integer) 1;
        if (offset == null) {
          result.add(null);
          continue;
        }
        long other = row + (long) direction * (Integer) offset;
        if (other >= partition.start() && other < partition.end()) {
          result.add(arguments.getFirst().get((int) other));
        } else {
          result.add(arguments.size() > 2 ? arguments.get(2).get(row) : null);
        }
      }
    }
  }
}
