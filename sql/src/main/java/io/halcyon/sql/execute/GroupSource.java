package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.aggregate.Accumulator;
import io.halcyon.sql.aggregate.Aggregates;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.evaluate.GroupEvaluator;
import io.halcyon.sql.evaluate.GroupKey;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Groups rows and aggregates over them. Where each row can be taken in by itself, only the states
/// of the aggregates are kept; an aggregate that wants its rows in an order, or distinct, keeps
/// them all. Stateless.
final class GroupSource {
  private GroupSource() {}

  static BatchSource of(
      BoundQuery.Group group, BatchSource input, EvaluationContext context, MemoryBudget budget) {
    boolean streams = group.aggregates().stream().allMatch(GroupSource::streams);
    return BatchSource.lazily(() -> {
      if (streams) {
        return new Streaming(group, context, budget).run(input);
      }
      Batch rows = Sources.whole(input, group.input().columns(), budget);
      return GroupEvaluator.evaluate(group, rows, context);
    });
  }

  private static boolean streams(BoundExpression.Aggregate aggregate) {
    return aggregate.function().kind() == Function.Kind.AGGREGATE
        && aggregate.order().isEmpty()
        && !aggregate.distinct()
        && aggregate.direct().isEmpty();
  }

  /// The groups of one run.
  private static final class Streaming {
    private final BoundQuery.Group group;
    private final EvaluationContext context;
    private final MemoryBudget budget;
    private final List<CompiledExpression> keys;
    private final List<SqlType> keyTypes;
    private final List<List<CompiledExpression>> arguments = new ArrayList<>();
    private final List<@Nullable CompiledExpression> filters = new ArrayList<>();
    private final Map<GroupKey, State> groups = new LinkedHashMap<>();

    /// A group: the values of its keys, and what has been taken in. Told apart by identity.
    private static final class State {
      final @Nullable Object[] values;
      final List<Accumulator> accumulators;

      State(@Nullable Object[] values, List<Accumulator> accumulators) {
        this.values = values;
        this.accumulators = accumulators;
      }
    }

    Streaming(BoundQuery.Group group, EvaluationContext context, MemoryBudget budget) {
      this.group = group;
      this.context = context;
      this.budget = budget;
      this.keys = group.keys().stream().map(this::compiled).toList();
      this.keyTypes = group.keys().stream().map(BoundExpression::type).toList();
      for (BoundExpression.Aggregate aggregate : group.aggregates()) {
        arguments.add(aggregate.arguments().stream().map(this::compiled).toList());
        BoundExpression filter = aggregate.filter();
        filters.add(filter == null ? null : compiled(filter));
      }
    }

    private CompiledExpression compiled(BoundExpression expression) {
      return CompiledExpression.folded(expression, group.input().columns().size(), context);
    }

    Batch run(BatchSource input) {
      try (input) {
        for (Batch rows = input.next(); rows != null; rows = input.next()) {
          take(rows);
        }
      }
      if (keys.isEmpty() && groups.isEmpty()) {
        var _ = state(new @Nullable Object[0]);
      }
      List<@Nullable Object[]> results = new ArrayList<>();
      for (State state : groups.values()) {
        @Nullable Object[] result = new @Nullable Object[group.columns().size()];
        System.arraycopy(state.values, 0, result, 0, keys.size());
        for (int i = 0; i < state.accumulators.size(); i++) {
          result[keys.size() + i] = state.accumulators.get(i).result();
        }
        results.add(result);
      }
      return Batches.of(results, group.columns());
    }

    private void take(Batch rows) {
      Map<State, int[]> members = new LinkedHashMap<>();
      Map<State, Integer> counts = new LinkedHashMap<>();
      List<Vector> values = keys.stream().map(key -> key.evaluate(rows, context)).toList();
      int before = groups.size();
      for (int row = 0; row < rows.size(); row++) {
        @Nullable Object[] key = new @Nullable Object[values.size()];
        for (int i = 0; i < key.length; i++) {
          key[i] = values.get(i).get(row);
        }
        State state = state(key);
        int count = counts.merge(state, 1, Integer::sum);
        int[] list = members.computeIfAbsent(state, _ -> new int[8]);
        if (count > list.length) {
          list = java.util.Arrays.copyOf(list, list.length * 2);
          members.put(state, list);
        }
        list[count - 1] = row;
      }
      if (groups.size() > before) {
        int[] first = new int[Math.min(rows.size(), groups.size() - before)];
        budget.reserve(rows.select(first, first.length));
      }
      for (int i = 0; i < arguments.size(); i++) {
        take(i, rows, members, counts);
      }
    }

    private void take(
        int aggregate, Batch rows, Map<State, int[]> members, Map<State, Integer> counts) {
      List<Vector> given =
          arguments.get(aggregate).stream().map(a -> a.evaluate(rows, context)).toList();
      CompiledExpression filter = filters.get(aggregate);
      BooleanVector passes = filter == null ? null : (BooleanVector) filter.evaluate(rows, context);
      members.forEach((state, all) -> {
        int count = java.util.Objects.requireNonNull(counts.get(state));
        int[] kept = all;
        if (passes != null) {
          kept = new int[count];
          int size = 0;
          for (int i = 0; i < count; i++) {
            if (!passes.isNull(all[i]) && passes.values()[all[i]]) {
              kept[size++] = all[i];
            }
          }
          count = size;
        }
        Vector[] vectors = new Vector[given.size()];
        for (int i = 0; i < vectors.length; i++) {
          boolean whole = count == rows.size();
          vectors[i] = whole ? given.get(i) : given.get(i).select(kept, count);
        }
        state.accumulators.get(aggregate).addAll(vectors, count);
      });
    }

    private State state(@Nullable Object[] values) {
      return groups.computeIfAbsent(
          GroupKey.of(keyTypes, values), _ -> new State(values, accumulators()));
    }

    private List<Accumulator> accumulators() {
      List<Accumulator> made = new ArrayList<>();
      for (BoundExpression.Aggregate aggregate : group.aggregates()) {
        made.add(
            Aggregates.accumulator(
                new Aggregates.Call(
                    aggregate.function(),
                    aggregate.arguments().stream().map(BoundExpression::type).toList(),
                    List.of(),
                    new @Nullable Object[0],
                    null,
                    aggregate.type(),
                    context.session())));
      }
      return made;
    }
  }
}
