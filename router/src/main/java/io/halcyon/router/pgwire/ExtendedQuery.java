package io.halcyon.router.pgwire;

import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.engine.Prepared;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.parser.Script;
import io.halcyon.sql.session.Cursor;
import io.halcyon.sql.session.SqlSession;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The extended query protocol of one connection: statements and portals by name. Owned by the
/// connection's thread.
final class ExtendedQuery {
  private final SqlSession session;
  private final WireClient client;
  private final MessageReader reader;
  private final Map<String, Parsed> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();
  private String text = "";

  /// A prepared statement.
  ///
  /// @param statement null if the text has none
  /// @param prepared null for what the session itself runs
  private record Parsed(String sql, @Nullable Statement statement, @Nullable Prepared prepared) {}

  /// A statement with its parameters.
  private static final class Portal {
    final Parsed parsed;
    final @Nullable Object[] parameters;
    final int[] formats;
    @Nullable Cursor cursor;
    boolean over;

    Portal(Parsed parsed, @Nullable Object[] parameters, int[] formats) {
      this.parsed = parsed;
      this.parameters = parameters;
      this.formats = formats;
    }
  }

  ExtendedQuery(SqlSession session, WireClient client, MessageReader reader) {
    this.session = session;
    this.client = client;
    this.reader = reader;
  }

  /// Returns the text of the statement that was last spoken of.
  String text() {
    return text;
  }

  void parse(Message message) {
    String name = message.text();
    String sql = message.text();
    text = sql;
    int count = message.int16();
    List<SqlType> declared = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int oid = message.int32();
      SqlType type = oid == 0 ? Types.UNKNOWN : Types.find(oid);
      if (type == null) {
        throw new SqlError(
            SqlState.UNDEFINED_OBJECT, "type with OID %d does not exist".formatted(oid));
      }
      declared.add(type);
    }
    Script script = SqlSession.parse(sql);
    if (script.parts().size() > 1) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR, "cannot insert multiple commands into a prepared statement");
    }
    if (!name.isEmpty() && statements.containsKey(name)) {
      throw new SqlError(
          SqlState.DUPLICATE_PREPARED_STATEMENT,
          "prepared statement \"%s\" already exists".formatted(name));
    }
    Statement statement = script.parts().isEmpty() ? null : script.statements().getFirst();
    boolean failed = session.state() == SqlSession.State.FAILED;
    Prepared prepared =
        statement == null || (failed && SqlSession.isOwn(statement))
            ? null
            : session.prepare(statement, declared);
    statements.put(name, new Parsed(sql, statement, prepared));
    client.plain('1');
  }

  void bind(Message message) {
    String portal = message.text();
    String name = message.text();
    Parsed parsed = statement(name);
    int[] given = formats(message);
    int count = message.int16();
    List<SqlType> types = parsed.prepared() == null ? List.of() : parsed.prepared().parameters();
    if (count != types.size()) {
      throw new SqlError(
          SqlState.PROTOCOL_VIOLATION,
          "bind message supplies %d parameters, but prepared statement \"%s\" requires %d"
              .formatted(count, name, types.size()));
    }
    @Nullable Object[] parameters = new @Nullable Object[count];
    for (int i = 0; i < count; i++) {
      byte[] bytes = message.value();
      int format = given.length == 0 ? 0 : given.length == 1 ? given[0] : given[i];
      parameters[i] = bytes == null ? null : parameter(types.get(i), bytes, format);
    }
    int[] results = formats(message);
    close(portals.remove(portal));
    portals.put(portal, new Portal(parsed, parameters, results));
    client.plain('2');
  }

  private static int[] formats(Message message) {
    int[] formats = new int[message.int16()];
    for (int i = 0; i < formats.length; i++) {
      formats[i] = message.int16();
      if (formats[i] > 1) {
        throw new SqlError(
            SqlState.INVALID_PARAMETER_VALUE, "unsupported format code: " + formats[i]);
      }
    }
    return formats;
  }

  private Object parameter(SqlType type, byte[] bytes, int format) {
    if (format == 1) {
      return BinaryFormats.read(type, bytes);
    }
    String value = new String(bytes, StandardCharsets.UTF_8);
    return TextFormats.read(type, -1, value, session.context());
  }

  private Parsed statement(String name) {
    Parsed parsed = statements.get(name);
    if (parsed == null) {
      throw new SqlError(
          SqlState.INVALID_SQL_STATEMENT_NAME,
          name.isEmpty()
              ? "unnamed prepared statement does not exist"
              : "prepared statement \"%s\" does not exist".formatted(name));
    }
    text = parsed.sql();
    return parsed;
  }

  private Portal portal(String name) {
    Portal portal = portals.get(name);
    if (portal == null) {
      throw new SqlError(
          SqlState.INVALID_CURSOR_NAME, "portal \"%s\" does not exist".formatted(name));
    }
    text = portal.parsed.sql();
    return portal;
  }

  void describe(Message message) {
    boolean ofStatement = message.int8() == 'S';
    String name = message.text();
    Portal portal = ofStatement ? null : portal(name);
    Parsed parsed = portal == null ? statement(name) : portal.parsed;
    if (ofStatement) {
      client.parameters(parsed.prepared() == null ? List.of() : parsed.prepared().parameters());
    }
    List<OutputColumn> columns = columns(parsed);
    if (columns == null) {
      client.plain('n');
    } else {
      client.describe(columns, portal == null ? new int[0] : portal.formats);
    }
  }

  private @Nullable List<OutputColumn> columns(Parsed parsed) {
    Prepared prepared = parsed.prepared();
    if (prepared != null) {
      return prepared.returnsRows() ? prepared.columns() : null;
    }
    Statement statement = parsed.statement();
    List<OutputColumn> columns = statement == null ? List.of() : session.columnsOfOwn(statement);
    return columns.isEmpty() ? null : columns;
  }

  void execute(Message message) throws IOException {
    String name = message.text();
    int most = message.int32();
    Portal portal = portal(name);
    Statement statement = portal.parsed.statement();
    if (statement == null) {
      client.emptyQuery();
      return;
    }
    client.use(portal.formats, false);
    Prepared prepared = portal.parsed.prepared();
    if (prepared == null) {
      session.runOwn(statement, client);
    } else if (!prepared.returnsRows()
        && session.state() == SqlSession.State.IDLE
        && reader.isNext('S')) {
      // Nothing else belongs to its transaction, so that it may be run again.
      client.done(session.runAlone(prepared, portal.parameters));
    } else {
      try (var _ = session.watch()) {
        run(portal, prepared, most <= 0 ? Long.MAX_VALUE : most);
      }
    }
  }

  private void run(Portal portal, Prepared prepared, long most) {
    Cursor cursor = portal.cursor;
    if (cursor == null) {
      if (portal.over) {
        throw new SqlError(
            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "portal cannot be run anymore");
      }
      cursor = new Cursor(session.open(prepared, portal.parameters));
      portal.cursor = cursor;
    }
    long count = 0;
    while (count < most) {
      Batch batch = cursor.next(most - count);
      if (batch == null) {
        client.done(cursor.tag());
        close(portal);
        return;
      }
      client.rows(cursor.columns(), batch);
      count += batch.size();
    }
    client.plain('s');
  }

  private static void close(@Nullable Portal portal) {
    if (portal != null) {
      portal.over = true;
      Cursor cursor = portal.cursor;
      portal.cursor = null;
      if (cursor != null) {
        cursor.close();
      }
    }
  }

  void close(Message message) {
    boolean ofStatement = message.int8() == 'S';
    String name = message.text();
    if (ofStatement) {
      statements.remove(name);
    } else {
      close(portals.remove(name));
    }
    client.plain('3');
  }

  /// A transaction has ended: its portals have ended with it.
  void transactionEnded() {
    portals.values().forEach(ExtendedQuery::close);
    portals.clear();
  }

  /// All is forgotten (`DISCARD ALL`, `DEALLOCATE ALL`).
  void simpleQueryBegins() {
    close(portals.remove(""));
    statements.remove("");
  }
}
