package io.halcyon.sql.engine;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.MaintenanceStatement;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.RefusedStatement;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.bind.BoundChange.Target;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.bind.ChangeBinder;
import io.halcyon.sql.bind.QueryBinder;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.catalog.CatalogView;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.execute.MemoryBudget;
import io.halcyon.sql.plan.PlanRecorder;
import io.halcyon.sql.schema.ReadTables;
import io.halcyon.sql.schema.Schema;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.system.SystemTables;
import io.halcyon.sql.type.SqlType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs the statements of one connection over stored tables.
final class StoredSession implements EngineSession {
  private final StoredEngine engine;
  private TransactionMode mode = TransactionMode.DEFAULT;
  private boolean begun;
  private boolean implicit;
  private volatile @Nullable EngineTransaction transaction;
  private volatile @Nullable SchemaChange change;
  private volatile boolean cancelled;
  private final StoredServices services;
  private @Nullable SessionContext last;

  StoredSession(StoredEngine engine) {
    this.engine = engine;
    this.services = new StoredServices(engine);
  }

  @Override
  public Prepared prepare(Statement statement, List<SqlType> declared, SessionContext context) {
    return guarded(() -> {
      if (begun) {
        return prepareUpToDate(statement, declared, context, transaction());
      }
      EngineTransaction look = engine.begin(TransactionMode.LOOK);
      try {
        return prepareUpToDate(statement, declared, context, look);
      } catch (SqlError e) {
        if (!e.sqlState().equals(SqlState.SERIALIZATION_FAILURE)) {
          throw e;
        }
      } finally {
        look.storage().rollback();
      }
      EngineTransaction again = engine.beginWithoutLease(TransactionMode.LOOK);
      try {
        return prepare(statement, declared, context, again);
      } finally {
        again.storage().rollback();
      }
    });
  }

  /// What fails may fail for want of what has come meanwhile.
  private PreparedStatement prepareUpToDate(
      Statement statement, List<SqlType> declared, SessionContext above, EngineTransaction within) {
    try {
      return prepare(statement, declared, above, within);
    } catch (SqlError e) {
      within.confirmUnlessRead();
      throw e;
    }
  }

  private PreparedStatement prepare(
      Statement statement, List<SqlType> declared, SessionContext above, EngineTransaction within) {
    SessionContext context = served(above, within);
    Function<RelationDescriptor, Target> targets = relation -> Targets.of(relation, within);
    return switch (statement) {
      case Query query -> {
        QueryBinder.Bound bound =
            QueryBinder.prepare(query, within.view(context), targets, context, declared);
        yield new PreparedStatement(
            statement,
            declared,
            within.snapshot(),
            context.searchPath(),
            bound.parameters(),
            bound.query().columns(),
            true,
            new PreparedStatement.OfQuery(bound.query(), bound.changes()));
      }
      case DataStatement.Truncate _, DataStatement.Lock _ -> schema(statement, declared, within);
      case MaintenanceStatement.Vacuum vacuum when analyzes(vacuum) ->
          withoutRows(statement, declared, within, new PreparedStatement.OfAnalyze(vacuum));
      case DataStatement change -> {
        ChangeBinder.Bound bound =
            ChangeBinder.prepare(change, within.view(context), targets, context, declared);
        yield new PreparedStatement(
            statement,
            declared,
            within.snapshot(),
            context.searchPath(),
            bound.parameters(),
            bound.change().returning().columns(),
            bound.change().returning().given(),
            new PreparedStatement.OfChange(bound.change(), bound.beside()));
      }
      case TableStatement.CreateTableAs as when as.source() instanceof Query query -> {
        QueryBinder.Bound bound =
            QueryBinder.prepare(query, within.view(context), targets, context, declared);
        yield new PreparedStatement(
            statement,
            declared,
            within.snapshot(),
            context.searchPath(),
            bound.parameters(),
            List.of(),
            false,
            new PreparedStatement.OfTableAs(as, bound.query(), bound.changes()));
      }
      case MaintenanceStatement.Explain explain -> {
        Explainer.Options options = Explainer.Options.of(explain);
        PreparedStatement explained = prepare(explain.statement(), declared, context, within);
        yield new PreparedStatement(
            statement,
            declared,
            within.snapshot(),
            context.searchPath(),
            explained.parameters(),
            options.columns(),
            true,
            new PreparedStatement.OfExplain(explained, options));
      }
      case TableStatement _, ObjectStatement _, MaintenanceStatement _ ->
          schema(statement, declared, within);
      case RefusedStatement refused ->
          throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, refused.refusal());
      default ->
          throw SqlError.unsupported(
              statement
                  .getClass()
                  .getSimpleName()
                  .replaceAll("(?<!^)([A-Z])", " $1")
                  .toUpperCase(java.util.Locale.ROOT));
    };
  }

  /// Returns a session's context with what functions may ask of this engine.
  private SessionContext served(SessionContext above, EngineTransaction within) {
    if (above.services() != services) {
      services.within(above.services(), within.view(above), within::confirmUnlessRead);
      return above.with(services);
    }
    return above;
  }

  private static boolean analyzes(MaintenanceStatement.Vacuum vacuum) {
    return vacuum.analyze()
        || vacuum.options().stream().anyMatch(option -> option.name().equals("analyze"));
  }

  private static PreparedStatement schema(
      Statement statement, List<SqlType> declared, EngineTransaction within) {
    return withoutRows(statement, declared, within, new PreparedStatement.OfSchema(statement));
  }

  private static PreparedStatement withoutRows(
      Statement statement,
      List<SqlType> declared,
      EngineTransaction within,
      PreparedStatement.Meaning meaning) {
    return new PreparedStatement(
        statement, declared, within.snapshot(), List.of(), List.of(), List.of(), false, meaning);
  }

  @Override
  public Rows execute(Prepared prepared, @Nullable Object[] parameters, SessionContext above) {
    return guarded(() -> {
      PreparedStatement given = (PreparedStatement) prepared;
      makeRoom(given, above);
      EngineTransaction now = transaction();
      SessionContext context = served(above, now);
      last = context;
      PreparedStatement statement =
          given.fits(now.snapshot(), context.searchPath()) ? given : anew(given, now, context);
      if (parameters.length < statement.parameters().size()) {
        throw new SqlError(
            SqlState.PROTOCOL_VIOLATION,
            "bind message supplies %d parameters, but prepared statement requires %d"
                .formatted(parameters.length, statement.parameters().size()));
      }
      return run(statement, parameters, now, context);
    });
  }

  @Override
  public boolean isCurrent(Prepared prepared, SessionContext context) {
    return guarded(
        () -> ((PreparedStatement) prepared).fits(transaction().snapshot(), context.searchPath()));
  }

  private PreparedStatement anew(
      PreparedStatement given, EngineTransaction now, SessionContext context) {
    PreparedStatement made = prepare(given.statement(), given.parameters(), context, now);
    if (!types(made.columns()).equals(types(given.columns()))) {
      throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cached plan must not change result type");
    }
    return made;
  }

  private static List<SqlType> types(List<OutputColumn> columns) {
    return columns.stream().map(OutputColumn::type).toList();
  }

  private Rows run(
      PreparedStatement statement,
      @Nullable Object[] parameters,
      EngineTransaction now,
      SessionContext context) {
    PlanRecorder recorder =
        statement.meaning() instanceof PreparedStatement.OfExplain
            ? new PlanRecorder(engine.clock()::monotonicNanos)
            : null;
    Executor executor =
        new Executor(
            new SystemTables(now.tables(), now::confirmedSnapshot),
            new MemoryBudget(engine.config().statementBytesMax()),
            recorder,
            () -> cancelled);
    List<@Nullable Object> values = new ArrayList<>();
    for (Object parameter : parameters) {
      values.add(parameter);
    }
    EvaluationContext evaluation = new EvaluationContext(context, values, executor, List.of());
    return switch (statement.meaning()) {
      case PreparedStatement.OfQuery(var query, var changes) when !changes.isEmpty() -> {
        WriteAccess.require(now, statement.statement());
        yield new ChangingStatement(now, executor, evaluation, changes).run(query);
      }
      case PreparedStatement.OfQuery(var query, _) ->
          new GuardedRows(this, new QueryRows(query.columns(), executor.open(query, evaluation)));
      case PreparedStatement.OfChange(var change, var beside) -> {
        WriteAccess.require(now, statement.statement());
        yield new ChangingStatement(now, executor, evaluation, beside).run(change);
      }
      case PreparedStatement.OfExplain(var explained, var options) ->
          new ExplainRunner(
                  now, executor, evaluation, Objects.requireNonNull(recorder), engine.clock())
              .run(explained, options);
      case PreparedStatement.OfTableAs(var as, var query, var changes) -> {
        WriteAccess.require(now, statement.statement());
        now.changesSchema();
        ChangingStatement rows = new ChangingStatement(now, executor, evaluation, changes);
        yield new Schema(now, context, engine.storage())
            .createTableAs(as, query, rows.open(query), evaluation);
      }
      case PreparedStatement.OfAnalyze(var analyze) ->
          new AnalyzeRunner(engine, now, context, () -> cancelled).run(analyze);
      case PreparedStatement.OfSchema(var schema) -> {
        WriteAccess.require(now, statement.statement());
        now.changesSchema();
        yield Outcome.of(new Schema(now, context, engine.storage()).run(schema, implicit));
      }
    };
  }

  @Override
  public RowSink insertInto(List<String> table, List<String> columns, SessionContext above) {
    return guarded(() -> {
      EngineTransaction now = transaction();
      SessionContext context = served(above, now);
      last = context;
      return new GuardedSink(this, TableSink.open(now, table, columns, context, engine.config()));
    });
  }

  @Override
  public void begin(TransactionMode newMode, boolean isImplicit) {
    mode = newMode;
    implicit = isImplicit;
    begun = true;
    cancelled = false;
  }

  private EngineTransaction transaction() {
    EngineTransaction now = transaction;
    if (now == null) {
      now = engine.begin(mode);
      // A statement that is a transaction by itself is run again by the session if it loses.
      now.tables().lockNamed(!implicit);
      transaction = now;
      if (cancelled) {
        now.storage().cancel();
      }
    }
    return now;
  }

  @Override
  public void commit() {
    EngineTransaction now = transaction;
    List<Runnable> after =
        guarded(() -> {
          try {
            if (now == null) {
              return List.of();
            }
            SessionContext context = last;
            if (context != null) {
              now.changes()
                  .committing(
                      new EvaluationContext(
                          context, List.of(), Executor.withoutTables(), List.of()));
            }
            if (now.edit().changed()) {
              SchemaChange making = change == null ? engine.schemaChange() : change;
              change = making;
              now.edit().write(now.storage());
              making.keepLeasesAway(now.age());
              now.storage().commit(making.notAfter());
            } else {
              changesNoSchema();
              now.passGates();
              now.storage().commit();
            }
            return now.afterCommit();
          } finally {
            over();
          }
        });
    // The transaction is over: what remains are steps of schema changes, each of its own.
    for (Runnable action : after) {
      guarded(() -> {
        action.run();
        return true;
      });
    }
  }

  private void over() {
    EngineTransaction now = transaction;
    transaction = null;
    begun = false;
    try {
      if (now != null) {
        now.storage().rollback();
      }
    } finally {
      changesNoSchema();
    }
  }

  private void changesNoSchema() {
    SchemaChange making = change;
    change = null;
    if (making != null) {
      making.close();
    }
  }

  /// Makes room for a change of the schema, if nothing was done yet that would be of an older
  /// snapshot.
  private void makeRoom(PreparedStatement prepared, SessionContext context) {
    boolean first = transaction == null && change == null && !mode.readOnly();
    if (!first || !(prepared.meaning() instanceof PreparedStatement.OfSchema(var statement))) {
      return;
    }
    List<List<String>> names = ReadTables.of(statement);
    if (!names.isEmpty()) {
      SchemaChange making = engine.schemaChange();
      change = making;
      making.keepLeasesAway(Duration.ZERO);
      making.keepWritersAway(reader -> {
        CatalogView view = new CatalogView(engine.snapshot(reader), context.searchPath(), Map.of());
        return ReadTables.ids(names, view);
      });
    }
  }

  @Override
  public void rollback() {
    guarded(() -> {
      over();
      return true;
    });
  }

  @Override
  public void setConstraints(List<List<String>> names, boolean deferred, SessionContext above) {
    guarded(() -> {
      EngineTransaction now = transaction();
      SessionContext context = served(above, now);
      List<String> path = now.view(context).searchPath();
      now.changes()
          .setConstraints(
              names.isEmpty()
                  ? null
                  : NamedConstraints.of(names, deferred, now.confirmedSnapshot(), path),
              deferred,
              new EvaluationContext(context, List.of(), Executor.withoutTables(), List.of()));
      return true;
    });
  }

  @Override
  public void savepoint(String name) {
    guarded(() -> {
      EngineTransaction now = transaction();
      now.storage().savepoint(name);
      now.edit().savepoint(name);
      now.changes().savepoint(name);
      return true;
    });
  }

  @Override
  public void rollbackTo(String name) {
    guarded(() -> {
      EngineTransaction now = transaction();
      now.storage().rollbackTo(name);
      now.edit().rollbackTo(name);
      now.changes().rollbackTo(name);
      now.catalogChanged();
      return true;
    });
  }

  @Override
  public void release(String name) {
    guarded(() -> {
      transaction().storage().release(name);
      transaction().changes().release(name);
      return true;
    });
  }

  @Override
  public @Nullable String relationName(long oid) {
    return services.relationName(oid);
  }

  @Override
  public void cancel() {
    cancelled = true;
    SchemaChange making = change;
    if (making != null) {
      making.cancel();
    }
    EngineTransaction now = transaction;
    if (now != null) {
      now.storage().cancel();
    }
  }

  /// Does something, with failures as errors of SQL.
  <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (HalcyonException e) {
      if (cancelled) {
        throw new SqlError(SqlState.QUERY_CANCELED, "canceling statement due to user request");
      }
      throw Failed.of(e);
    }
  }

  @Override
  public void close() {
    over();
  }
}
