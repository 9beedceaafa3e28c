package io.halcyon.sql.execute;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.kernel.Kernels;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows that a query brings along: `VALUES`, and functions that return sets. Stateless.
final class Leaves {
  private Leaves() {}

  static Batch values(BoundQuery.Rows rows, EvaluationContext context) {
    List<Vector> columns = new ArrayList<>();
    for (int column = 0; column < rows.columns().size(); column++) {
      VectorBuilder builder =
          new VectorBuilder(rows.columns().get(column).type().carrier(), rows.rows().size());
      for (List<BoundExpression> row : rows.rows()) {
        builder.add(CompiledExpression.value(row.get(column), context));
      }
      columns.add(builder.build());
    }
    return new Batch(rows.rows().size(), columns);
  }

  static Batch functions(BoundQuery.FunctionScan scan, EvaluationContext context) {
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
    return Batches.of(joined, scan.columns());
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
      rows.add(new @Nullable Object[] {CompiledExpression.value(expression, context)});
      return rows;
    }
    @Nullable Object[] arguments = new @Nullable Object[call.arguments().size()];
    boolean anyNull = false;
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = CompiledExpression.value(call.arguments().get(i), context);
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
}
