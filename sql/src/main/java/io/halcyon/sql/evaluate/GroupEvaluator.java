package io.halcyon.sql.evaluate;

import io.halcyon.sql.aggregate.Accumulator;
import io.halcyon.sql.aggregate.Aggregates;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.SortKey;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Groups rows and aggregates over them, in memory.
public final class GroupEvaluator {
  private GroupEvaluator() {}

  /// Returns one row for each group, in the order in which the groups come up.
  public static Batch evaluate(BoundQuery.Group group, Batch rows, EvaluationContext context) {
    List<Vector> keys = new ArrayList<>();
    List<SqlType> types = new ArrayList<>();
    for (BoundExpression key : group.keys()) {
      keys.add(evaluate(key, rows, context));
      types.add(key.type());
    }
    Map<GroupKey, List<Integer>> groups = new LinkedHashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      @Nullable Object[] values = new @Nullable Object[keys.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = keys.get(i).get(row);
      }
      groups.computeIfAbsent(GroupKey.of(types, values), _ -> new ArrayList<>()).add(row);
    }
    if (keys.isEmpty() && groups.isEmpty()) {
      groups.put(GroupKey.of(types, new @Nullable Object[0]), List.of());
    }
    List<Batch> members = new ArrayList<>();
    List<@Nullable Object[]> results = new ArrayList<>();
    for (List<Integer> group1 : groups.values()) {
      int[] indices = group1.stream().mapToInt(Integer::intValue).toArray();
      members.add(rows.select(indices, indices.length));
      @Nullable Object[] result = new @Nullable Object[group.columns().size()];
      for (int i = 0; i < keys.size(); i++) {
        result[i] = keys.get(i).get(indices[0]);
      }
      results.add(result);
    }
    for (int i = 0; i < group.aggregates().size(); i++) {
      BoundExpression.Aggregate aggregate = group.aggregates().get(i);
      for (int g = 0; g < members.size(); g++) {
        results.get(g)[keys.size() + i] = aggregate(aggregate, members.get(g), context);
      }
    }
    return Batches.of(results, group.columns());
  }

  private static Vector evaluate(
      BoundExpression expression, Batch rows, EvaluationContext context) {
    return CompiledExpression.folded(expression, rows.columns().size(), context)
        .evaluate(rows, context);
  }

  private static @Nullable Object aggregate(
      BoundExpression.Aggregate aggregate, Batch all, EvaluationContext context) {
    Batch rows = all;
    if (aggregate.filter() != null) {
      BooleanVector passes = (BooleanVector) evaluate(aggregate.filter(), all, context);
      int[] kept = new int[all.size()];
      rows = all.select(kept, CompiledExpression.select(passes, kept));
    }
    boolean ordinary = aggregate.function().directArguments() == 0 && aggregate.direct().isEmpty();
    boolean withinGroup =
        aggregate.function().kind() != io.halcyon.sql.function.Function.Kind.AGGREGATE;
    if (ordinary && !withinGroup && !aggregate.order().isEmpty()) {
      rows = sorted(rows, aggregate.order(), context);
    }
    @Nullable Object[] direct = new @Nullable Object[aggregate.direct().size()];
    for (int i = 0; i < direct.length; i++) {
      direct[i] = CompiledExpression.value(aggregate.direct().get(i), context);
    }
    List<SqlType> types = aggregate.arguments().stream().map(BoundExpression::type).toList();
    Aggregates.Call call =
        new Aggregates.Call(
            aggregate.function(),
            types,
            aggregate.direct().stream().map(BoundExpression::type).toList(),
            direct,
            withinGroup ? rowOrder(aggregate.order()) : null,
            aggregate.type(),
            context.session());
    Accumulator accumulator = Aggregates.accumulator(call);
    Vector[] arguments = new Vector[types.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = evaluate(aggregate.arguments().get(i), rows, context);
    }
    if (aggregate.distinct()) {
      rows = distinct(arguments, types, rows, aggregate);
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = evaluate(aggregate.arguments().get(i), rows, context);
      }
    }
    accumulator.addAll(arguments, rows.size());
    return accumulator.result();
  }

  /// Keeps the first of equal rows; sorted, where no order is given, as PostgreSQL has them.
  private static Batch distinct(
      Vector[] arguments, List<SqlType> types, Batch rows, BoundExpression.Aggregate aggregate) {
    Set<GroupKey> seen = new HashSet<>();
    List<Integer> kept = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      if (seen.add(GroupKey.of(types, values(arguments, row)))) {
        kept.add(row);
      }
    }
    if (aggregate.order().isEmpty()) {
      List<SortKey> keys =
          aggregate.arguments().stream().map(key -> new SortKey(key, false, false)).toList();
      Comparator<@Nullable Object[]> order = rowOrder(keys);
      kept.sort((left, right) -> order.compare(values(arguments, left), values(arguments, right)));
    }
    int[] indices = kept.stream().mapToInt(Integer::intValue).toArray();
    return rows.select(indices, indices.length);
  }

  private static @Nullable Object[] values(Vector[] vectors, int row) {
    @Nullable Object[] values = new @Nullable Object[vectors.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = vectors[i].get(row);
    }
    return values;
  }

  private static Comparator<@Nullable Object[]> rowOrder(List<SortKey> keys) {
    return (left, right) -> {
      for (int i = 0; i < keys.size(); i++) {
        int compared = RowOrder.values(keys.get(i)).compare(left[i], right[i]);
        if (compared != 0) {
          return compared;
        }
      }
      return 0;
    };
  }

  private static Batch sorted(Batch rows, List<SortKey> keys, EvaluationContext context) {
    Vector[] columns = new Vector[keys.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = evaluate(keys.get(i).expression(), rows, context);
    }
    Integer[] order = new Integer[rows.size()];
    java.util.Arrays.setAll(order, row -> row);
    Comparator<@Nullable Object[]> byKeys = rowOrder(keys);
    java.util.Arrays.sort(
        order, (left, right) -> byKeys.compare(values(columns, left), values(columns, right)));
    int[] indices = new int[order.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = order[i];
    }
    return rows.select(indices, indices.length);
  }
}
