package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.bind.SortKey;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.kernel.Kernels;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Order;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs bound queries whose rows they bring along (`VALUES`, functions): all in memory, all at
/// once. Tables are the executor's business. Stateless.
public final class QueryEvaluator implements EvaluationContext.Subqueries {
  /// Returns all rows of a query.
  @Override
  public List<@Nullable Object[]> rows(BoundQuery query, EvaluationContext context) {
    Batch batch = evaluate(query, context);
    List<@Nullable Object[]> rows = new ArrayList<>(batch.size());
    for (int row = 0; row < batch.size(); row++) {
      rows.add(batch.row(row));
    }
    return rows;
  }

  /// Returns all rows of a query as one batch.
  public Batch evaluate(BoundQuery query, EvaluationContext context) {
    return switch (query) {
      case BoundQuery.SingleRow _ -> Batch.SINGLE_ROW;
      case BoundQuery.Rows rows -> values(rows, context);
      case BoundQuery.Scan scan ->
          throw SqlError.unsupported("reading table \"" + scan.relation().name() + "\"");
      case BoundQuery.FunctionScan functions -> functions(functions, context);
      case BoundQuery.CrossJoin join -> cross(join, context);
      case BoundQuery.Filter(var input, var condition) -> {
        Batch rows = evaluate(input, context);
        yield CompiledExpression.of(Folding.fold(condition, context), rows.columns().size())
            .filter(rows, context);
      }
      case BoundQuery.Project(var input, _, var expressions) ->
          project(evaluate(input, context), expressions, context);
      case BoundQuery.Group group ->
          GroupEvaluator.evaluate(group, evaluate(group.input(), context), context);
      case BoundQuery.Sort(var input, var keys, var columns) ->
          sort(evaluate(input, context), keys, columns.size());
      case BoundQuery.Distinct(var input) -> distinct(evaluate(input, context), input);
      case BoundQuery.Limit limit -> limit(limit, context);
    };
  }

  private static Batch project(
      Batch rows, List<BoundExpression> expressions, EvaluationContext context) {
    List<Vector> columns = new ArrayList<>();
    for (BoundExpression expression : expressions) {
      BoundExpression folded = Folding.fold(expression, context);
      columns.add(CompiledExpression.of(folded, rows.columns().size()).evaluate(rows, context));
    }
    return new Batch(rows.size(), columns);
  }

  private static Batch values(BoundQuery.Rows rows, EvaluationContext context) {
    List<Vector> columns = new ArrayList<>();
    for (int column = 0; column < rows.columns().size(); column++) {
      VectorBuilder builder =
          new VectorBuilder(rows.columns().get(column).type().carrier(), rows.rows().size());
      for (List<BoundExpression> row : rows.rows()) {
        BoundExpression cell = Folding.fold(row.get(column), context);
        builder.add(CompiledExpression.of(cell, 0).evaluate(Batch.SINGLE_ROW, context).get(0));
      }
      columns.add(builder.build());
    }
    return new Batch(rows.rows().size(), columns);
  }

  private static Batch functions(BoundQuery.FunctionScan scan, EvaluationContext context) {
    List<List<@Nullable Object[]>> sets = new ArrayList<>();
    int longest = 0;
    for (BoundExpression call : scan.calls()) {
      List<@Nullable Object[]> rows = set(call, context);
      sets.add(rows);
      longest = Math.max(longest, rows.size());
    }
    List<@Nullable Object[]> joined = new ArrayList<>();
    int width = scan.columns().size();
    for (int row = 0; row < longest; row++) {
      @Nullable Object[] values = new @Nullable Object[width];
      int at = 0;
      for (int i = 0; i < sets.size(); i++) {
        int size = setWidth(scan.calls().get(i));
        if (row < sets.get(i).size()) {
          System.arraycopy(sets.get(i).get(row), 0, values, at, size);
        }
        at += size;
      }
      if (scan.ordinality()) {
        values[width - 1] = row + 1L;
      }
      joined.add(values);
    }
    return batch(joined, scan.columns());
  }

  private static int setWidth(BoundExpression call) {
    return call instanceof BoundExpression.Call bound
        ? Math.max(1, bound.function().outputs().size())
        : 1;
  }

  private static List<@Nullable Object[]> set(
      BoundExpression expression, EvaluationContext context) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    if (!(expression instanceof BoundExpression.Call call) || !call.function().returnsSet()) {
      rows.add(new @Nullable Object[] {single(expression, context)});
      return rows;
    }
    @Nullable Object[] arguments = new @Nullable Object[call.arguments().size()];
    boolean anyNull = false;
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = single(call.arguments().get(i), context);
      anyNull |= arguments[i] == null;
    }
    if (anyNull && call.function().strict()) {
      return rows;
    }
    int width = setWidth(call);
    for (@Nullable Object row : Kernels.rows(call.function()).apply(arguments, context.session())) {
      rows.add(width > 1 ? (@Nullable Object[]) row : new @Nullable Object[] {row});
    }
    return rows;
  }

  private static @Nullable Object single(BoundExpression expression, EvaluationContext context) {
    BoundExpression folded = Folding.fold(expression, context);
    return CompiledExpression.of(folded, 0).evaluate(Batch.SINGLE_ROW, context).get(0);
  }

  /// Makes a batch of rows.
  static Batch batch(List<@Nullable Object[]> rows, List<OutputColumn> columns) {
    List<Vector> vectors = new ArrayList<>();
    for (int column = 0; column < columns.size(); column++) {
      VectorBuilder builder = new VectorBuilder(columns.get(column).type().carrier(), rows.size());
      for (@Nullable Object[] row : rows) {
        builder.add(row[column]);
      }
      vectors.add(builder.build());
    }
    return new Batch(rows.size(), vectors);
  }

  private Batch cross(BoundQuery.CrossJoin join, EvaluationContext context) {
    Batch left = evaluate(join.left(), context);
    Batch right = evaluate(join.right(), context);
    int count = Math.multiplyExact(left.size(), right.size());
    int[] lefts = new int[count];
    int[] rights = new int[count];
    for (int i = 0; i < count; i++) {
      lefts[i] = i / right.size();
      rights[i] = i % right.size();
    }
    List<Vector> columns = new ArrayList<>(left.select(lefts, count).columns());
    columns.addAll(right.select(rights, count).columns());
    return new Batch(count, columns);
  }

  private static Batch sort(Batch rows, List<SortKey> keys, int width) {
    Integer[] order = new Integer[rows.size()];
    Arrays.setAll(order, row -> row);
    Arrays.sort(order, RowOrder.of(rows, keys));
    int[] indices = new int[order.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = order[i];
    }
    Batch kept = new Batch(rows.size(), rows.columns().subList(0, width));
    return kept.select(indices, indices.length);
  }

  private static Batch distinct(Batch rows, BoundQuery query) {
    List<SqlType> types = query.columns().stream().map(OutputColumn::type).toList();
    for (SqlType type : types) {
      if (!Order.exists(type)) {
        throw new SqlError(
            SqlState.UNDEFINED_FUNCTION,
            "could not identify an equality operator for type " + type);
      }
    }
    Set<GroupKey> seen = new LinkedHashSet<>();
    int[] kept = new int[rows.size()];
    int count = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (seen.add(GroupKey.of(types, rows.row(row)))) {
        kept[count++] = row;
      }
    }
    return rows.select(kept, count);
  }

  private Batch limit(BoundQuery.Limit limit, EvaluationContext context) {
    Batch rows = evaluate(limit.input(), context);
    long offset = bound(limit.offset(), 0, SqlState.INVALID_ROW_COUNT_IN_OFFSET, "OFFSET", context);
    long count =
        bound(limit.count(), Long.MAX_VALUE, SqlState.INVALID_ROW_COUNT_IN_LIMIT, "LIMIT", context);
    int from = (int) Math.min(offset, rows.size());
    int size = (int) Math.min(count, rows.size() - from);
    int[] kept = new int[size];
    for (int i = 0; i < size; i++) {
      kept[i] = from + i;
    }
    return rows.select(kept, size);
  }

  private static long bound(
      @Nullable BoundExpression expression,
      long otherwise,
      String sqlState,
      String clause,
      EvaluationContext context) {
    if (expression == null || !(single(expression, context) instanceof Long value)) {
      return otherwise;
    }
    if (value < 0) {
      throw new SqlError(sqlState, clause + " must not be negative");
    }
    return value;
  }
}
