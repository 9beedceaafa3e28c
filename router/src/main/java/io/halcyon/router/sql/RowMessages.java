package io.halcyon.router.sql;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.halcyon.proto.v1.SqlColumn;
import io.halcyon.proto.v1.SqlColumns;
import io.halcyon.proto.v1.SqlRows;
import io.halcyon.proto.v1.SqlTypeInfo;
import io.halcyon.proto.v1.SqlValues;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Bytes;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes messages of rows: column by column, and small enough to be sent. Used for one batch.
final class RowMessages {
  private static final int MESSAGE_BYTES = 256 << 10;

  /// Less than what clients accept as one message.
  private static final int ROW_BYTES_MAX = 15 << 20;

  private final List<Column> columns = new ArrayList<>();
  private long bytes;
  private int rows;

  /// @param asText whether all values are sent as text
  RowMessages(List<OutputColumn> columns, boolean asText, SessionContext context) {
    for (OutputColumn column : columns) {
      this.columns.add(new Column(column.type(), asText, context));
    }
  }

  static SqlColumns describe(List<OutputColumn> columns) {
    SqlColumns.Builder message = SqlColumns.newBuilder();
    for (OutputColumn column : columns) {
      message.addColumns(
          SqlColumn.newBuilder()
              .setName(column.name())
              .setType(describe(column.type()))
              .setModifier(column.modifier()));
    }
    return message.build();
  }

  static SqlTypeInfo describe(SqlType type) {
    return SqlTypeInfo.newBuilder().setOid(type.oid()).setName(type.displayName()).build();
  }

  /// Gives the rows to `sink`, in as many messages as it takes.
  ///
  /// @throws SqlError if a row is too large to be sent
  void send(Batch batch, Consumer<SqlRows> sink) {
    for (int row = 0; row < batch.size(); row++) {
      long before = bytes;
      for (int i = 0; i < columns.size(); i++) {
        Vector values = batch.columns().get(i);
        bytes += columns.get(i).add(rows, values.isNull(row) ? null : values.get(row));
      }
      if (bytes - before > ROW_BYTES_MAX) {
        throw new SqlError(
                SqlState.PROGRAM_LIMIT_EXCEEDED,
                "a row of %d bytes is larger than a message may be".formatted(bytes - before))
            .withHint("Select less, or use the PostgreSQL protocol.");
      }
      rows++;
      // The next row may be as large as a row can be.
      if (bytes >= MESSAGE_BYTES) {
        flush(sink);
      }
    }
    if (rows > 0) {
      flush(sink);
    }
  }

  private void flush(Consumer<SqlRows> sink) {
    SqlRows.Builder message = SqlRows.newBuilder().setCount(rows);
    columns.forEach(column -> message.addColumns(column.take()));
    rows = 0;
    bytes = 0;
    sink.accept(message.build());
  }

  private enum Kind {
    INTEGERS,
    DOUBLES,
    BOOLEANS,
    BLOBS,
    TEXTS;

    static Kind of(SqlType type) {
      return switch (type.name()) {
        case "int2", "int4", "int8", "oid" -> INTEGERS;
        case "float4", "float8" -> DOUBLES;
        case "bool" -> BOOLEANS;
        case "bytea" -> BLOBS;
        default -> TEXTS;
      };
    }
  }

  /// The values of one column for the message that is being made.
  private static final class Column {
    private final SqlType type;
    private final Kind kind;
    private final SessionContext context;
    private SqlValues.Builder values = SqlValues.newBuilder();
    private final BitSet nulls = new BitSet();

    Column(SqlType type, boolean asText, SessionContext context) {
      this.type = type;
      this.kind = asText ? Kind.TEXTS : Kind.of(type);
      this.context = context;
    }

    /// @return about how many bytes were added
    long add(int row, @Nullable Object value) {
      if (value == null) {
        nulls.set(row);
      }
      return switch (kind) {
        case INTEGERS -> {
          long number = value == null ? 0 : ((Number) value).longValue();
          values.getIntegersBuilder().addValues(number);
          yield Long.BYTES;
        }
        case DOUBLES -> {
          values.getDoublesBuilder().addValues(value == null ? 0 : (Double) value);
          yield Double.BYTES;
        }
        case BOOLEANS -> {
          values.getBooleansBuilder().addValues(value != null && (Boolean) value);
          yield 1;
        }
        case BLOBS -> {
          ByteString blob =
              value == null
                  ? ByteString.EMPTY
                  : UnsafeByteOperations.unsafeWrap(((Bytes) value).array());
          values.getBlobsBuilder().addValues(blob);
          yield blob.size() + 4L;
        }
        case TEXTS -> {
          String text = value == null ? "" : TextFormats.write(type, value, context);
          values.getTextsBuilder().addValues(text);
          yield text.length() * 3L / 2 + 4;
        }
      };
    }

    SqlValues take() {
      SqlValues taken = values.setNulls(ByteString.copyFrom(nulls.toByteArray())).build();
      values = SqlValues.newBuilder();
      nulls.clear();
      return taken;
    }
  }
}
