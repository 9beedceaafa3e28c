package io.halcyon.sql.table;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.access.TableAccess.RowLock;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.sql.storage.StorageTransaction.LockedRows;
import io.halcyon.sql.table.EntryLayout.KeyPart;
import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Bytes;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns entries of an index into the rows that are wanted: decodes the columns that are needed,
/// gets the rows themselves where an entry does not hold them, checks the conditions, locks. Owned
/// by one thread.
final class RowSource implements BatchSource {
  private final StorageTransaction transaction;
  private final TableLayout layout;
  private final EntryLayout index;
  private final EntrySource entries;
  private final TableAccess access;
  private final EvaluationContext context;
  private final boolean fetches;
  private final int width;
  private final boolean raw;
  // By ordinal, where a column is among those that are decoded; -1 for none.
  private final int[] slots;
  private final int[] keySlots;
  private final List<CompiledExpression> conditions;

  RowSource(
      StorageTransaction transaction,
      TableLayout layout,
      EntryLayout index,
      EntrySource entries,
      TableAccess access,
      EvaluationContext context) {
    this.transaction = transaction;
    this.layout = layout;
    this.index = index;
    this.entries = entries;
    this.access = access;
    this.context = context;
    this.width = access.relation().columns().size();
    Set<Integer> needed = StoredTables.needed(access);
    this.raw = needed.contains(layout.table().columns().size());
    this.fetches = !StoredTables.holds(index, needed);
    if (access.lock() != null) {
      layout.rows().parts().forEach(part -> needed.add(part.ordinal()));
    }
    this.slots = new int[layout.table().columns().size()];
    Arrays.setAll(slots, ordinal -> needed.contains(ordinal) ? ordinal : -1);
    this.keySlots = new int[slots.length];
    Arrays.fill(keySlots, -1);
    layout.rows().parts().forEach(part -> keySlots[part.ordinal()] = part.ordinal());
    List<CompiledExpression> compiled = new ArrayList<>();
    for (BoundExpression condition : access.conditions()) {
      compiled.add(CompiledExpression.folded(condition, width, context));
    }
    this.conditions = compiled;
  }

  @Override
  public @Nullable Batch next() {
    while (true) {
      EntrySource.Page page = entries.next();
      if (page == null) {
        return null;
      }
      Batch rows = fetches ? fetched(page) : decoded(index, page.keys(), page.values(), slots);
      for (CompiledExpression condition : conditions) {
        if (rows.size() > 0) {
          rows = condition.filter(rows, context);
        }
      }
      RowLock lock = access.lock();
      if (lock != null && !lock.namedOnly() && !page.locked() && rows.size() > 0) {
        rows = locked(rows, lock);
      }
      if (rows.size() > 0) {
        return projected(rows);
      }
    }
  }

  private Batch projected(Batch rows) {
    List<Vector> columns = new ArrayList<>(access.columns().size());
    for (int ordinal : access.columns()) {
      columns.add(rows.columns().get(ordinal));
    }
    return new Batch(rows.size(), columns);
  }

  /// Returns the rows that entries belong to.
  private Batch fetched(EntrySource.Page page) {
    Batch primary = decoded(index, page.keys(), page.values(), keySlots);
    List<byte[]> keys = primaryKeys(primary);
    List<byte @Nullable []> found = transaction.get(keys);
    List<byte[]> values = new ArrayList<>(keys.size());
    for (byte[] value : found) {
      if (value == null) {
        throw new SqlError(
            SqlState.DATA_CORRUPTED,
            "index \"%s\" has an entry without a row".formatted(index.index().name()));
      }
      values.add(value);
    }
    return decoded(layout.rows(), keys, values, slots);
  }

  private List<byte[]> primaryKeys(Batch rows) {
    List<byte[]> keys = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      @Nullable Object[] values = new @Nullable Object[slots.length];
      for (KeyPart part : layout.rows().parts()) {
        values[part.ordinal()] = rows.columns().get(part.ordinal()).get(row);
      }
      keys.add(layout.rows().key(values, new @Nullable Object[0]));
    }
    return keys;
  }

  /// Returns rows as wide as the relation; columns that are not decoded are NULL.
  private Batch decoded(
      EntryLayout layoutOf, List<byte[]> keys, List<byte[]> values, int[] wanted) {
    int size = keys.size();
    VectorBuilder[] builders = new VectorBuilder[wanted.length];
    for (int ordinal = 0; ordinal < wanted.length; ordinal++) {
      if (wanted[ordinal] >= 0) {
        builders[ordinal] = new VectorBuilder(type(ordinal).carrier(), size);
      }
    }
    for (int row = 0; row < size; row++) {
      layoutOf.read(keys.get(row), values.get(row), wanted, builders, row);
    }
    List<Vector> columns = new ArrayList<>(width);
    for (int ordinal = 0; ordinal < width; ordinal++) {
      if (ordinal < wanted.length && wanted[ordinal] >= 0) {
        columns.add(builders[ordinal].build(size));
      } else if (ordinal == wanted.length && raw && layoutOf.index().primary()) {
        columns.add(stored(values));
      } else {
        Carrier carrier = ordinal < wanted.length ? type(ordinal).carrier() : Carrier.OBJECT;
        columns.add(Vector.repeat(carrier, null, size));
      }
    }
    return new Batch(size, columns);
  }

  private SqlType type(int ordinal) {
    return layout.table().columns().get(ordinal).sqlType();
  }

  private static Vector stored(List<byte[]> values) {
    VectorBuilder builder = new VectorBuilder(Types.BYTEA.carrier(), values.size());
    values.forEach(value -> builder.add(new Bytes(value)));
    return builder.build();
  }

  /// Locks rows. What is read in the transaction is one snapshot, so that a row that has changed
  /// since is a conflict, which the storage reports.
  private Batch locked(Batch rows, RowLock lock) {
    LockedRows taken = transaction.lock(primaryKeys(rows), lock.strength(), lock.policy());
    int[] kept = new int[rows.size()];
    int count = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (!taken.skipped()[row] && taken.values().get(row) != null) {
        kept[count++] = row;
      }
    }
    return count == rows.size() ? rows : rows.select(kept, count);
  }

  @Override
  public void close() {
    // Nothing is held between pages.
  }
}
