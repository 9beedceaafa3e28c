package io.halcyon.sql.session;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.SessionStatement;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.engine.Prepared;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.printer.Printer;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs the statements that are about the session itself.
final class SessionStatements {
  private final SqlSession session;
  private final @Nullable Client client;

  /// @param client null if only the columns of results are wanted
  SessionStatements(SqlSession session, @Nullable Client client) {
    this.session = session;
    this.client = client;
  }

  private Client client() {
    return Objects.requireNonNull(client);
  }

  /// Returns the columns of what a statement returns; empty if it returns no rows.
  List<OutputColumn> columns(Statement statement) {
    return switch (statement) {
      case SessionStatement.Show show ->
          show.name() == null
              ? List.of(text("name"), text("setting"), text("description"))
              : List.of(text(canonical(show.name())));
      case SessionStatement.Fetch fetch when !fetch.move() -> {
        Cursor cursor = session.cursors().get(fetch.cursor());
        yield cursor == null ? List.of() : cursor.columns();
      }
      case SessionStatement.Execute execute -> {
        Statement named = session.named().get(execute.name());
        yield named == null || session.state() == SqlSession.State.FAILED
            ? List.of()
            : session.engine().prepare(named, List.of(), session.context()).columns();
      }
      default -> List.of();
    };
  }

  private static OutputColumn text(String name) {
    return new OutputColumn(name, Types.TEXT, -1);
  }

  private String canonical(String name) {
    for (String known : session.settings().all().keySet()) {
      if (known.equalsIgnoreCase(name)) {
        return known;
      }
    }
    return name;
  }

  void run(SessionStatement statement) {
    switch (statement) {
      case SessionStatement.Set set -> set(set);
      case SessionStatement.Reset(_, String name) -> reset(name);
      case SessionStatement.Show show -> show(show);
      case SessionStatement.Prepare prepare -> prepare(prepare);
      case SessionStatement.Execute execute -> execute(execute);
      case SessionStatement.Deallocate(_, String name) -> deallocate(name);
      case SessionStatement.DeclareCursor declare -> declare(declare);
      case SessionStatement.Fetch fetch -> fetch(fetch);
      case SessionStatement.CloseCursor(_, String name) -> close(name);
      case SessionStatement.Discard discard -> discard(discard);
      case SessionStatement.SetConstraints set -> setConstraints(set);
      case SessionStatement.SetFromCurrent set ->
          throw SqlError.unsupported("SET FROM CURRENT", set.at());
      case SessionStatement.Listen listen -> throw SqlError.unsupported("LISTEN", listen.at());
      case SessionStatement.Notify notify -> throw SqlError.unsupported("NOTIFY", notify.at());
      case SessionStatement.Unlisten _ -> client().done("UNLISTEN");
    }
  }

  private void setConstraints(SessionStatement.SetConstraints set) {
    if (session.state() != SqlSession.State.BLOCK) {
      client()
          .notice(
              "WARNING",
              new SqlError(
                  SqlState.NO_ACTIVE_SQL_TRANSACTION,
                  "SET CONSTRAINTS can only be used in transaction blocks"));
    }
    session.beginImplicit();
    session
        .engine()
        .setConstraints(
            set.names().stream().map(QualifiedName::parts).toList(),
            set.deferred(),
            session.context());
    client().done("SET CONSTRAINTS");
  }

  private void set(SessionStatement.Set set) {
    Settings settings = session.settings();
    String name = set.name();
    boolean changed;
    if (set.values().isEmpty()) {
      changed = settings.reset(name);
    } else {
      String value = text(name, set.values());
      changed =
          set.scope() == SessionStatement.Scope.LOCAL
              ? local(name, value)
              : settings.set(name, value);
    }
    if (changed) {
      report(name);
    }
    client().done("SET");
  }

  private boolean local(String name, String value) {
    if (session.state() != SqlSession.State.BLOCK) {
      client()
          .notice(
              "WARNING",
              new SqlError(
                  SqlState.NO_ACTIVE_SQL_TRANSACTION,
                  "SET LOCAL can only be used in transaction blocks"));
      return false;
    }
    return session.settings().setLocal(name, value);
  }

  private void report(String name) {
    for (String reported : Settings.REPORTED) {
      if (reported.equalsIgnoreCase(name)) {
        client().setting(reported, session.settings().get(reported));
      }
    }
  }

  private static String text(String name, List<Option.Value> values) {
    List<String> parts = new ArrayList<>();
    boolean list = name.equalsIgnoreCase("search_path");
    for (Option.Value value : values) {
      String part =
          switch (value) {
            case Option.Word(String word) -> word;
            case Option.Reserved(String word) -> word;
            case Option.Text(String text) -> text;
            case Option.Numeral(String text) -> text;
            case Option.TypeValue(var type) -> type.name().last();
            case Option.ObjectName(var object) -> String.join(".", object.parts());
            case Option.IntervalValue _ -> throw SqlError.unsupported("an interval as a time zone");
            default -> throw SqlError.unsupported("this value of a setting");
          };
      parts.add(
          list && !part.matches("[a-z_][a-z0-9_]*|\"[^\"]*\"|\\s*") && values.size() > 1
              ? "\"" + part + "\""
              : part);
    }
    return String.join(", ", parts);
  }

  private void reset(@Nullable String name) {
    if (name == null) {
      session.settings().resetAll();
      Settings.REPORTED.forEach(this::report);
    } else if (session.settings().reset(name)) {
      report(name);
    }
    client().done("RESET");
  }

  private void show(SessionStatement.Show show) {
    List<List<String>> rows = new ArrayList<>();
    String name = show.name();
    if (name == null) {
      for (Map.Entry<String, String> entry : session.settings().all().entrySet()) {
        rows.add(List.of(entry.getKey(), entry.getValue(), ""));
      }
    } else {
      rows.add(List.of(value(name)));
    }
    List<OutputColumn> columns = columns(show);
    List<Vector> vectors = new ArrayList<>();
    for (int column = 0; column < columns.size(); column++) {
      VectorBuilder builder = new VectorBuilder(Types.TEXT.carrier(), rows.size());
      for (List<String> row : rows) {
        builder.add(row.get(column));
      }
      vectors.add(builder.build());
    }
    client().columns(columns);
    client().rows(columns, new Batch(rows.size(), vectors));
    client().done("SHOW");
  }

  private String value(String name) {
    boolean inBlock = session.state() == SqlSession.State.BLOCK;
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "transaction_isolation" ->
          switch (inBlock
              ? session.mode().isolation()
              : Modes.ofSettings(session.settings()).isolation()) {
            case SERIALIZABLE -> "serializable";
            case SNAPSHOT -> "repeatable read";
            case READ_COMMITTED -> "read committed";
          };
      case "transaction_read_only" -> inBlock && session.mode().readOnly() ? "on" : "off";
      default -> session.settings().get(name);
    };
  }

  private void prepare(SessionStatement.Prepare prepare) {
    if (!prepare.types().isEmpty()) {
      throw SqlError.unsupported("PREPARE with types of parameters", prepare.at());
    }
    if (session.named().putIfAbsent(prepare.name(), prepare.statement()) != null) {
      throw new SqlError(
          SqlState.DUPLICATE_PREPARED_STATEMENT,
          "prepared statement \"%s\" already exists".formatted(prepare.name()));
    }
    client().done("PREPARE");
  }

  private void execute(SessionStatement.Execute execute) {
    Statement statement = session.named().get(execute.name());
    if (statement == null) {
      throw new SqlError(
          SqlState.INVALID_SQL_STATEMENT_NAME,
          "prepared statement \"%s\" does not exist".formatted(execute.name()));
    }
    session.beginImplicit();
    Prepared prepared = session.engine().prepare(statement, List.of(), session.context());
    if (prepared.parameters().size() != execute.arguments().size()) {
      throw new SqlError(
              SqlState.SYNTAX_ERROR,
              "wrong number of parameters for prepared statement \"%s\"".formatted(execute.name()))
          .withDetail(
              "Expected %d parameters but got %d."
                  .formatted(prepared.parameters().size(), execute.arguments().size()));
    }
    @Nullable Object[] parameters = new @Nullable Object[execute.arguments().size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = argument(execute.arguments().get(i), prepared, i);
    }
    try (var rows = session.engine().execute(prepared, parameters, session.context())) {
      long count = 0;
      if (prepared.returnsRows()) {
        client().columns(rows.columns());
        for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
          client().rows(rows.columns(), batch);
          count += batch.size();
        }
      }
      client().done(rows.tag(count));
    }
  }

  /// Works out an argument, by asking for it as a query would.
  private @Nullable Object argument(Expression expression, Prepared prepared, int index) {
    String type = prepared.parameters().get(index).displayName();
    String sql = "SELECT CAST((" + Printer.print(expression) + ") AS " + type + ")";
    Prepared query =
        session
            .engine()
            .prepare(SqlSession.parse(sql).statements().getFirst(), List.of(), session.context());
    try (var rows = session.engine().execute(query, new @Nullable Object[0], session.context())) {
      Batch batch = rows.next();
      return batch == null ? null : batch.columns().getFirst().get(0);
    }
  }

  private void deallocate(@Nullable String name) {
    if (name == null) {
      session.named().clear();
      client().done("DEALLOCATE ALL");
      return;
    }
    if (session.named().remove(name) == null) {
      throw new SqlError(
          SqlState.INVALID_SQL_STATEMENT_NAME,
          "prepared statement \"%s\" does not exist".formatted(name));
    }
    client().done("DEALLOCATE");
  }

  private void declare(SessionStatement.DeclareCursor declare) {
    if (declare.hold()) {
      throw SqlError.unsupported("WITH HOLD", declare.at());
    }
    if (declare.options().contains("SCROLL") || declare.options().contains("BINARY")) {
      throw SqlError.unsupported("a SCROLL or BINARY cursor", declare.at());
    }
    if (session.state() != SqlSession.State.BLOCK) {
      throw new SqlError(
          SqlState.NO_ACTIVE_SQL_TRANSACTION,
          "DECLARE CURSOR can only be used in transaction blocks");
    }
    if (session.cursors().containsKey(declare.name())) {
      throw new SqlError(
          SqlState.DUPLICATE_CURSOR, "cursor \"%s\" already exists".formatted(declare.name()));
    }
    if (declare.query().changesRows()) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED,
          "DECLARE CURSOR must not contain data-modifying statements in WITH");
    }
    Prepared prepared = session.engine().prepare(declare.query(), List.of(), session.context());
    session
        .cursors()
        .put(
            declare.name(),
            new Cursor(
                session.engine().execute(prepared, new @Nullable Object[0], session.context())));
    client().done("DECLARE CURSOR");
  }

  private void fetch(SessionStatement.Fetch fetch) {
    Cursor cursor = session.cursors().get(fetch.cursor());
    if (cursor == null) {
      throw noCursor(fetch.cursor());
    }
    Integer given = fetch.count();
    long most =
        switch (fetch.direction()) {
          case FORWARD -> given == null ? 1 : given;
          case FORWARD_ALL -> Long.MAX_VALUE;
          case RELATIVE -> given != null && given == 1 ? 1 : -1;
          case BACKWARD, ABSOLUTE, BACKWARD_ALL -> -1;
        };
    if (most < 0) {
      throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "cursor can only scan forward")
          .withHint("Only FETCH NEXT, FORWARD n and ALL are supported.");
    }
    if (!fetch.move()) {
      client().columns(cursor.columns());
    }
    long count = 0;
    while (count < most) {
      Batch batch = cursor.next(most - count);
      if (batch == null) {
        break;
      }
      count += batch.size();
      if (!fetch.move()) {
        client().rows(cursor.columns(), batch);
      }
    }
    client().done((fetch.move() ? "MOVE " : "FETCH ") + count);
  }

  private static SqlError noCursor(String name) {
    return new SqlError(
        SqlState.INVALID_CURSOR_NAME, "cursor \"%s\" does not exist".formatted(name));
  }

  private void close(@Nullable String name) {
    if (name == null) {
      session.cursors().values().forEach(Cursor::close);
      session.cursors().clear();
    } else {
      Cursor cursor = session.cursors().remove(name);
      if (cursor == null) {
        throw noCursor(name);
      }
      cursor.close();
    }
    client().done(name == null ? "CLOSE CURSOR ALL" : "CLOSE CURSOR");
  }

  private void discard(SessionStatement.Discard discard) {
    switch (discard.what()) {
      case "ALL" -> {
        if (session.state() != SqlSession.State.IDLE) {
          throw new SqlError(
              SqlState.ACTIVE_SQL_TRANSACTION, "DISCARD ALL cannot run inside a transaction block");
        }
        session.named().clear();
        session.settings().resetAll();
        Settings.REPORTED.forEach(this::report);
      }
      case "PLANS", "TEMP" -> {
        // Plans are not kept for longer than they are right, and there is nothing temporary.
      }
      default -> throw SqlError.unsupported("DISCARD " + discard.what(), discard.at());
    }
    client().done(discard.what().equals("ALL") ? "DISCARD ALL" : "DISCARD " + discard.what());
  }
}
