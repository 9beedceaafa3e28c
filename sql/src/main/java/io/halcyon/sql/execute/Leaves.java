package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
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
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
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

  /// Returns the rows of functions side by side, made as they are asked for.
  static BatchSource functions(BoundQuery.FunctionScan scan, EvaluationContext context) {
    List<Iterator<@Nullable Object[]>> sets = new ArrayList<>();
    for (BoundExpression call : scan.calls()) {
      sets.add(set(call, context));
    }
    int width = scan.columns().size();
    return new BatchSource() {
      private long rows;

      @Override
      public @Nullable Batch next() {
        List<@Nullable Object[]> joined = new ArrayList<>();
        while (joined.size() < Batch.ROWS && sets.stream().anyMatch(Iterator::hasNext)) {
          joined.add(row());
        }
        return joined.isEmpty() ? null : Batches.of(joined, scan.columns());
      }

      private @Nullable Object[] row() {
        @Nullable Object[] values = new @Nullable Object[width];
        int at = 0;
        for (int i = 0; i < sets.size(); i++) {
          int size = setWidth(scan.calls().get(i));
          if (sets.get(i).hasNext()) {
            System.arraycopy(sets.get(i).next(), 0, values, at, size);
          }
          at += size;
        }
        rows++;
        if (scan.ordinality()) {
          values[width - 1] = rows;
        }
        return values;
      }

      @Override
      public void close() {
        sets.clear();
      }
    };
  }

  private static int setWidth(BoundExpression call) {
    return call instanceof BoundExpression.Call bound
        ? Math.max(1, bound.function().outputs().size())
        : 1;
  }

  private static Iterator<@Nullable Object[]> set(
      BoundExpression expression, EvaluationContext context) {
    if (!(expression instanceof BoundExpression.Call call) || !call.function().returnsSet()) {
      List<@Nullable Object[]> one = new ArrayList<>();
      one.add(new @Nullable Object[] {CompiledExpression.value(expression, context)});
      return one.iterator();
    }
    @Nullable Object[] arguments = new @Nullable Object[call.arguments().size()];
    boolean anyNull = false;
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = CompiledExpression.value(call.arguments().get(i), context);
      anyNull |= arguments[i] == null;
    }
    if (anyNull && call.function().strict()) {
      return Collections.emptyIterator();
    }
    boolean wide = setWidth(call) > 1;
    Iterator<? extends @Nullable Object> rows =
        Kernels.rows(call.function()).apply(arguments, context.session()).iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public @Nullable Object[] next() {
        Object row = rows.next();
        return wide
            ? (@Nullable Object[]) Objects.requireNonNull(row)
            : new @Nullable Object[] {row};
      }
    };
  }
}
