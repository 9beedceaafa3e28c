package io.halcyon.sql.window;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Window.BoundKind;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundWindow;
import io.halcyon.sql.bind.SortKey;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where the frames of a partition's rows begin and end, before anything is excluded: PostgreSQL's
/// `update_frameheadpos` and `update_frametailpos`, for all rows at once. Serves one call.
final class Frames {
  private final BoundWindow window;
  private final EvaluationContext context;
  private final long startOffset;
  private final long endOffset;
  private final @Nullable Object startValue;
  private final @Nullable Object endValue;

  /// The frames of a partition's rows: `start` included, `end` not; numbers count from the first of
  /// the partition.
  record Bounds(int[] start, int[] end) {}

  Frames(BoundWindow window, EvaluationContext context) {
    this.window = window;
    this.context = context;
    this.startValue = offset(window.frame().start(), "starting");
    this.endValue = offset(window.frame().end(), "ending");
    this.startOffset = rows(window.frame().start(), startValue, "starting");
    this.endOffset = rows(window.frame().end(), endValue, "ending");
  }

  private @Nullable Object offset(BoundWindow.End end, String which) {
    BoundExpression offset = end.offset();
    if (offset == null) {
      return null;
    }
    Object value = CompiledExpression.value(offset, context);
    if (value == null) {
      throw new SqlError(
          SqlState.NULL_VALUE_NOT_ALLOWED, "frame %s offset must not be null".formatted(which));
    }
    return value;
  }

  private static long rows(BoundWindow.End end, @Nullable Object value, String which) {
    if (end.inRange() != null || value == null) {
      return 0;
    }
    long rows = (Long) value;
    if (rows < 0) {
      throw new SqlError(
          SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE,
          "frame %s offset must not be negative".formatted(which));
    }
    return rows;
  }

  Bounds of(WindowPartition partition) {
    Peers peers = new Peers(partition);
    int[] start = new int[partition.size()];
    int[] end = new int[partition.size()];
    edges(partition, peers, window.frame().start(), startOffset, startValue, true, start);
    edges(partition, peers, window.frame().end(), endOffset, endValue, false, end);
    return new Bounds(start, end);
  }

  /// Returns what a row looks at, when `EXCLUDE` has taken its part.
  ///
  /// @param bounds of this partition
  /// @param i the row's number, from the first of the partition
  Excluded frame(WindowPartition partition, Bounds bounds, int i) {
    int row = partition.start() + i;
    return Excluded.of(
        bounds.start()[i],
        bounds.end()[i],
        window.frame().exclusion(),
        i,
        partition.peers()[row] - partition.start(),
        partition.peersEnd(row) - partition.start());
  }

  /// The peers in a partition, numbers from its first row.
  private static final class Peers {
    final int[] group;
    final int[] starts;
    final int groups;

    Peers(WindowPartition partition) {
      int size = partition.size();
      group = new int[size];
      int[] found = new int[size + 1];
      int count = 0;
      for (int i = 0; i < size; i++) {
        int row = partition.start() + i;
        if (partition.peers()[row] == row) {
          found[count++] = i;
        }
        group[i] = count - 1;
      }
      found[count] = size;
      starts = found;
      groups = count;
    }

    int start(int row) {
      return starts[group[row]];
    }

    int end(int row) {
      return starts[group[row] + 1];
    }
  }

  private void edges(
      WindowPartition partition,
      Peers peers,
      BoundWindow.End edge,
      long offset,
      @Nullable Object value,
      boolean first,
      int[] edges) {
    int size = edges.length;
    switch (edge.kind()) {
      case UNBOUNDED_PRECEDING -> Arrays.fill(edges, 0);
      case UNBOUNDED_FOLLOWING -> Arrays.fill(edges, size);
      case CURRENT_ROW -> {
        boolean single = window.frame().unit() == io.halcyon.sql.ast.Window.FrameUnit.ROWS;
        for (int i = 0; i < size; i++) {
          edges[i] = first ? single ? i : peers.start(i) : single ? i + 1 : peers.end(i);
        }
      }
      case OFFSET_PRECEDING, OFFSET_FOLLOWING -> {
        boolean back = edge.kind() == BoundKind.OFFSET_PRECEDING;
        long far = Math.min(offset, size);
        long moved = (back ? -far : far) + (first ? 0 : 1);
        switch (window.frame().unit()) {
          case ROWS -> {
            for (int i = 0; i < size; i++) {
              edges[i] = Math.clamp(i + moved, 0, size);
            }
          }
          case GROUPS -> {
            for (int i = 0; i < size; i++) {
              edges[i] = peers.starts[Math.clamp(peers.group[i] + moved, 0, peers.groups)];
            }
          }
          case RANGE ->
              range(partition, peers, edge, Objects.requireNonNull(value), first, back, edges);
        }
      }
    }
  }

  /// Finds edges by value: all rows search at a time, each by halving what is left.
  private void range(
      WindowPartition partition,
      Peers peers,
      BoundWindow.End edge,
      Object value,
      boolean first,
      boolean back,
      int[] edges) {
    int size = edges.length;
    Vector keys = partition.keys().getFirst();
    SortKey key = window.order().getFirst();
    int known = 0;
    int from = 0;
    for (int i = 0; i < size; i++) {
      boolean isNull = keys.isNull(partition.start() + i);
      from = known == 0 && isNull ? i + 1 : from;
      known += isNull ? 0 : 1;
    }
    int[] low = new int[size];
    int[] high = new int[size];
    for (int i = 0; i < size; i++) {
      boolean isNull = keys.isNull(partition.start() + i);
      // The peers of NULL are in range of each other, and of nothing else.
      low[i] = isNull ? first ? peers.start(i) : peers.end(i) : from;
      high[i] = isNull ? low[i] : from + known;
    }
    boolean sub = back != key.descending();
    boolean less = first == key.descending();
    InRange test = new InRange(Objects.requireNonNull(edge.inRange()), key, value, sub, less);
    int[] open = new int[size];
    while (true) {
      int count = 0;
      for (int i = 0; i < size; i++) {
        if (low[i] < high[i]) {
          open[count++] = i;
        }
      }
      if (count == 0) {
        break;
      }
      int[] middle = new int[count];
      int[] base = new int[count];
      for (int i = 0; i < count; i++) {
        middle[i] = partition.start() + (low[open[i]] + high[open[i]]) / 2;
        base[i] = partition.start() + open[i];
      }
      boolean[] within = test.of(keys.select(middle, count), keys.select(base, count), count);
      for (int i = 0; i < count; i++) {
        int at = middle[i] - partition.start();
        // The start is the first row in range, the end the first that is not.
        if (within[i] == first) {
          high[open[i]] = at;
        } else {
          low[open[i]] = at + 1;
        }
      }
    }
    System.arraycopy(low, 0, edges, 0, size);
  }

  /// `in_range` with all but the values fixed.
  private final class InRange {
    private final CompiledExpression call;
    private final Object offset;
    private final Carrier carrier;

    InRange(Function function, SortKey key, Object offset, boolean sub, boolean less) {
      Position at = key.expression().at();
      List<BoundExpression> arguments = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        arguments.add(
            new BoundExpression.Column(at, function.arguments().get(i), -1, 0, i, "", ""));
      }
      for (boolean flag : new boolean[] {sub, less}) {
        arguments.add(new BoundExpression.Constant(at, io.halcyon.sql.type.Types.BOOL, -1, flag));
      }
      this.call =
          CompiledExpression.of(
              new BoundExpression.Call(
                  at, function, function.result(), -1, List.copyOf(arguments), false),
              3);
      this.offset = offset;
      this.carrier = function.arguments().get(2).carrier();
    }

    boolean[] of(Vector values, Vector bases, int count) {
      Batch batch = new Batch(count, List.of(values, bases, Vector.repeat(carrier, offset, count)));
      return ((BooleanVector) call.evaluate(batch, context)).values();
    }
  }
}
