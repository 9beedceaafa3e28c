package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundWindow;
import io.halcyon.sql.bind.SortKey;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.evaluate.RowOrder;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import io.halcyon.sql.window.WindowFunctions;
import io.halcyon.sql.window.WindowPartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Computes window functions in memory: for each partition and order that is asked for, sorts the
/// rows and goes through them a partition at a time. Rows come in the order of the last one.
/// Stateless.
final class WindowSource {
  private WindowSource() {}

  static BatchSource of(
      BoundQuery.Windows windows,
      BatchSource input,
      EvaluationContext context,
      MemoryBudget budget) {
    return BatchSource.lazily(() -> {
      List<BoundQuery.OutputColumn> columns = windows.input().columns();
      Batch rows = Sources.whole(input, columns, budget);
      Map<Sorting, List<Integer>> bySorting = new LinkedHashMap<>();
      for (int i = 0; i < windows.calls().size(); i++) {
        BoundWindow window = windows.calls().get(i).window();
        bySorting
            .computeIfAbsent(
                new Sorting(window.partition(), window.order()), _ -> new ArrayList<>())
            .add(i);
      }
      @Nullable Vector[] results = new @Nullable Vector[windows.calls().size()];
      for (Map.Entry<Sorting, List<Integer>> each : bySorting.entrySet()) {
        Sorted sorted = sorted(rows, each.getKey(), columns.size(), context);
        rows = sorted.rows();
        for (int i = 0; i < results.length; i++) {
          Vector known = results[i];
          results[i] = known == null ? null : known.select(sorted.order(), rows.size());
        }
        compute(windows, each.getValue(), sorted, results, context);
      }
      List<Vector> all = new ArrayList<>(rows.columns());
      for (Vector result : results) {
        all.add(java.util.Objects.requireNonNull(result));
      }
      Batch whole = new Batch(rows.size(), all);
      budget.reserve(whole);
      return whole;
    });
  }

  /// What rows are sorted by.
  private record Sorting(List<BoundExpression> partition, List<SortKey> order) {}

  /// Rows in an order.
  ///
  /// @param order where each was before
  /// @param starts of partitions, and the number of rows
  /// @param keys of the order, in the order
  /// @param peers where the rows begin that the order does not tell apart, for each row
  private record Sorted(Batch rows, int[] order, int[] starts, List<Vector> keys, int[] peers) {}

  private static Sorted sorted(Batch rows, Sorting sorting, int width, EvaluationContext context) {
    List<Vector> partition = evaluated(sorting.partition(), rows, width, context);
    List<BoundExpression> expressions = sorting.order().stream().map(SortKey::expression).toList();
    List<Vector> keys = evaluated(expressions, rows, width, context);
    Comparator<Integer> byPartition = (_, _) -> 0;
    for (int i = 0; i < partition.size(); i++) {
      SortKey key = new SortKey(sorting.partition().get(i), false, false);
      byPartition = byPartition.thenComparing(comparator(partition.get(i), key));
    }
    Comparator<Integer> byKeys = (_, _) -> 0;
    for (int i = 0; i < keys.size(); i++) {
      byKeys = byKeys.thenComparing(comparator(keys.get(i), sorting.order().get(i)));
    }
    Integer[] boxed = new Integer[rows.size()];
    Arrays.setAll(boxed, row -> row);
    Arrays.sort(boxed, byPartition.thenComparing(byKeys));
    int[] order = new int[boxed.length];
    int[] starts = new int[boxed.length + 1];
    int[] peers = new int[boxed.length];
    int partitions = 0;
    for (int i = 0; i < order.length; i++) {
      order[i] = boxed[i];
      boolean first = i == 0 || byPartition.compare(boxed[i - 1], boxed[i]) != 0;
      if (first) {
        starts[partitions++] = i;
      }
      peers[i] = first || byKeys.compare(boxed[i - 1], boxed[i]) != 0 ? i : peers[i - 1];
    }
    starts[partitions] = order.length;
    return new Sorted(
        rows.select(order, order.length),
        order,
        Arrays.copyOf(starts, partitions + 1),
        keys.stream().map(key -> key.select(order, order.length)).toList(),
        peers);
  }

  private static Comparator<Integer> comparator(Vector values, SortKey key) {
    Comparator<@Nullable Object> order = RowOrder.values(key);
    return (left, right) -> order.compare(values.get(left), values.get(right));
  }

  private static List<Vector> evaluated(
      List<BoundExpression> expressions, Batch rows, int width, EvaluationContext context) {
    return expressions.stream()
        .map(each -> CompiledExpression.folded(each, width, context).evaluate(rows, context))
        .toList();
  }

  private static void compute(
      BoundQuery.Windows windows,
      List<Integer> calls,
      Sorted sorted,
      @Nullable Vector[] results,
      EvaluationContext context) {
    int width = windows.input().columns().size();
    for (int i : calls) {
      BoundExpression.WindowCall call = windows.calls().get(i);
      List<Vector> arguments = evaluated(call.arguments(), sorted.rows(), width, context);
      BoundExpression filter = call.filter();
      @Nullable Vector passes =
          filter == null
              ? null
              : CompiledExpression.folded(filter, width, context).evaluate(sorted.rows(), context);
      WindowFunctions functions = WindowFunctions.of(call, arguments, passes, context);
      VectorBuilder result = new VectorBuilder(call.type().carrier(), sorted.rows().size());
      for (int p = 0; p + 1 < sorted.starts().length; p++) {
        functions.compute(
            new WindowPartition(
                sorted.starts()[p], sorted.starts()[p + 1], sorted.peers(), sorted.keys()),
            result);
      }
      results[i] = result.build();
    }
  }
}
