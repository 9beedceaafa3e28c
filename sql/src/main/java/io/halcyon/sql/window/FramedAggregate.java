package io.halcyon.sql.window;

import io.halcyon.sql.aggregate.Accumulator;
import io.halcyon.sql.aggregate.Aggregates;
import io.halcyon.sql.ast.Window.Exclusion;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An aggregate over frames. As long as a frame begins where the last one did and only grows, its
/// new rows are taken in; else the frame is aggregated anew.
final class FramedAggregate implements WindowFunctions {
  private final BoundExpression.WindowCall call;
  private final List<Vector> arguments;
  private final @Nullable BooleanVector filter;
  private final Frames frames;
  private final Aggregates.Call aggregate;

  FramedAggregate(
      BoundExpression.WindowCall call,
      List<Vector> arguments,
      @Nullable Vector filter,
      Frames frames,
      EvaluationContext context) {
    this.call = call;
    this.arguments = arguments;
    this.filter = (BooleanVector) filter;
    this.frames = frames;
    this.aggregate =
        new Aggregates.Call(
            call.function(),
            call.arguments().stream().map(BoundExpression::type).toList(),
            List.of(),
            new @Nullable Object[0],
            null,
            call.type(),
            context.session());
  }

  @Override
  public void compute(WindowPartition partition, VectorBuilder result) {
    Frames.Bounds bounds = frames.of(partition);
    if (call.window().frame().exclusion() != Exclusion.NONE) {
      excluding(partition, bounds, result);
      return;
    }
    Accumulator accumulator = Aggregates.accumulator(aggregate);
    int from = 0;
    int to = 0;
    boolean known = false;
    @Nullable Object value = null;
    for (int i = 0; i < partition.size(); i++) {
      int start = bounds.start()[i];
      int end = Math.max(start, bounds.end()[i]);
      if (start != from || end < to) {
        accumulator = Aggregates.accumulator(aggregate);
        from = start;
        to = start;
        known = false;
      }
      if (end > to || !known) {
        take(accumulator, partition.start() + to, partition.start() + end);
        to = end;
        value = accumulator.result();
        known = true;
      }
      result.add(value);
    }
  }

  private void excluding(WindowPartition partition, Frames.Bounds bounds, VectorBuilder result) {
    for (int i = 0; i < partition.size(); i++) {
      Accumulator accumulator = Aggregates.accumulator(aggregate);
      int[] runs = frames.frame(partition, bounds, i).runs();
      for (int run = 0; run < runs.length; run += 2) {
        take(accumulator, partition.start() + runs[run], partition.start() + runs[run + 1]);
      }
      result.add(accumulator.result());
    }
  }

  private void take(Accumulator accumulator, int start, int end) {
    int[] rows = new int[end - start];
    int count = 0;
    for (int row = start; row < end; row++) {
      BooleanVector passes = filter;
      if (passes == null || (!passes.isNull(row) && passes.values()[row])) {
        rows[count++] = row;
      }
    }
    if (count > 0) {
      Vector[] taken = new Vector[arguments.size()];
      for (int i = 0; i < taken.length; i++) {
        taken[i] = arguments.get(i).select(rows, count);
      }
      accumulator.addAll(taken, count);
    }
  }
}
