package io.halcyon.sql.table;

import io.halcyon.core.key.KeyCodecException;
import io.halcyon.core.key.KeyDecoder;
import io.halcyon.core.key.KeyEncoder;
import io.halcyon.core.key.KeyOrder;
import io.halcyon.core.key.KeyType;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the entries of one index are stored; for the primary index, how rows are.
///
/// Key: `table | index | parts | primary key | trailer`. The columns of the primary key are there
/// unless the index is unique and no part is NULL (or NULLs are not distinct): so two rows have the
/// same key just if they may not both be there. Value: the columns that an entry holds and its key
/// does not give back exactly, as {@link RowCodec} has them.
///
/// Thread-safe.
final class EntryLayout {
  /// A column or expression in a key.
  ///
  /// @param ordinal of the column; -1 for an expression
  /// @param expression its index among the index's expressions; -1 for a column
  record KeyPart(
      int ordinal, int expression, SqlType type, KeyType keyType, KeyOrder order, boolean exact) {}

  private final TableDescriptor table;
  private final IndexDescriptor index;
  private final RowCodec codec;
  private final List<KeyPart> parts;
  private final List<KeyPart> suffix;
  private final boolean[] stored;
  private final boolean[] held;

  EntryLayout(TableDescriptor table, IndexDescriptor index, RowCodec codec) {
    this.table = table;
    this.index = index;
    this.codec = codec;
    this.parts = parts(table, index);
    this.suffix = index.primary() ? List.of() : suffix(table, parts);
    this.stored = new boolean[table.columns().size()];
    this.held = new boolean[stored.length];
    hold();
  }

  private static List<KeyPart> parts(TableDescriptor table, IndexDescriptor index) {
    List<KeyPart> parts = new ArrayList<>();
    int expressions = 0;
    for (IndexDescriptor.Part part : index.parts()) {
      boolean expression = part.expression() != null;
      int ordinal = expression ? -1 : table.ordinal(part.column());
      SqlType type = expression ? Types.byOid(part.type()) : table.columns().get(ordinal).sqlType();
      parts.add(
          new KeyPart(
              ordinal,
              expression ? expressions++ : -1,
              type,
              KeyColumns.keyType(type),
              part.order(),
              KeyColumns.exact(type)));
    }
    return List.copyOf(parts);
  }

  /// The columns of the primary key that no part is.
  private static List<KeyPart> suffix(TableDescriptor table, List<KeyPart> parts) {
    List<KeyPart> suffix = new ArrayList<>();
    for (KeyPart primary : parts(table, table.primary())) {
      if (parts.stream().noneMatch(part -> part.ordinal() == primary.ordinal())) {
        suffix.add(primary);
      }
    }
    return List.copyOf(suffix);
  }

  private void hold() {
    if (index.primary()) {
      for (int i = 0; i < stored.length; i++) {
        held[i] = true;
        stored[i] = true;
      }
    }
    for (KeyPart part : parts) {
      if (part.ordinal() >= 0) {
        held[part.ordinal()] = true;
        stored[part.ordinal()] = !part.exact();
      }
    }
    for (KeyPart part : suffix) {
      held[part.ordinal()] = true;
      stored[part.ordinal()] = index.unique() || !part.exact();
    }
    for (int column : index.include()) {
      int ordinal = table.ordinal(column);
      if (!held[ordinal]) {
        held[ordinal] = true;
        stored[ordinal] = true;
      }
    }
  }

  IndexDescriptor index() {
    return index;
  }

  TableDescriptor table() {
    return table;
  }

  List<KeyPart> parts() {
    return parts;
  }

  /// Returns whether entries hold a column of the table, by ordinal.
  boolean holds(int ordinal) {
    return held[ordinal];
  }

  /// Returns the beginning of all keys.
  KeyEncoder prefix() {
    return new KeyEncoder().tablePrefix(table.storage(), index.number());
  }

  /// Returns the key of a row's entry.
  ///
  /// @param row all columns of the table
  /// @param expressions values of the index's expressions for the row
  byte[] key(@Nullable Object[] row, @Nullable Object[] expressions) {
    KeyEncoder key = prefix();
    int partStart = 0;
    int partEnd = 0;
    boolean anyNull = false;
    try {
      int start = key.length();
      for (int i = 0; i < parts.size(); i++) {
        KeyPart part = parts.get(i);
        if (i == index.partFrom()) {
          partStart = key.length() - start;
        }
        Object value = part.ordinal() >= 0 ? row[part.ordinal()] : expressions[part.expression()];
        anyNull |= value == null;
        append(key, part, value);
        if (i == index.partFrom() + index.partCount() - 1) {
          partEnd = key.length() - start;
        }
      }
      if (!index.unique() || (anyNull && !index.nullsNotDistinct())) {
        for (KeyPart part : suffix) {
          append(key, part, row[part.ordinal()]);
        }
      }
      return key.distributedBy(partStart, partEnd - partStart).toBytes();
    } catch (KeyCodecException e) {
      throw tooLarge(e);
    }
  }

  static void append(KeyEncoder key, KeyPart part, @Nullable Object value) {
    key.append(
        part.keyType(), value == null ? null : KeyColumns.toKey(part.type(), value), part.order());
  }

  private SqlError tooLarge(KeyCodecException cause) {
    return switch (cause.reason()) {
      case UNSUPPORTED_TYPE -> SqlError.unsupported(cause.getMessage() + " of an index");
      case TOO_LONG, OUT_OF_RANGE, MALFORMED ->
          new SqlError(
                  SqlState.PROGRAM_LIMIT_EXCEEDED,
                  "index row of index \"%s\" is too large".formatted(index.name()))
              .withDetail(String.valueOf(cause.getMessage()));
    };
  }

  /// Returns the value of a row's entry.
  ///
  /// @param before the value that it takes the place of; null if there is none
  byte[] value(@Nullable Object[] row, byte @Nullable [] before) {
    return codec.encode(row, stored, before);
  }

  /// Reads columns of an entry into one row of vectors.
  ///
  /// @param slots by ordinal of the table, which of `out` a column goes to; -1 for none. Only
  ///   columns that entries hold
  void read(byte[] key, byte[] value, int[] slots, VectorBuilder[] out, int row) {
    try {
      codec.decode(value, slots, stored, out, row);
      readKey(key, slots, out, row);
    } catch (KeyCodecException e) {
      throw new SqlError(
          SqlState.DATA_CORRUPTED,
          "a key of index \"%s\" is damaged: %s".formatted(index.name(), e.getMessage()));
    }
  }

  private void readKey(byte[] key, int[] slots, VectorBuilder[] out, int row) {
    int last = lastWanted(parts, slots);
    int lastOfSuffix = index.unique() ? -1 : lastWanted(suffix, slots);
    if (last < 0 && lastOfSuffix < 0) {
      return;
    }
    KeyDecoder decoder = new KeyDecoder(key);
    decoder.tablePrefix(index.number());
    read(decoder, parts, lastOfSuffix >= 0 ? parts.size() - 1 : last, slots, out, row);
    read(decoder, suffix, lastOfSuffix, slots, out, row);
  }

  private void read(
      KeyDecoder decoder,
      List<KeyPart> columns,
      int last,
      int[] slots,
      VectorBuilder[] out,
      int row) {
    for (int i = 0; i <= last; i++) {
      KeyPart part = columns.get(i);
      Object value = decoder.next(part.keyType(), part.order());
      if (fromKey(part) && slots[part.ordinal()] >= 0) {
        out[slots[part.ordinal()]].set(row, value == null ? null : KeyColumns.fromKey(value));
      }
    }
  }

  private boolean fromKey(KeyPart part) {
    return part.ordinal() >= 0 && !stored[part.ordinal()];
  }

  private int lastWanted(List<KeyPart> columns, int[] slots) {
    for (int i = columns.size() - 1; i >= 0; i--) {
      KeyPart part = columns.get(i);
      if (fromKey(part) && slots[part.ordinal()] >= 0) {
        return i;
      }
    }
    return -1;
  }
}
