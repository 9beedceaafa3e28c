package io.halcyon.sql.engine;

import io.halcyon.sql.bind.BoundChange;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.table.Changes;
import io.halcyon.sql.table.Generated;
import io.halcyon.sql.table.TableLayout;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes one change of rows: a statement's own, or one within its `WITH`. What it reads is read to
/// the end before anything is written, so that it never meets its own changes.
final class ChangeRunner {
  private final EngineTransaction transaction;
  private final Executor executor;
  private final EvaluationContext context;
  private final List<Batch> returned = new ArrayList<>();
  private long count;

  ChangeRunner(EngineTransaction transaction, Executor executor, EvaluationContext context) {
    this.transaction = transaction;
    this.executor = executor;
    this.context = context;
  }

  /// Makes a change, of the statement that {@link io.halcyon.sql.table.Changes} knows of.
  ///
  /// @return the command's tag
  String run(BoundChange change) {
    return switch (change) {
      case BoundChange.Insert insert -> {
        insert(insert);
        yield "INSERT 0 " + count;
      }
      case BoundChange.Update update -> {
        update(update);
        yield "UPDATE " + count;
      }
      case BoundChange.Delete delete -> {
        delete(delete);
        yield "DELETE " + count;
      }
      case BoundChange.Merge merge ->
          "MERGE " + new MergeRunner(transaction, executor, context, merge).run();
    };
  }

  /// Returns what the change returns.
  List<Batch> returned() {
    return returned;
  }

  private TableLayout layout(BoundChange change) {
    return transaction.layout(change.target().relation().id());
  }

  private CompiledExpression compiled(BoundExpression expression, int width) {
    return CompiledExpression.folded(expression, width, context);
  }

  private void insert(BoundChange.Insert insert) {
    TableLayout layout = layout(insert);
    TableDescriptor table = layout.table();
    int sourceWidth = insert.source().columns().size();
    List<@Nullable CompiledExpression> values = new ArrayList<>();
    for (BoundExpression value : insert.values()) {
      values.add(value == null ? null : compiled(value, sourceWidth));
    }
    Upsert upsert =
        insert.conflict() == null
            ? null
            : new Upsert(transaction, layout, insert.conflict(), context);
    for (Batch source : executor.all(insert.source(), context)) {
      List<Vector> columns = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        CompiledExpression value = values.get(i);
        columns.add(
            value == null
                ? Vector.repeat(table.columns().get(i).sqlType().carrier(), null, source.size())
                : value.evaluate(source, context));
      }
      Batch rows = Generated.fill(layout, new Batch(source.size(), columns), context);
      if (upsert == null) {
        transaction.changes().insert(table, rows);
        done(insert, withRaw(rows));
      } else {
        for (Batch changed : upsert.insert(rows)) {
          done(insert, withRaw(changed));
        }
      }
    }
  }

  /// Returns rows with a column for their stored values, which nobody looks at.
  private static Batch withRaw(Batch rows) {
    List<Vector> columns = new ArrayList<>(rows.columns());
    columns.add(Vector.repeat(io.halcyon.sql.type.Carrier.OBJECT, null, rows.size()));
    return new Batch(rows.size(), columns);
  }

  private void update(BoundChange.Update update) {
    TableLayout layout = layout(update);
    TableDescriptor table = layout.table();
    int width = table.columns().size();
    int sourceWidth = update.source().columns().size();
    Set<ByteBuffer> seen = new HashSet<>();
    for (Batch all : executor.all(update.source(), context)) {
      Batch source = firstOfEach(table, all, sourceWidth > width + 1, seen);
      if (source.size() == 0) {
        continue;
      }
      List<Vector> columns = new ArrayList<>(source.columns().subList(0, width));
      for (Map.Entry<Integer, BoundExpression> entry : update.assignments().entrySet()) {
        columns.set(
            entry.getKey(), compiled(entry.getValue(), sourceWidth).evaluate(source, context));
      }
      Batch after = Generated.fill(layout, new Batch(source.size(), columns), context);
      Batch before = new Batch(source.size(), source.columns().subList(0, width + 1));
      transaction.changes().update(table, before, after);
      List<Vector> beside = source.columns().subList(width, sourceWidth);
      done(update, Batches.beside(after, new Batch(source.size(), beside)));
    }
  }

  private void delete(BoundChange.Delete delete) {
    TableDescriptor table = layout(delete).table();
    int width = table.columns().size();
    boolean joined = delete.source().columns().size() > width + 1;
    Set<ByteBuffer> seen = new HashSet<>();
    for (Batch all : executor.all(delete.source(), context)) {
      Batch source = firstOfEach(table, all, joined, seen);
      transaction
          .changes()
          .delete(table, new Batch(source.size(), source.columns().subList(0, width + 1)));
      done(delete, source);
    }
  }

  /// Of the rows of a join that are for the same row of the table the first, and none for a row
  /// that another part of the statement has changed.
  private Batch firstOfEach(
      TableDescriptor table, Batch rows, boolean joined, Set<ByteBuffer> seen) {
    Changes changes = transaction.changes();
    if (!joined && !changes.ofParts()) {
      return rows;
    }
    Batch own = new Batch(rows.size(), rows.columns().subList(0, table.columns().size()));
    List<byte @Nullable []> keys = changes.keys(table, IndexDescriptor.PRIMARY, own);
    int[] kept = new int[rows.size()];
    int size = 0;
    for (int row = 0; row < rows.size(); row++) {
      byte[] key = keys.get(row);
      boolean free = key != null && !changes.changedByStatement(key);
      if (free && (!joined || seen.add(ByteBuffer.wrap(key)))) {
        kept[size++] = row;
      }
    }
    return size == rows.size() ? rows : rows.select(kept, size);
  }

  /// Rows have been changed.
  ///
  /// @param rows what `RETURNING` is over
  private void done(BoundChange change, Batch rows) {
    count += rows.size();
    if (!change.returning().given() || rows.size() == 0) {
      return;
    }
    List<Vector> columns = new ArrayList<>();
    for (BoundExpression expression : change.returning().expressions()) {
      columns.add(compiled(expression, rows.columns().size()).evaluate(rows, context));
    }
    Batch batch = new Batch(rows.size(), columns);
    executor.keep(batch);
    returned.add(batch);
  }
}
