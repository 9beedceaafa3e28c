package io.halcyon.sql.table;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.catalog.CheckDescriptor;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.IndexDescriptor.State;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.table.TableLayout.IndexLayout;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Bytes;
import io.halcyon.sql.value.Vector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes rows of one table in one statement: checks them, and keeps every index in step. Foreign
/// keys are {@link ForeignKeys}' business. Batches are as wide as the table, or, for rows as they
/// were, one column wider: their stored values. Owned by the session's thread.
final class TableWriter {
  private final HeldWrites writes;
  private final TableLayout layout;
  private final String schema;
  private final EvaluationContext context;
  private final List<CompiledExpression> checks = new ArrayList<>();
  private final List<Entries> indexes = new ArrayList<>();

  /// An index, compiled.
  private record Entries(
      EntryLayout layout,
      List<CompiledExpression> expressions,
      @Nullable CompiledExpression predicate) {
    boolean removesOnly() {
      return layout.index().state() == State.DELETE_ONLY;
    }
  }

  /// The entries of an index for the rows of a batch: null where a row has none.
  private record Keys(Entries entries, List<byte @Nullable []> keys) {}

  TableWriter(HeldWrites writes, TableLayout layout, String schema, EvaluationContext context) {
    this.writes = writes;
    this.layout = layout;
    this.schema = schema;
    this.context = context;
    int width = layout.table().columns().size();
    layout.checks().forEach(check -> checks.add(CompiledExpression.of(check, width)));
    for (IndexLayout index : layout.indexes()) {
      BoundExpression predicate = index.predicate();
      indexes.add(
          new Entries(
              index.entries(),
              index.expressions().stream().map(e -> CompiledExpression.of(e, width)).toList(),
              predicate == null ? null : CompiledExpression.of(predicate, width)));
    }
  }

  TableLayout layout() {
    return layout;
  }

  /// Inserts rows.
  ///
  /// @throws SqlError if a row may not be there; some of the rows may have been buffered then
  void insert(Batch rows) {
    check(rows);
    List<Keys> keys = keys(rows, false);
    requireAbsent(keys, rows, null);
    for (Keys ofIndex : keys) {
      for (int row = 0; row < rows.size(); row++) {
        byte[] key = ofIndex.keys().get(row);
        if (key != null) {
          writes.put(key, ofIndex.entries().layout().value(rows.row(row), null));
        }
      }
    }
  }

  /// Makes the entries of one index for rows that are there.
  ///
  /// @throws SqlError if the index is unique and two rows may not both be there
  void fill(int index, Batch rows) {
    for (Entries entries : indexes) {
      if (entries.layout().index().number() != index) {
        continue;
      }
      Keys keys = keys(entries, rows);
      try {
        requireAbsent(List.of(keys), rows, null);
      } catch (SqlError e) {
        throw notUnique(entries.layout().index().name(), e);
      }
      for (int row = 0; row < rows.size(); row++) {
        byte[] key = keys.keys().get(row);
        if (key != null) {
          writes.put(key, entries.layout().value(rows.row(row), null));
        }
      }
    }
  }

  /// Inserts the rows of a table that has become another one.
  ///
  /// @throws SqlError if they cannot be those of the table
  void rewrite(Batch rows) {
    try {
      insert(rows);
    } catch (SqlError e) {
      throw ofRewritten(e);
    }
  }

  private SqlError ofRewritten(SqlError e) {
    SqlError.Subject subject = e.subject();
    if (subject == null) {
      return e;
    }
    String name = layout.table().name();
    return switch (e.sqlState()) {
      case SqlState.NOT_NULL_VIOLATION ->
          new SqlError(
                  e.sqlState(),
                  "column \"%s\" of relation \"%s\" contains null values"
                      .formatted(subject.column(), name))
              .about(subject);
      case SqlState.CHECK_VIOLATION ->
          new SqlError(
                  e.sqlState(),
                  "check constraint \"%s\" of relation \"%s\" is violated by some row"
                      .formatted(subject.constraint(), name))
              .about(subject);
      case SqlState.UNIQUE_VIOLATION -> notUnique(String.valueOf(subject.constraint()), e);
      default -> e;
    };
  }

  private static SqlError notUnique(String index, SqlError duplicate) {
    String detail = duplicate.detail();
    SqlError error =
        new SqlError(
            SqlState.UNIQUE_VIOLATION, "could not create unique index \"%s\"".formatted(index));
    if (duplicate.subject() != null) {
      error = error.about(duplicate.subject());
    }
    return detail == null
        ? error
        : error.withDetail(detail.replace("already exists.", "is duplicated."));
  }

  /// Replaces rows.
  ///
  /// @param before the rows as they are, with their stored values
  void update(Batch before, Batch after) {
    check(after);
    List<Keys> old = keys(before, true);
    List<Keys> now = keys(after, false);
    for (Keys ofIndex : old) {
      removeMoved(ofIndex, find(now, ofIndex.entries()));
    }
    requireAbsent(now, after, old);
    for (Keys ofIndex : now) {
      put(ofIndex, find(old, ofIndex.entries()), before, after);
    }
  }

  private static @Nullable Keys find(List<Keys> among, Entries entries) {
    return among.stream().filter(keys -> keys.entries().equals(entries)).findFirst().orElse(null);
  }

  private void removeMoved(Keys old, @Nullable Keys now) {
    for (int row = 0; row < old.keys().size(); row++) {
      byte[] key = old.keys().get(row);
      if (key != null && (now == null || !Arrays.equals(key, now.keys().get(row)))) {
        writes.delete(key);
      }
    }
  }

  private void put(Keys now, @Nullable Keys old, Batch before, Batch after) {
    boolean primary = now.entries().layout().index().primary();
    int rawColumn = before.columns().size() - 1;
    for (int row = 0; row < after.size(); row++) {
      byte[] key = now.keys().get(row);
      if (key == null) {
        continue;
      }
      Bytes raw = (Bytes) before.columns().get(rawColumn).get(row);
      byte[] kept = primary && raw != null ? raw.array() : null;
      byte[] value = now.entries().layout().value(after.row(row), kept);
      boolean same = old != null && Arrays.equals(key, old.keys().get(row));
      boolean unchanged =
          same
              && !primary
              && Arrays.equals(value, now.entries().layout().value(before.row(row), null));
      if (!unchanged) {
        writes.put(key, value);
      }
    }
  }

  /// Removes rows.
  void delete(Batch rows) {
    for (Keys ofIndex : keys(rows, true)) {
      for (byte[] key : ofIndex.keys()) {
        if (key != null) {
          writes.delete(key);
        }
      }
    }
  }

  /// Returns the keys of one index for rows; null where a row has no entry.
  List<byte @Nullable []> keys(int index, Batch rows) {
    for (Entries entries : indexes) {
      if (entries.layout().index().number() == index) {
        return keys(entries, rows).keys();
      }
    }
    throw new IllegalArgumentException("no index " + index);
  }

  private List<Keys> keys(Batch rows, boolean removing) {
    List<Keys> keys = new ArrayList<>(indexes.size());
    for (Entries entries : indexes) {
      if (removing || !entries.removesOnly()) {
        keys.add(keys(entries, rows));
      }
    }
    return keys;
  }

  private Keys keys(Entries entries, Batch rows) {
    Batch columns = narrowed(rows);
    List<Vector> values =
        entries.expressions().stream().map(e -> e.evaluate(columns, context)).toList();
    Vector has =
        entries.predicate() == null ? null : entries.predicate().evaluate(columns, context);
    List<byte @Nullable []> keys = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      if (has != null && !Boolean.TRUE.equals(has.get(row))) {
        keys.add(null);
        continue;
      }
      @Nullable Object[] expressions = new @Nullable Object[values.size()];
      for (int i = 0; i < expressions.length; i++) {
        expressions[i] = values.get(i).get(row);
      }
      keys.add(entries.layout().key(rows.row(row), expressions));
    }
    return new Keys(entries, keys);
  }

  /// Returns the table's own columns.
  private Batch narrowed(Batch rows) {
    int width = layout.table().columns().size();
    return rows.columns().size() == width
        ? rows
        : new Batch(rows.size(), rows.columns().subList(0, width));
  }

  /// @param old keys that the rows have had; null if they are new
  private void requireAbsent(List<Keys> keys, Batch rows, @Nullable List<Keys> old) {
    List<byte[]> asked = new ArrayList<>();
    List<Runnable> complaints = new ArrayList<>();
    for (Keys ofIndex : keys) {
      EntryLayout entries = ofIndex.entries().layout();
      if (!entries.index().unique()) {
        continue;
      }
      Keys before = old == null ? null : find(old, ofIndex.entries());
      Set<ByteBuffer> seen = new HashSet<>();
      for (int row = 0; row < rows.size(); row++) {
        byte[] key = ofIndex.keys().get(row);
        if (key == null) {
          continue;
        }
        int index = row;
        if (!seen.add(ByteBuffer.wrap(key))) {
          throw duplicate(ofIndex.entries(), rows, index);
        }
        if (before == null || !Arrays.equals(key, before.keys().get(row))) {
          asked.add(key);
          complaints.add(() -> {
            throw duplicate(ofIndex.entries(), rows, index);
          });
        }
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    List<byte @Nullable []> found = writes.get(asked);
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i) != null) {
        complaints.get(i).run();
      }
    }
  }

  private SqlError duplicate(Entries entries, Batch rows, int row) {
    EntryLayout of = entries.layout();
    String name = of.index().name();
    Batch one = narrowed(rows).select(new int[] {row}, 1);
    List<String> names = new ArrayList<>();
    @Nullable Object[] values = new @Nullable Object[of.parts().size()];
    for (int i = 0; i < values.length; i++) {
      EntryLayout.KeyPart part = of.parts().get(i);
      if (part.ordinal() >= 0) {
        names.add(layout.table().columns().get(part.ordinal()).name());
        values[i] = one.columns().get(part.ordinal()).get(0);
      } else {
        names.add(String.valueOf(of.index().parts().get(i).expression()));
        values[i] = entries.expressions().get(part.expression()).evaluate(one, context).get(0);
      }
    }
    List<SqlType> types = of.parts().stream().map(EntryLayout.KeyPart::type).toList();
    return new SqlError(
            SqlState.UNIQUE_VIOLATION,
            "duplicate key value violates unique constraint \"%s\"".formatted(name))
        .about(new SqlError.Subject(schema, layout.table().name(), null, null, name))
        .withDetail("Key " + KeyText.of(names, types, values, context) + " already exists.");
  }

  /// Requires that rows have values where they must, and meet the table's conditions.
  void check(Batch rows) {
    TableDescriptor table = layout.table();
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDescriptor column = table.columns().get(i);
      Vector values = rows.columns().get(i);
      if (column.notNull() && values.nulls() != null) {
        requireNoNull(column, values, rows);
      }
    }
    for (int i = 0; i < checks.size(); i++) {
      BooleanVector met = (BooleanVector) checks.get(i).evaluate(rows, context);
      for (int row = 0; row < rows.size(); row++) {
        if (!met.isNull(row) && !met.values()[row]) {
          throw violated(table.checks().get(i), rows, row);
        }
      }
    }
  }

  private void requireNoNull(ColumnDescriptor column, Vector values, Batch rows) {
    for (int row = 0; row < rows.size(); row++) {
      if (values.isNull(row)) {
        throw new SqlError(
                SqlState.NOT_NULL_VIOLATION,
                "null value in column \"%s\" of relation \"%s\" violates not-null constraint"
                    .formatted(column.name(), layout.table().name()))
            .withDetail(failing(rows, row))
            .about(new SqlError.Subject(schema, layout.table().name(), column.name(), null, null));
      }
    }
  }

  private SqlError violated(CheckDescriptor check, Batch rows, int row) {
    return new SqlError(
            SqlState.CHECK_VIOLATION,
            "new row for relation \"%s\" violates check constraint \"%s\""
                .formatted(layout.table().name(), check.name()))
        .withDetail(failing(rows, row))
        .about(new SqlError.Subject(schema, layout.table().name(), null, null, check.name()));
  }

  private String failing(Batch rows, int row) {
    StringBuilder text = new StringBuilder("Failing row contains (");
    String separator = "";
    for (int i = 0; i < layout.table().columns().size(); i++) {
      ColumnDescriptor column = layout.table().columns().get(i);
      if (column.hidden()) {
        continue;
      }
      Object value = rows.columns().get(i).get(row);
      text.append(separator);
      text.append(
          value == null ? "null" : TextFormats.write(column.sqlType(), value, context.session()));
      separator = ", ";
    }
    return text.append(").").toString();
  }
}
