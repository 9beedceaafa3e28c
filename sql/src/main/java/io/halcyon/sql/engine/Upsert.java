package io.halcyon.sql.engine;

import io.halcyon.sql.bind.BoundChange;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.table.Generated;
import io.halcyon.sql.table.TableLayout;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// `INSERT … ON CONFLICT`: finds out by the unique indexes that were named (or by all of them)
/// which rows are there already, and leaves those alone or changes them.
final class Upsert {
  private final EngineTransaction transaction;
  private final TableLayout layout;
  private final TableDescriptor table;
  private final BoundChange.@Nullable ConflictUpdate update;
  private final EvaluationContext context;
  private final List<IndexDescriptor> arbiters;
  private final Set<ByteBuffer> seen = new HashSet<>();

  Upsert(
      EngineTransaction transaction,
      TableLayout layout,
      BoundChange.Conflict conflict,
      EvaluationContext context) {
    this.transaction = transaction;
    this.layout = layout;
    this.table = layout.table();
    this.update = conflict.update();
    this.context = context;
    this.arbiters = arbiters(conflict);
  }

  private List<IndexDescriptor> arbiters(BoundChange.Conflict conflict) {
    List<IndexDescriptor> unique =
        table.indexes().stream().filter(IndexDescriptor::unique).toList();
    if (conflict.constraint() != null) {
      List<IndexDescriptor> named =
          unique.stream().filter(index -> index.name().equals(conflict.constraint())).toList();
      if (named.isEmpty()) {
        throw new SqlError(
            SqlState.UNDEFINED_OBJECT,
            "constraint \"%s\" for table \"%s\" does not exist"
                .formatted(conflict.constraint(), table.name()),
            conflict.at());
      }
      return named;
    }
    if (conflict.elements().isEmpty()) {
      return unique;
    }
    Set<Integer> wanted = new HashSet<>();
    for (BoundExpression element : conflict.elements()) {
      if (!(element instanceof BoundExpression.Column column)) {
        throw SqlError.unsupported("ON CONFLICT on an expression", conflict.at());
      }
      wanted.add(table.columns().get(column.index()).id());
    }
    List<IndexDescriptor> found =
        unique.stream()
            .filter(index -> new HashSet<>(index.columns()).equals(wanted))
            .filter(index -> index.predicate() == null || conflict.predicate() != null)
            .toList();
    if (found.isEmpty()) {
      throw new SqlError(
          SqlState.INVALID_COLUMN_REFERENCE,
          "there is no unique or exclusion constraint matching the ON CONFLICT specification",
          conflict.at());
    }
    return found;
  }

  /// Inserts rows.
  ///
  /// @return the rows that were inserted, and those that were changed, as they are now
  List<Batch> insert(Batch rows) {
    // A row that may not be there is an error even where another is in its place.
    transaction.changes().requireValid(table, rows);
    boolean[] conflicts = new boolean[rows.size()];
    Map<Integer, byte[]> keyOf = new HashMap<>();
    IndexDescriptor first = arbiters.getFirst();
    for (IndexDescriptor arbiter : arbiters) {
      find(arbiter, rows, conflicts, keyOf);
    }
    List<Batch> changed = new ArrayList<>();
    Batch fresh = chosen(rows, conflicts, false);
    if (fresh.size() > 0) {
      transaction.changes().insert(table, fresh);
      changed.add(fresh);
    }
    if (update != null) {
      Batch excluded = chosen(rows, conflicts, true);
      List<byte[]> keys = new ArrayList<>();
      for (int row = 0; row < rows.size(); row++) {
        byte[] key = keyOf.get(row);
        if (conflicts[row] && key != null) {
          keys.add(key);
        }
      }
      if (!keys.isEmpty()) {
        Batch before = transaction.changes().rowsAt(table, first.number(), keys, context);
        requireUnchanged(before);
        Batch after = update(update, before, excluded);
        if (after.size() > 0) {
          changed.add(after);
        }
      }
    }
    return changed;
  }

  /// Another part of the statement may have changed a row without its entry in the arbiter.
  private void requireUnchanged(Batch before) {
    if (transaction.changes().ofParts()) {
      Batch own = new Batch(before.size(), before.columns().subList(0, table.columns().size()));
      for (byte[] key : transaction.changes().keys(table, IndexDescriptor.PRIMARY, own)) {
        if (key != null && transaction.changes().changedByStatement(key)) {
          throw again();
        }
      }
    }
  }

  private void find(
      IndexDescriptor arbiter, Batch rows, boolean[] conflicts, Map<Integer, byte[]> keyOf) {
    List<byte @Nullable []> keys = transaction.changes().keys(table, arbiter.number(), rows);
    List<byte[]> asked = new ArrayList<>();
    List<Integer> askedFor = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      byte[] key = keys.get(row);
      if (key == null) {
        continue;
      }
      if (!seen.add(ByteBuffer.wrap(key))) {
        if (update != null) {
          throw again();
        }
        conflicts[row] = true;
      } else {
        asked.add(key);
        askedFor.add(row);
      }
    }
    List<byte @Nullable []> found = transaction.changes().entries(asked);
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i) != null) {
        if (update != null && transaction.changes().changedByStatement(asked.get(i))) {
          throw again();
        }
        conflicts[askedFor.get(i)] = true;
        keyOf.put(askedFor.get(i), asked.get(i));
      }
    }
  }

  private static SqlError again() {
    return new SqlError(
            SqlState.CARDINALITY_VIOLATION,
            "ON CONFLICT DO UPDATE command cannot affect row a second time")
        .withHint(
            "Ensure that no rows proposed for insertion within the same command have"
                + " duplicate constrained values.");
  }

  private static Batch chosen(Batch rows, boolean[] marks, boolean wanted) {
    int[] kept = new int[rows.size()];
    int count = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (marks[row] == wanted) {
        kept[count++] = row;
      }
    }
    return rows.select(kept, count);
  }

  private Batch update(BoundChange.ConflictUpdate doing, Batch allBefore, Batch excluded) {
    Batch both = Batches.beside(allBefore, excluded);
    int width = both.columns().size();
    BoundExpression where = doing.where();
    if (where != null) {
      both = compiled(where, width).filter(both, context);
    }
    if (both.size() == 0) {
      return both;
    }
    int own = table.columns().size();
    List<Vector> columns = new ArrayList<>(both.columns().subList(0, own));
    SortedMap<Integer, BoundExpression> assignments = doing.assignments();
    for (Map.Entry<Integer, BoundExpression> entry : assignments.entrySet()) {
      columns.set(entry.getKey(), compiled(entry.getValue(), width).evaluate(both, context));
    }
    Batch after = Generated.fill(layout, new Batch(both.size(), columns), context);
    Batch before = new Batch(both.size(), both.columns().subList(0, own + 1));
    transaction.changes().update(table, before, after);
    return after;
  }

  private CompiledExpression compiled(BoundExpression expression, int width) {
    return CompiledExpression.folded(expression, width, context);
  }
}
