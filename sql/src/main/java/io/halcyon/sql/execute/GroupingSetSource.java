package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Groups the same rows in several ways, one after the other. Stateless.
final class GroupingSetSource {
  private GroupingSetSource() {}

  static BatchSource of(
      BoundQuery.GroupingSets group,
      BatchSource input,
      EvaluationContext context,
      MemoryBudget budget) {
    return new BatchSource() {
      private @Nullable List<Batch> rows;
      private int next;

      @Override
      public @Nullable Batch next() {
        List<Batch> kept = rows;
        if (kept == null) {
          kept = Sources.all(input, budget);
          rows = kept;
        }
        while (next < group.sets().size()) {
          Batch groups = grouped(group, group.sets().get(next++), kept, context, budget);
          if (groups.size() > 0) {
            return groups;
          }
        }
        return null;
      }

      @Override
      public void close() {
        input.close();
      }
    };
  }

  private static Batch grouped(
      BoundQuery.GroupingSets all,
      List<Integer> set,
      List<Batch> rows,
      EvaluationContext context,
      MemoryBudget budget) {
    List<BoundExpression> keys = set.stream().map(all.keys()::get).toList();
    List<OutputColumn> columns = new ArrayList<>();
    set.forEach(key -> columns.add(all.columns().get(key)));
    int first = all.keys().size();
    columns.addAll(all.columns().subList(first, first + all.aggregates().size()));
    BoundQuery.Group group = new BoundQuery.Group(all.input(), columns, keys, all.aggregates());
    Batch found =
        Sources.whole(
            GroupSource.of(group, Sources.of(rows), context, budget), group.columns(), budget);
    List<Vector> wide = new ArrayList<>();
    for (int key = 0; key < first; key++) {
      int at = set.indexOf(key);
      wide.add(
          at >= 0
              ? found.columns().get(at)
              : Vector.repeat(all.keys().get(key).type().carrier(), null, found.size()));
    }
    wide.addAll(found.columns().subList(set.size(), found.columns().size()));
    for (List<Integer> asked : all.groupings()) {
      int bits = 0;
      for (int key : asked) {
        bits = bits << 1 | (set.contains(key) ? 0 : 1);
      }
      wide.add(Vector.repeat(Carrier.INT, bits, found.size()));
    }
    return new Batch(found.size(), wide);
  }
}
