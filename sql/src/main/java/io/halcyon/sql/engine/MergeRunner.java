package io.halcyon.sql.engine;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundChange;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.table.Changes;
import io.halcyon.sql.table.Generated;
import io.halcyon.sql.table.TableLayout;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Vector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Runs one `MERGE`. What it writes is held back until it is done, so that the join of source and
/// table is read a batch at a time and never meets it.
final class MergeRunner {
  private final EngineTransaction transaction;
  private final Executor executor;
  private final EvaluationContext context;
  private final BoundChange.Merge merge;
  private final TableLayout layout;
  private final int width;
  private final List<When> whens = new ArrayList<>();
  private final Set<ByteBuffer> seen = new HashSet<>();
  private long count;

  /// A clause, compiled.
  private record When(
      boolean matched,
      @Nullable CompiledExpression condition,
      BoundChange.Merge.Action action,
      List<@Nullable CompiledExpression> values) {}

  MergeRunner(
      EngineTransaction transaction,
      Executor executor,
      EvaluationContext context,
      BoundChange.Merge merge) {
    this.transaction = transaction;
    this.executor = executor;
    this.context = context;
    this.merge = merge;
    this.layout = transaction.layout(merge.target().relation().id());
    this.width = merge.source().columns().size();
    for (BoundChange.Merge.When when : merge.whens()) {
      BoundExpression condition = when.condition();
      whens.add(
          new When(
              when.matched(),
              condition == null ? null : compiled(condition),
              when.action(),
              values(when.action())));
    }
  }

  private CompiledExpression compiled(BoundExpression expression) {
    return CompiledExpression.folded(expression, width, context);
  }

  /// Returns what each column of the table is to be; null where it stays or the system makes it.
  private List<@Nullable CompiledExpression> values(BoundChange.Merge.Action action) {
    int columns = table().columns().size();
    List<@Nullable CompiledExpression> values = new ArrayList<>();
    switch (action) {
      case BoundChange.Merge.Add(var given) ->
          given.forEach(value -> values.add(value == null ? null : compiled(value)));
      case BoundChange.Merge.Replace(SortedMap<Integer, BoundExpression> assignments) -> {
        for (int i = 0; i < columns; i++) {
          BoundExpression value = assignments.get(i);
          values.add(value == null ? null : compiled(value));
        }
      }
      case BoundChange.Merge.Remove _, BoundChange.Merge.Nothing _ -> {
        // No values.
      }
    }
    return values;
  }

  private TableDescriptor table() {
    return layout.table();
  }

  /// Returns how many rows were changed.
  long run() {
    try (BatchSource rows = executor.open(merge.source(), context)) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        merge(batch);
      }
    }
    return count;
  }

  private void merge(Batch rows) {
    // A row of the table that is there has a stored value, the last of its columns.
    Vector stored = rows.columns().get(width - 1);
    boolean[] left = new boolean[rows.size()];
    Arrays.fill(left, true);
    for (When when : whens) {
      int[] chosen = new int[rows.size()];
      int size = 0;
      for (int row = 0; row < rows.size(); row++) {
        if (left[row] && stored.isNull(row) != when.matched()) {
          chosen[size++] = row;
        }
      }
      if (size == 0) {
        continue;
      }
      int[] met = meeting(when, rows, Arrays.copyOf(chosen, size));
      for (int row : met) {
        left[row] = false;
      }
      if (met.length > 0) {
        act(when, rows.select(met, met.length));
      }
    }
  }

  /// Returns those of some rows that a clause is for.
  private int[] meeting(When when, Batch rows, int[] chosen) {
    CompiledExpression condition = when.condition();
    if (condition == null) {
      return chosen;
    }
    BooleanVector truth =
        (BooleanVector) condition.evaluate(rows.select(chosen, chosen.length), context);
    int[] met = new int[chosen.length];
    int size = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (!truth.isNull(i) && truth.values()[i]) {
        met[size++] = chosen[i];
      }
    }
    return Arrays.copyOf(met, size);
  }

  private void act(When when, Batch rows) {
    Changes changes = transaction.changes();
    switch (when.action()) {
      case BoundChange.Merge.Nothing _ -> {
        return;
      }
      case BoundChange.Merge.Add _ -> {
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < when.values().size(); i++) {
          CompiledExpression value = when.values().get(i);
          columns.add(
              value == null
                  ? Vector.repeat(table().columns().get(i).sqlType().carrier(), null, rows.size())
                  : value.evaluate(rows, context));
        }
        changes.insert(table(), Generated.fill(layout, new Batch(rows.size(), columns), context));
      }
      case BoundChange.Merge.Remove _ -> changes.delete(table(), requireFirst(own(rows)));
      case BoundChange.Merge.Replace _ -> {
        Batch before = requireFirst(own(rows));
        List<Vector> columns =
            new ArrayList<>(before.columns().subList(0, table().columns().size()));
        for (int i = 0; i < columns.size(); i++) {
          CompiledExpression value = when.values().get(i);
          if (value != null) {
            columns.set(i, value.evaluate(rows, context));
          }
        }
        changes.update(
            table(), before, Generated.fill(layout, new Batch(rows.size(), columns), context));
      }
    }
    count += rows.size();
  }

  /// Returns the table's part of joined rows, with the stored values.
  private Batch own(Batch rows) {
    return new Batch(rows.size(), rows.columns().subList(merge.sourceWidth(), width));
  }

  private Batch requireFirst(Batch own) {
    Changes changes = transaction.changes();
    Batch plain = new Batch(own.size(), own.columns().subList(0, table().columns().size()));
    for (byte[] key : changes.keys(table(), IndexDescriptor.PRIMARY, plain)) {
      if (key != null && (changes.changedByStatement(key) || !seen.add(ByteBuffer.wrap(key)))) {
        throw new SqlError(
                SqlState.CARDINALITY_VIOLATION, "MERGE command cannot affect row a second time")
            .withHint("Ensure that not more than one source row matches any one target row.");
      }
    }
    return own;
  }
}
