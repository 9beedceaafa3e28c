package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.evaluate.GroupKey;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `UNION`, `INTERSECT` and `EXCEPT`. Stateless.
final class SetOperations {
  private SetOperations() {}

  static Opened open(
      Executor executor, BoundQuery.SetOperation set, Request request, EvaluationContext context) {
    int width = set.columns().size();
    List<BoundExpression> moved = request.conditions().stream().filter(Conjuncts::movable).toList();
    List<BoundExpression> kept =
        request.conditions().stream().filter(c -> !Conjuncts.movable(c)).toList();
    Request below = Request.all(width).withConditions(moved);
    BatchSource left = executor.open(set.left(), below, context).rows();
    List<SqlType> types = set.columns().stream().map(OutputColumn::type).toList();
    List<Integer> columns = IntStream.range(0, width).boxed().toList();
    MemoryBudget budget = executor.budget();
    BatchSource rows;
    if (executor.recorder() != null && set.operator() == Query.SetOperator.UNION) {
      // Known before the first has ended.
      executor.open(set.right(), below, context).rows().close();
    }
    if (set.operator() == Query.SetOperator.UNION) {
      BatchSource both = concat(left, () -> executor.open(set.right(), below, context).rows());
      rows = set.all() ? both : new DistinctSource(both, columns, types, budget);
    } else {
      BatchSource right = executor.open(set.right(), below, context).rows();
      boolean intersect = set.operator() == Query.SetOperator.INTERSECT;
      BatchSource found =
          Sources.lazily(() -> matched(left, right, types, intersect, set.all(), budget));
      rows = set.all() ? found : new DistinctSource(found, columns, types, budget);
    }
    return Opened.unsorted(Executor.filtered(rows, kept, width, context));
  }

  /// Opens the second when the first has ended.
  private static BatchSource concat(
      BatchSource first, java.util.function.Supplier<BatchSource> second) {
    return new BatchSource() {
      private BatchSource now = first;
      private boolean last;

      @Override
      public @Nullable Batch next() {
        Batch rows = now.next();
        if (rows == null && !last) {
          last = true;
          now.close();
          now = second.get();
          rows = now.next();
        }
        return rows;
      }

      @Override
      public void close() {
        now.close();
      }
    };
  }

  /// Returns the rows of the left that the right has (or has not). With `all`, a row of the right
  /// counts for one of the left.
  private static BatchSource matched(
      BatchSource left,
      BatchSource right,
      List<SqlType> types,
      boolean wanted,
      boolean all,
      MemoryBudget budget) {
    Map<GroupKey, Integer> counts = new HashMap<>();
    for (Batch rows : Sources.all(right, budget)) {
      for (int row = 0; row < rows.size(); row++) {
        counts.merge(GroupKey.of(types, rows.row(row)), 1, Integer::sum);
      }
    }
    return Sources.mapped(
        left,
        rows -> {
          int[] kept = new int[rows.size()];
          int count = 0;
          for (int row = 0; row < rows.size(); row++) {
            GroupKey key = GroupKey.of(types, rows.row(row));
            int others = counts.getOrDefault(key, 0);
            if (all && others > 0) {
              counts.put(key, others - 1);
            }
            if (others > 0 == wanted) {
              kept[count++] = row;
            }
          }
          return rows.select(kept, count);
        });
  }
}
