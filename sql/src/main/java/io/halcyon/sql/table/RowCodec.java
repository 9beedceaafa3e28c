package io.halcyon.sql.table;

import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.VectorBuilder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Columns as the value of a stored row or index entry.
///
/// Layout: `format 01 | fields`, in ascending order of column ids. A field: varint of `(id - id of
/// the field before) << 3 | kind`, then by kind:
///
/// | kind | payload |
/// |---|---|
/// | 0 | none: NULL, in a column whose missing value is another |
/// | 1 | zigzag varint |
/// | 2 | 8 bytes, a double |
/// | 3, 4 | none: false, true |
/// | 5 | varint of a length, and bytes as {@link ValueCodec} makes them |
///
/// A column without a field is NULL, or has the value that rows are given which were stored before
/// it was added. Fields of unknown columns can be skipped; those of columns that are newer than
/// this version of the table are kept when a row is written again. So a column can be added and
/// dropped without touching rows.
///
/// Thread-safe.
final class RowCodec {
  private static final int FORMAT = 1;
  private static final int NULL = 0;
  private static final int INTEGER = 1;
  private static final int DOUBLE = 2;
  private static final int FALSE = 3;
  private static final int TRUE = 4;
  private static final int BYTES = 5;

  private final List<ColumnDescriptor> columns;
  private final SqlType[] types;
  private final @Nullable Object[] missing;
  // by column id; -1 where there is none
  private final int[] ordinals;
  // ordinals by ascending id
  private final int[] byId;
  private final int nextColumn;

  /// @param missing the value of rows that were stored before each column was added
  RowCodec(TableDescriptor table, @Nullable Object[] missing) {
    this.columns = table.columns();
    this.missing = missing.clone();
    this.nextColumn = table.nextColumn();
    this.types = columns.stream().map(ColumnDescriptor::sqlType).toArray(SqlType[]::new);
    this.ordinals = new int[nextColumn];
    Arrays.fill(ordinals, -1);
    for (int i = 0; i < columns.size(); i++) {
      ordinals[columns.get(i).id()] = i;
    }
    this.byId = Arrays.stream(ordinals).filter(ordinal -> ordinal >= 0).toArray();
  }

  /// Returns the value of a row or entry.
  ///
  /// @param row all columns of the table
  /// @param stored which of them are stored
  /// @param before the value that it takes the place of; null if there is none
  byte[] encode(@Nullable Object[] row, boolean[] stored, byte @Nullable [] before) {
    ByteSink out = new ByteSink();
    out.octet(FORMAT);
    int last = 0;
    for (int ordinal : byId) {
      if (stored[ordinal]) {
        last = field(ordinal, row[ordinal], last, out);
      }
    }
    if (before != null) {
      keepNewer(before, last, out);
    }
    return out.toBytes();
  }

  /// @return the id of the last field that was written
  private int field(int ordinal, @Nullable Object value, int last, ByteSink out) {
    int id = columns.get(ordinal).id();
    long delta = (long) (id - last) << 3;
    switch (value) {
      case null -> {
        if (missing[ordinal] == null) {
          return last;
        }
        out.unsigned(delta | NULL);
      }
      case Integer number -> {
        out.unsigned(delta | INTEGER);
        out.signed(number);
      }
      case Long number -> {
        out.unsigned(delta | INTEGER);
        out.signed(number);
      }
      case Double number -> {
        out.unsigned(delta | DOUBLE);
        out.fixed64(Double.doubleToRawLongBits(number));
      }
      case Boolean truth -> out.unsigned(delta | (truth ? TRUE : FALSE));
      default -> {
        out.unsigned(delta | BYTES);
        ByteSink bytes = new ByteSink();
        ValueCodec.write(types[ordinal], value, bytes);
        out.unsigned(bytes.length());
        out.append(bytes);
      }
    }
    return id;
  }

  private void keepNewer(byte[] before, int last, ByteSink out) {
    ByteSource in = open(before);
    int written = last;
    int id = 0;
    while (in.remaining() > 0) {
      long head = in.unsigned();
      id += (int) (head >>> 3);
      int kind = (int) head & 7;
      int from = in.remaining();
      ByteSource start = in.copy();
      skip(kind, in);
      if (id >= nextColumn) {
        out.unsigned((long) (id - written) << 3 | kind);
        out.bytes(start.slice(from - in.remaining()).rest());
        written = id;
      }
    }
  }

  private static ByteSource open(byte[] value) {
    ByteSource in = new ByteSource(value);
    if (in.octet() != FORMAT) {
      throw ValueCodec.corrupted("row");
    }
    return in;
  }

  /// Reads columns into the next row of vectors.
  ///
  /// @param slots by ordinal of the table, which of `out` the column goes to; -1 for none
  /// @param stored which columns the value has; others are left alone
  /// @param row of the vectors
  void decode(byte[] value, int[] slots, boolean[] stored, VectorBuilder[] out, int row) {
    ByteSource in = open(value);
    int id = 0;
    long seen = 0;
    while (in.remaining() > 0) {
      long head = in.unsigned();
      id += (int) (head >>> 3);
      int kind = (int) head & 7;
      int ordinal = id < nextColumn ? ordinals[id] : -1;
      int slot = ordinal < 0 ? -1 : slots[ordinal];
      if (slot < 0) {
        skip(kind, in);
      } else {
        out[slot].set(row, value(kind, types[ordinal], in));
        if (slot < Long.SIZE) {
          seen |= 1L << slot;
        }
      }
    }
    absent(slots, stored, out, row, seen, value);
  }

  /// Fills in the columns that have no field.
  private void absent(
      int[] slots, boolean[] stored, VectorBuilder[] out, int row, long seen, byte[] value) {
    for (int ordinal = 0; ordinal < slots.length; ordinal++) {
      int slot = slots[ordinal];
      if (slot < 0 || !stored[ordinal]) {
        continue;
      }
      boolean found =
          slot < Long.SIZE ? (seen >>> slot & 1) != 0 : hasField(columns.get(ordinal).id(), value);
      if (!found) {
        out[slot].set(row, missing[ordinal]);
      }
    }
  }

  private static boolean hasField(int wanted, byte[] value) {
    ByteSource in = open(value);
    int id = 0;
    while (in.remaining() > 0) {
      long head = in.unsigned();
      id += (int) (head >>> 3);
      if (id >= wanted) {
        return id == wanted;
      }
      skip((int) head & 7, in);
    }
    return false;
  }

  private static @Nullable Object value(int kind, SqlType type, ByteSource in) {
    return switch (kind) {
      case NULL -> null;
      case INTEGER ->
          switch (type.carrier()) {
            case INT -> (int) in.signed();
            case LONG -> in.signed();
            case BOOLEAN, DOUBLE, OBJECT -> throw ValueCodec.corrupted("row");
          };
      case DOUBLE -> Double.longBitsToDouble(in.fixed64());
      case FALSE -> false;
      case TRUE -> true;
      case BYTES -> ValueCodec.read(type, in.slice((int) in.unsigned()));
      default -> throw ValueCodec.corrupted("row");
    };
  }

  private static void skip(int kind, ByteSource in) {
    switch (kind) {
      case NULL, FALSE, TRUE -> {
        // Nothing follows.
      }
      case INTEGER -> in.unsigned();
      case DOUBLE -> in.skip(Double.BYTES);
      case BYTES -> in.skip((int) in.unsigned());
      default -> throw ValueCodec.corrupted("row");
    }
  }
}
