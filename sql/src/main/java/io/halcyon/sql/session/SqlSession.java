package io.halcyon.sql.session;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.SessionStatement;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TransactionStatement;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.engine.EngineSession;
import io.halcyon.sql.engine.Prepared;
import io.halcyon.sql.engine.Rows;
import io.halcyon.sql.engine.TransactionMode;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.parser.ParserConfig;
import io.halcyon.sql.parser.Script;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One connection's conversation: statements one after another, in transactions as PostgreSQL has
/// them.
///
/// | state | statement | then |
/// |---|---|---|
/// | idle | any but a control of transactions | a transaction around it: *implicit*, until the message ends |
/// | idle, implicit | `BEGIN` | a *block*, until `COMMIT` or `ROLLBACK` |
/// | implicit | fails | rolled back: idle |
/// | block | fails | *failed*: only `ROLLBACK` (to a savepoint) and `COMMIT` are heard |
///
/// A statement that is a transaction by itself and loses to another is run again, as long as
/// nothing of it has been sent. Owned by the connection's thread, except {@link #cancel}.
public final class SqlSession implements AutoCloseable {
  private static final int RETRIES = 10;
  private static final Parser PARSER = new Parser(ParserConfig.DEFAULT);

  /// How transactions stand.
  public enum State {
    IDLE,
    IMPLICIT,
    BLOCK,
    FAILED
  }

  private final EngineSession engine;
  private final Settings settings;
  private final Identity identity;
  private final RandomGenerator random = Randomness.unseeded();
  private final LongSupplier nowMicros;
  private final Timeouts timeouts;
  private final Map<String, Statement> named = new LinkedHashMap<>();
  private final Map<String, Cursor> cursors = new LinkedHashMap<>();
  private volatile boolean late;
  private State state = State.IDLE;
  private TransactionMode mode = TransactionMode.DEFAULT;
  private long transactionMicros;
  private long statementMicros;

  /// Who is connected.
  public record Identity(String user, String database, int processId) {}

  /// @param nowMicros the time, in microseconds since 2000-01-01 UTC
  public SqlSession(
      EngineSession engine,
      Settings settings,
      Identity identity,
      LongSupplier nowMicros,
      Timeouts timeouts) {
    this.engine = engine;
    this.settings = settings;
    this.identity = identity;
    this.nowMicros = nowMicros;
    this.timeouts = timeouts;
  }

  public State state() {
    return state;
  }

  public Settings settings() {
    return settings;
  }

  /// Makes the statement under way fail, soon. Any thread.
  public void cancel() {
    engine.cancel();
  }

  /// Watches the time of a statement until it is closed.
  public Timeouts.Watch watch() {
    late = false;
    return timeouts.watch(
        Long.parseLong(settings.get("statement_timeout")),
        () -> {
          late = true;
          engine.cancel();
        });
  }

  /// Returns an error as the client is to see it: what was cancelled because it took too long says
  /// so.
  public SqlError explained(SqlError error) {
    return late && error.sqlState().equals(SqlState.QUERY_CANCELED)
        ? new SqlError(SqlState.QUERY_CANCELED, "canceling statement due to statement timeout")
        : error;
  }

  /// Returns the context of the statement under way.
  public SessionContext context() {
    String[] style = settings.get("DateStyle").split(", ");
    return new SessionContext(
        ZoneId.of(settings.get("TimeZone"), ZoneId.SHORT_IDS),
        transactionMicros,
        statementMicros,
        SessionContext.DateOrder.valueOf(style[1]),
        Integer.parseInt(settings.get("extra_float_digits")),
        identity.user(),
        identity.database(),
        searchPath(),
        random,
        new SessionServices() {
          @Override
          public @Nullable String setting(String name) {
            return settings.find(name);
          }

          @Override
          public @Nullable String relationName(long oid) {
            return engine.relationName(oid);
          }

          @Override
          public int processId() {
            return identity.processId();
          }
        });
  }

  private List<String> searchPath() {
    List<String> path = new ArrayList<>();
    for (String part : settings.get("search_path").split(",")) {
      String name = part.strip();
      boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
      String plain = quoted ? name.substring(1, name.length() - 1) : name;
      String meant = plain.equals("$user") ? identity.user() : plain;
      if (!meant.isEmpty()) {
        path.add(meant);
      }
    }
    return path;
  }

  /// Parses a text.
  ///
  /// @throws SqlError if it is not grammatical
  public static Script parse(String sql) {
    try {
      return PARSER.script(sql);
    } catch (SyntaxError e) {
      int offset = e.position() == 0 ? 0 : sql.offsetByCodePoints(0, e.position() - 1);
      SqlError error =
          new SqlError(
              e.sqlState(),
              String.valueOf(e.getMessage()),
              new io.halcyon.sql.ast.Position(offset));
      throw e.hint() == null ? error : error.withHint(e.hint());
    }
  }

  /// Runs the statements of a text, as the simple protocol sends it. When this returns or throws,
  /// no implicit transaction is under way.
  public void query(String sql, Client client) {
    statementBegins();
    try {
      Script script = parse(sql);
      if (script.parts().isEmpty()) {
        client.emptyQuery();
        return;
      }
      boolean alone = script.parts().size() == 1;
      for (int i = 0; i < script.parts().size(); i++) {
        boolean last = i == script.parts().size() - 1;
        run(script.parts().get(i).statement(), client, alone, last);
      }
      endImplicit();
    } catch (SqlError e) {
      failed();
      throw e;
    }
  }

  /// Ends the transaction around the statements since the last one ended.
  public void endImplicit() {
    if (state == State.IMPLICIT) {
      try {
        commit();
      } catch (SqlError e) {
        failed();
        throw e;
      }
    }
  }

  /// A statement has failed.
  public void failed() {
    switch (state) {
      case IMPLICIT -> {
        engine.rollback();
        over(false);
      }
      case BLOCK -> state = State.FAILED;
      case IDLE, FAILED -> {
        // Nothing changes.
      }
    }
  }

  private void statementBegins() {
    statementMicros = nowMicros.getAsLong();
    if (state == State.IDLE) {
      transactionMicros = statementMicros;
    }
  }

  private void run(Statement statement, Client client, boolean alone, boolean last) {
    switch (statement) {
      case TransactionStatement control -> new TransactionStatements(this, client).run(control);
      case SessionStatement ofSession -> {
        requireSound();
        new SessionStatements(this, client).run(ofSession);
      }
      case DataStatement.Copy copy -> {
        requireSound();
        beginImplicit();
        String tag = new Copying(this, client).run(copy);
        if (last) {
          endImplicit();
        }
        client.done(tag);
      }
      default -> {
        requireSound();
        execute(() -> withoutParameters(statement), client, alone && state == State.IDLE, last);
      }
    }
  }

  /// Runs one statement with parameters as a message by itself. When this returns or throws, no
  /// implicit transaction is under way.
  ///
  /// @param parameters returns their values, in the carriers of the types it is given
  public void query(
      KeptStatement statement,
      Function<List<SqlType>, @Nullable Object[]> parameters,
      Client client) {
    statementBegins();
    try {
      requireSound();
      execute(
          () -> {
            Prepared prepared = statement.prepared(engine, context());
            return new Filled(prepared, parameters.apply(prepared.parameters()));
          },
          client,
          state == State.IDLE,
          true);
      endImplicit();
    } catch (SqlError e) {
      failed();
      throw e;
    }
  }

  /// A prepared statement with its parameters' values.
  private record Filled(Prepared prepared, @Nullable Object[] parameters) {}

  private Filled withoutParameters(Statement statement) {
    Prepared prepared = engine.prepare(statement, List.of(), context());
    if (!prepared.parameters().isEmpty()) {
      throw new SqlError(SqlState.UNDEFINED_PARAMETER, "there is no parameter $1");
    }
    return new Filled(prepared, new @Nullable Object[0]);
  }

  /// Runs a statement to its end.
  ///
  /// @param repeatable whether it is a transaction by itself, to be run again if it loses
  private void execute(
      Supplier<Filled> statement, Client client, boolean repeatable, boolean last) {
    for (int attempt = 0; ; attempt++) {
      boolean[] sent = {false};
      try {
        beginImplicit();
        runOnce(statement.get(), client, last, sent);
        return;
      } catch (SqlError e) {
        boolean again =
            repeatable
                && !sent[0]
                && attempt < RETRIES
                && e.sqlState().equals(SqlState.SERIALIZATION_FAILURE);
        if (!again) {
          throw e;
        }
        failed();
        timeouts.pause(attempt);
        transactionMicros = nowMicros.getAsLong();
      }
    }
  }

  private void runOnce(Filled statement, Client client, boolean last, boolean[] sent) {
    Prepared prepared = statement.prepared();
    try (var _ = watch();
        Rows rows = engine.execute(prepared, statement.parameters(), context())) {
      long count = 0;
      if (prepared.returnsRows()) {
        Batch batch = rows.next();
        sent[0] = true;
        client.columns(rows.columns());
        while (batch != null) {
          client.rows(rows.columns(), batch);
          count += batch.size();
          batch = rows.next();
        }
      }
      if (last) {
        endImplicit();
      }
      sent[0] = true;
      client.done(rows.tag(count));
    }
  }

  /// Prepares a statement of the extended protocol; null for those that the session itself runs.
  public @Nullable Prepared prepare(Statement statement, List<SqlType> declared) {
    statementBegins();
    requireSound();
    if (isOwn(statement)) {
      return null;
    }
    return engine.prepare(statement, declared, context());
  }

  /// Returns whether a statement is the session's own, rather than the engine's.
  public static boolean isOwn(Statement statement) {
    return statement instanceof TransactionStatement
        || statement instanceof SessionStatement
        || statement instanceof DataStatement.Copy;
  }

  /// Runs one of the session's own statements for the extended protocol.
  public void runOwn(Statement statement, Client client) {
    statementBegins();
    run(statement, client, false, false);
  }

  /// Returns the columns of what one of the session's own statements returns; empty if it returns
  /// no rows.
  public List<OutputColumn> columnsOfOwn(Statement statement) {
    return new SessionStatements(this, null).columns(statement);
  }

  /// Opens the rows of a prepared statement for the extended protocol.
  public Rows open(Prepared prepared, @Nullable Object[] parameters) {
    statementBegins();
    requireSound();
    beginImplicit();
    return engine.execute(prepared, parameters, context());
  }

  /// Runs a statement that returns no rows as a transaction by itself, again if it loses.
  public String runAlone(Prepared prepared, @Nullable Object[] parameters) {
    for (int attempt = 0; ; attempt++) {
      try (var _ = watch();
          Rows rows = open(prepared, parameters)) {
        endImplicit();
        return rows.tag(0);
      } catch (SqlError e) {
        failed();
        if (attempt >= RETRIES || !e.sqlState().equals(SqlState.SERIALIZATION_FAILURE)) {
          throw e;
        }
        timeouts.pause(attempt);
      }
    }
  }

  void beginImplicit() {
    if (state == State.IDLE) {
      begin(defaultMode(), true);
    }
  }

  void begin(TransactionMode wanted, boolean implicit) {
    mode = wanted;
    engine.begin(wanted, implicit);
    settings.begin();
    state = implicit ? State.IMPLICIT : State.BLOCK;
  }

  void commit() {
    boolean committed = false;
    try {
      engine.commit();
      committed = true;
    } finally {
      over(committed);
    }
  }

  private void over(boolean committed) {
    cursors.values().forEach(Cursor::close);
    cursors.clear();
    settings.end(committed);
    state = State.IDLE;
    mode = TransactionMode.DEFAULT;
  }

  void requireSound() {
    if (state == State.FAILED) {
      throw new SqlError(
          SqlState.IN_FAILED_SQL_TRANSACTION,
          "current transaction is aborted, commands ignored until end of transaction block");
    }
  }

  TransactionMode defaultMode() {
    return Modes.ofSettings(settings);
  }

  TransactionMode mode() {
    return mode;
  }

  /// Makes the transaction under way one of another kind; nothing has been read or written in it.
  void change(TransactionMode wanted) {
    engine.begin(wanted, false);
    mode = wanted;
  }

  /// Makes the implicit transaction, or the failed one, a block.
  void block() {
    state = State.BLOCK;
  }

  /// Ends the transaction without effect.
  void rollback() {
    engine.rollback();
    over(false);
  }

  EngineSession engine() {
    return engine;
  }

  Map<String, Statement> named() {
    return named;
  }

  Map<String, Cursor> cursors() {
    return cursors;
  }

  @Override
  public void close() {
    cursors.values().forEach(Cursor::close);
    engine.close();
  }
}
