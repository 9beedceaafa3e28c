package io.halcyon.sql.table;

import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Changes of rows in one transaction: every one, whatever statement or foreign key makes it, goes
/// through here. Owned by the session's thread.
public final class Changes {
  private final StorageTransaction transaction;
  private final Supplier<CatalogSnapshot> catalog;
  private final LongFunction<TableLayout> layouts;
  private final StoredTables tables;
  private final boolean serializable;
  private final HeldWrites writes;
  private final ForeignKeys foreignKeys = new ForeignKeys(this);
  // What else is to be done about rows that went, when writes are not held back any more.
  private final List<Runnable> consequences = new ArrayList<>();
  private final Map<Integer, TableWriter> writers = new HashMap<>();
  private final Set<Integer> touched = new TreeSet<>();
  private @Nullable EvaluationContext context;

  /// @param catalog as the transaction sees it at the moment
  /// @param layouts of the tables of that catalog
  public Changes(
      StorageTransaction transaction,
      Supplier<CatalogSnapshot> catalog,
      LongFunction<TableLayout> layouts,
      StoredTables tables,
      boolean serializable) {
    this.transaction = transaction;
    this.writes = new HeldWrites(transaction);
    this.catalog = catalog;
    this.layouts = layouts;
    this.tables = tables;
    this.serializable = serializable;
  }

  /// A statement begins.
  public void statement(EvaluationContext newContext) {
    context = newContext;
    writers.clear();
    writes.forget();
    consequences.clear();
    foreignKeys.forgetStatement();
  }

  /// As {@link #statement}, of one of several parts: none of them sees what the others change, only
  /// what may not be there twice is looked for among all. What foreign keys do comes at the end.
  public void statementOfParts(EvaluationContext newContext) {
    statement(newContext);
    writes.hold();
  }

  /// Returns whether a row was changed by another part of the statement under way.
  ///
  /// @param primaryKey of the row as the statement sees it
  public boolean changedByStatement(byte[] primaryKey) {
    return writes.has(primaryKey);
  }

  /// Returns whether the statement under way is one of several parts.
  public boolean ofParts() {
    return writes.holding();
  }

  /// A statement has made its changes.
  public void statementEnded() {
    writes.release();
    List<Runnable> due = List.copyOf(consequences);
    consequences.clear();
    due.forEach(Runnable::run);
    foreignKeys.statementEnded();
  }

  /// Says which constraints wait for the commit, and checks what does not any more.
  ///
  /// @param keys ids of foreign keys; null for all
  public void setConstraints(
      @Nullable Collection<Integer> keys, boolean deferred, EvaluationContext newContext) {
    context = newContext;
    if (keys == null) {
      foreignKeys.modes().setAll(deferred);
    } else {
      foreignKeys.modes().set(keys, deferred);
    }
    if (!deferred) {
      foreignKeys.modesChanged();
    }
  }

  public void savepoint(String name) {
    foreignKeys.modes().savepoint(name);
  }

  public void rollbackTo(String name) {
    foreignKeys.modes().rollbackTo(name);
  }

  public void release(String name) {
    foreignKeys.modes().release(name);
  }

  /// Returns the tables whose rows were changed so far.
  public Set<Integer> touched() {
    return touched;
  }

  /// The transaction is about to commit.
  public void committing(EvaluationContext newContext) {
    context = newContext;
    writers.clear();
    foreignKeys.committing();
  }

  /// Inserts rows, as wide as the table.
  public void insert(TableDescriptor table, Batch rows) {
    if (rows.size() > 0) {
      writer(table).insert(rows);
      foreignKeys.childrenCame(table, null, rows);
    }
  }

  /// Makes the entries of one index for rows that are there.
  public void fillIndex(TableDescriptor table, int index, Batch rows, EvaluationContext with) {
    new TableWriter(writes, layouts.apply(table.id()), schemaOf(table), with).fill(index, rows);
  }

  /// Requires that rows have values where they must, and meet the table's conditions.
  public void requireValid(TableDescriptor table, Batch rows) {
    if (rows.size() > 0) {
      writer(table).check(rows);
    }
  }

  /// Writes rows of a table that has become another one, under keys that nothing is under yet. Its
  /// foreign keys are left alone.
  public void rewrite(TableDescriptor table, Batch rows) {
    if (rows.size() > 0) {
      writer(table).rewrite(rows);
    }
  }

  /// Notes that rows must meet a foreign key when the statement ends.
  public void checkForeignKey(TableDescriptor table, ForeignKeyDescriptor key, Batch rows) {
    foreignKeys.childrenCame(table, List.of(key), null, rows);
  }

  /// Replaces rows.
  ///
  /// @param before with their stored values
  public void update(TableDescriptor table, Batch before, Batch after) {
    if (before.size() > 0) {
      writer(table).update(before, after);
      foreignKeys.childrenCame(table, before, after);
      parentsWent(table, before, after);
    }
  }

  private void parentsWent(TableDescriptor table, Batch before, @Nullable Batch after) {
    if (catalog.get().referring(table.id()).isEmpty()) {
      return;
    }
    if (writes.holding()) {
      consequences.add(() -> foreignKeys.parentsWent(table, before, after));
    } else {
      foreignKeys.parentsWent(table, before, after);
    }
  }

  /// Removes rows.
  ///
  /// @param rows with their stored values
  public void delete(TableDescriptor table, Batch rows) {
    if (rows.size() > 0) {
      writer(table).delete(rows);
      parentsWent(table, rows, null);
    }
  }

  /// Sets columns of rows to constants.
  void update(TableDescriptor table, Batch before, Map<Integer, @Nullable Object> set) {
    TableLayout layout = layouts.apply(table.id());
    List<Vector> columns = new ArrayList<>(before.columns().subList(0, table.columns().size()));
    set.forEach((ordinal, value) ->
        columns.set(
            ordinal,
            Vector.repeat(table.columns().get(ordinal).sqlType().carrier(), value, before.size())));
    Batch after = Generated.fill(layout, new Batch(before.size(), columns), context());
    update(table, before, after);
  }

  @Nullable Object defaultOf(TableDescriptor table, int ordinal) {
    BoundExpression value = layouts.apply(table.id()).defaults().get(ordinal);
    if (value == null) {
      return null;
    }
    return CompiledExpression.value(value, context());
  }

  /// Returns the keys of an index for rows; null where a row has no entry.
  public List<byte @Nullable []> keys(TableDescriptor table, int index, Batch rows) {
    return writer(table).keys(index, rows);
  }

  /// Returns the values of entries as they are by now; null for what is absent.
  public List<byte @Nullable []> entries(List<byte[]> keys) {
    return writes.get(keys);
  }

  /// Returns the rows of entries that are there, in their order, with their stored values.
  ///
  /// @param keys of entries of a unique index
  public Batch rowsAt(TableDescriptor table, int index, List<byte[]> keys, EvaluationContext with) {
    TableLayout layout = layouts.apply(table.id());
    RelationDescriptor relation = stored(table);
    TableAccess access = TableAccess.whole(relation, List.of(), Long.MAX_VALUE);
    List<KeyRange> points = keys.stream().map(key -> new KeyRange(key, null, null)).toList();
    EntrySource entries = new EntrySource(transaction, points, false, Long.MAX_VALUE, null);
    List<Batch> found = new ArrayList<>();
    try (RowSource rows =
        new RowSource(
            transaction, layout, layout.indexNumbered(index).entries(), entries, access, with)) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        found.add(batch);
      }
    }
    return Batches.concat(found, relation.outputs());
  }

  /// Returns the statement's writer of a table, another one if the table has changed since.
  private TableWriter writer(TableDescriptor table) {
    TableLayout layout = layouts.apply(table.id());
    touched.add(table.id());
    return Objects.requireNonNull(
        writers.compute(
            table.id(),
            (_, known) ->
                known != null && known.layout().equals(layout)
                    ? known
                    : new TableWriter(writes, layout, schemaOf(table), context())));
  }

  /// Returns a table with the stored values of its rows as one column more.
  public RelationDescriptor stored(TableDescriptor table) {
    return stored(table.relation(schemaOf(table)));
  }

  /// Returns a table with the stored values of its rows as one column more.
  public static RelationDescriptor stored(RelationDescriptor relation) {
    List<RelationDescriptor.Column> columns = new ArrayList<>(relation.columns());
    columns.add(new RelationDescriptor.Column("", Types.BYTEA, -1, true, true));
    return new RelationDescriptor(
        relation.id(),
        relation.version(),
        relation.schema(),
        relation.name(),
        columns,
        relation.kind(),
        null);
  }

  CatalogSnapshot catalog() {
    return catalog.get();
  }

  String schemaOf(TableDescriptor table) {
    return catalog.get().schemaName(table.schema());
  }

  TableLayout layout(int table) {
    return layouts.apply(table);
  }

  StorageTransaction transaction() {
    return transaction;
  }

  StoredTables tables() {
    return tables;
  }

  boolean serializable() {
    return serializable;
  }

  EvaluationContext context() {
    EvaluationContext now = context;
    if (now == null) {
      throw new IllegalStateException("no statement is under way");
    }
    return now;
  }
}
