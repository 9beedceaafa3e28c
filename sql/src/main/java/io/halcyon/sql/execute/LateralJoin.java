package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Joins each row of the left with the rows of a query that looks at it. Owned by one thread.
final class LateralJoin implements BatchSource {
  private final BatchSource left;
  private final Function<@Nullable Object[], BatchSource> right;
  private final List<OutputColumn> leftColumns;
  private final List<OutputColumn> rightColumns;
  private final @Nullable CompiledExpression condition;
  private final boolean keepsLeft;
  private final EvaluationContext context;
  private @Nullable Batch rows;
  private int at;

  /// @param right opens the query for a row
  /// @param condition over both; null for none
  /// @param keepsLeft whether rows without a partner are kept
  LateralJoin(
      BatchSource left,
      Function<@Nullable Object[], BatchSource> right,
      List<OutputColumn> leftColumns,
      List<OutputColumn> rightColumns,
      @Nullable CompiledExpression condition,
      boolean keepsLeft,
      EvaluationContext context) {
    this.left = left;
    this.right = right;
    this.leftColumns = leftColumns;
    this.rightColumns = rightColumns;
    this.condition = condition;
    this.keepsLeft = keepsLeft;
    this.context = context;
  }

  @Override
  public @Nullable Batch next() {
    while (true) {
      Batch now = rows;
      if (now == null || at == now.size()) {
        rows = left.next();
        at = 0;
        if (rows == null) {
          return null;
        }
        continue;
      }
      Batch joined = joined(now, at++);
      if (joined.size() > 0) {
        return joined;
      }
    }
  }

  private Batch joined(Batch lefts, int row) {
    List<Batch> found = new ArrayList<>();
    try (BatchSource source = right.apply(lefts.row(row))) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        Batch both = Batches.beside(lefts.select(repeated(row, batch.size()), batch.size()), batch);
        if (condition != null) {
          both = condition.filter(both, context);
        }
        if (both.size() > 0) {
          found.add(both);
        }
      }
    }
    if (!found.isEmpty()) {
      return found.size() == 1 ? found.getFirst() : Batches.concat(found, columns());
    }
    Batch one = lefts.select(new int[] {row}, 1);
    return keepsLeft
        ? Batches.beside(one, Batches.nulls(rightColumns, 1))
        : new Batch(0, one.columns());
  }

  private static int[] repeated(int row, int count) {
    int[] rows = new int[count];
    java.util.Arrays.fill(rows, row);
    return rows;
  }

  private List<OutputColumn> columns() {
    List<OutputColumn> columns = new ArrayList<>(leftColumns);
    columns.addAll(rightColumns);
    return columns;
  }

  @Override
  public void close() {
    left.close();
  }
}
