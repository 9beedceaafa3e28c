package io.halcyon.router.pgwire;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.Client;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a session returns, as messages to the client. Owned by the connection's thread.
final class WireClient implements Client {
  private final MessageReader reader;
  private final MessageWriter writer;
  private final Supplier<SessionContext> context;
  private boolean describes = true;
  private int[] formats = new int[0];
  private boolean skipsToSync;

  WireClient(MessageReader reader, MessageWriter writer, Supplier<SessionContext> context) {
    this.reader = reader;
    this.writer = writer;
    this.context = context;
  }

  /// Sets in which formats rows are sent, and whether they are described before.
  ///
  /// @param columnFormats none for text, one for all columns, or one for each: 0 text, 1 binary
  void use(int[] columnFormats, boolean describesRows) {
    formats = columnFormats;
    describes = describesRows;
  }

  @Override
  public void columns(List<OutputColumn> columns) {
    if (describes) {
      describe(columns, formats);
    }
  }

  void describe(List<OutputColumn> columns, int[] columnFormats) {
    writer.begin('T').int16(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      OutputColumn column = columns.get(i);
      SqlType type = column.type();
      writer
          .text(column.name())
          .int32(0)
          .int16(0)
          .int32(type.oid())
          .int16(type.length())
          .int32(column.modifier())
          .int16(format(columnFormats, i));
    }
    writer.end();
  }

  private static int format(int[] formats, int column) {
    return switch (formats.length) {
      case 0 -> 0;
      case 1 -> formats[0];
      default -> column < formats.length ? formats[column] : 0;
    };
  }

  @Override
  public void rows(List<OutputColumn> columns, Batch rows) {
    SessionContext session = context.get();
    for (int row = 0; row < rows.size(); row++) {
      writer.begin('D').int16(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        Vector column = rows.columns().get(i);
        Object value = column.isNull(row) ? null : column.get(row);
        if (value == null) {
          writer.int32(-1);
          continue;
        }
        SqlType type = columns.get(i).type();
        byte[] bytes =
            format(formats, i) == 1
                ? BinaryFormats.write(type, value)
                : TextFormats.write(type, value, session).getBytes(StandardCharsets.UTF_8);
        writer.int32(bytes.length).bytes(bytes);
      }
      writer.end();
    }
  }

  @Override
  public void done(String tag) {
    writer.begin('C').text(tag).end();
  }

  @Override
  public void emptyQuery() {
    writer.begin('I').end();
  }

  @Override
  public void notice(String severity, SqlError notice) {
    report('N', severity, notice, "");
  }

  /// Sends an error.
  ///
  /// @param sql the text that its position is in
  void error(String severity, SqlError error, String sql) {
    report('E', severity, error, sql);
  }

  private void report(char type, String severity, SqlError error, String sql) {
    writer.begin(type);
    field('S', severity);
    field('V', severity);
    field('C', error.sqlState());
    field('M', error.message());
    field('D', error.detail());
    field('H', error.hint());
    int position = error.position(sql);
    field('P', position == 0 || sql.isEmpty() ? null : Integer.toString(position));
    SqlError.Subject subject = error.subject();
    if (subject != null) {
      field('s', subject.schema());
      field('t', subject.table());
      field('c', subject.column());
      field('d', subject.dataType());
      field('n', subject.constraint());
    }
    writer.int8(0).end();
  }

  private void field(char name, @Nullable String value) {
    if (value != null) {
      writer.int8(name).text(value.replace('\0', ' '));
    }
  }

  @Override
  public void setting(String name, String value) {
    writer.begin('S').text(name).text(value).end();
  }

  @Override
  public void copyIn(int columns) {
    copyFormats('G', columns);
    writer.flush();
  }

  private void copyFormats(char type, int columns) {
    writer.begin(type).int8(0).int16(columns);
    for (int i = 0; i < columns; i++) {
      writer.int16(0);
    }
    writer.end();
  }

  @Override
  public byte @Nullable [] copyData() {
    while (true) {
      Message message = read();
      switch (message.type()) {
        case 'd' -> {
          return message.rest();
        }
        case 'c' -> {
          return null;
        }
        case 'f' ->
            throw new SqlError(
                SqlState.QUERY_CANCELED, "COPY from stdin failed: " + message.text());
        case 'H', 'S' -> {
          // Allowed, and without meaning here.
        }
        default ->
            throw new SqlError(
                SqlState.PROTOCOL_VIOLATION,
                "unexpected message type 0x%02X during COPY from stdin"
                    .formatted((int) message.type()));
      }
    }
  }

  private Message read() {
    try {
      Message message = reader.next();
      if (message == null) {
        throw new ClientGone(new java.io.EOFException());
      }
      return message;
    } catch (IOException e) {
      throw new ClientGone(e);
    }
  }

  @Override
  public void copyOut(int columns) {
    copyFormats('H', columns);
  }

  @Override
  public void copyData(byte[] bytes) {
    writer.begin('d').bytes(bytes).end();
  }

  @Override
  public void copyDone() {
    writer.begin('c').end();
  }

  /// Sends the types of parameters.
  void parameters(List<SqlType> types) {
    writer.begin('t').int16(types.size());
    types.forEach(type -> writer.int32(type.equals(Types.UNKNOWN) ? 0 : type.oid()));
    writer.end();
  }

  /// Sends a message without a body.
  void plain(char type) {
    writer.begin(type).end();
  }

  /// Ends an answer.
  void ready(char state) {
    writer.begin('Z').int8(state).end();
    writer.flush();
  }

  void flush() {
    writer.flush();
  }

  boolean skipsToSync() {
    return skipsToSync;
  }

  void skipToSync(boolean value) {
    skipsToSync = value;
  }
}
