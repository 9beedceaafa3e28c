package io.halcyon.router.sql;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.proto.v1.SqlDescribe;
import io.halcyon.proto.v1.SqlDescription;
import io.halcyon.proto.v1.SqlEnd;
import io.halcyon.proto.v1.SqlExecute;
import io.halcyon.proto.v1.SqlOpen;
import io.halcyon.proto.v1.SqlRequest;
import io.halcyon.proto.v1.SqlResponse;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.engine.Prepared;
import io.halcyon.sql.engine.SqlEngine;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.parser.Script;
import io.halcyon.sql.session.Client.ClientGone;
import io.halcyon.sql.session.Settings;
import io.halcyon.sql.session.SqlSession;
import io.halcyon.sql.session.Timeouts;
import java.io.EOFException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One session over gRPC: takes requests one after another, on a thread of its own. {@link
/// #received}, {@link #halfClosed}, {@link #broken} and {@link #end} are called by others.
public final class SqlConversation {
  /// Requests that a client may have sent ahead of the one that is being run.
  public static final int PIPELINED_MAX = 32;

  private static final Logger log = LoggerFactory.getLogger(SqlConversation.class);
  private static final long EPOCH_MICROS = Duration.ofDays(10_957).toMillis() * 1_000;
  private static final String DEFAULT_NAME = "halcyon";

  private final Outlet outlet;
  private final SqlEngine engine;
  private final PhysicalClock clock;
  private final Timeouts timeouts;
  private final int processId;
  // Bounded by the flow control of the call; empty: there are no more.
  private final BlockingQueue<Optional<SqlRequest>> requests = new LinkedBlockingQueue<>();
  private final Set<Long> cancelled = ConcurrentHashMap.newKeySet();
  private final StatementCache statements = new StatementCache();
  private final Object lock = new Object();

  @GuardedBy("lock")
  private @Nullable SqlSession running;

  @GuardedBy("lock")
  private long current;

  private volatile boolean gone;
  private volatile boolean ending;
  private long lastId;

  SqlConversation(
      Outlet outlet, SqlEngine engine, PhysicalClock clock, Timeouts timeouts, int processId) {
    this.outlet = outlet;
    this.engine = engine;
    this.clock = clock;
    this.timeouts = timeouts;
    this.processId = processId;
  }

  /// Takes a request of the client.
  public void received(SqlRequest request) {
    if (request.getKindCase() == SqlRequest.KindCase.CANCEL) {
      cancel(request);
      outlet.takeOneMore();
    } else {
      requests.add(Optional.of(request));
    }
  }

  private void cancel(SqlRequest request) {
    long id = request.getCancel().getOf();
    synchronized (lock) {
      SqlSession session = running;
      if (session != null && current == id) {
        session.cancel();
        requests.add(Optional.of(request)); // wakes it if it waits for data to copy
      } else if (requests.stream().flatMap(Optional::stream).anyMatch(each -> each.getId() == id)) {
        cancelled.add(id);
      }
    }
  }

  /// The client has said all.
  public void halfClosed() {
    requests.add(Optional.empty());
  }

  /// The client is gone: what is under way is cancelled.
  public void broken() {
    gone = true;
    synchronized (lock) {
      SqlSession session = running;
      if (session != null) {
        session.cancel();
      }
    }
    requests.add(Optional.empty());
  }

  /// Ends the session when the request under way has been answered.
  void end() {
    ending = true;
    requests.add(Optional.empty());
  }

  void run() {
    try {
      if (ended()) {
        outlet.complete();
      } else {
        outlet.fail(new Failure.Unavailable("the router is shutting down"));
      }
    } catch (MessageClient.OutOfOrder e) {
      outlet.fail(new Failure.Invalid(String.valueOf(e.getMessage())));
    } catch (RuntimeException | LinkageError | InvariantViolation e) {
      log.atError().setCause(e).log("a session of SQL broke");
      outlet.fail(new Failure.Internal("the session broke: " + e));
    }
  }

  /// Converses to the end.
  ///
  /// @return whether it is the client that has ended it
  private boolean ended() {
    try {
      converse();
    } catch (ClientGone e) {
      log.atDebug().setCause(e).log("a session of SQL ended");
      return !ending;
    }
    return !ending;
  }

  private void converse() {
    SqlRequest first = next();
    if (first == null) {
      return;
    }
    if (first.getKindCase() != SqlRequest.KindCase.OPEN) {
      throw new MessageClient.OutOfOrder("the first request of a session must open it");
    }
    requireNewer(first);
    SqlOpen open = first.getOpen();
    String user = open.getUser().isEmpty() ? DEFAULT_NAME : open.getUser();
    String database = open.getDatabase().isEmpty() ? DEFAULT_NAME : open.getDatabase();
    Settings settings;
    try {
      settings = new Settings(user, open.getSettingsMap());
    } catch (SqlError e) {
      send(first.getId(), SqlEnd.newBuilder().setError(Errors.detail(e, "")).build());
      return;
    }
    try (SqlSession session =
        new SqlSession(
            engine.open(),
            settings,
            new SqlSession.Identity(user, database, processId),
            () -> clock.millis() * 1_000 - EPOCH_MICROS,
            timeouts)) {
      MessageClient client = new MessageClient(outlet, this::nextOfCopy, session::context);
      client.answers(first.getId(), false);
      Settings.REPORTED.forEach(name -> client.setting(name, settings.get(name)));
      send(first.getId(), SqlEnd.getDefaultInstance());
      answerAll(session, client);
    }
  }

  /// Waits for what the client says next; null at the end.
  private @Nullable SqlRequest next() {
    if (ending && requests.isEmpty()) {
      return null;
    }
    try {
      SqlRequest request = requests.take().orElse(null);
      if (gone) {
        throw new ClientGone(new EOFException("the call was cancelled"));
      }
      if (request != null && !request.hasCancel()) {
        outlet.takeOneMore();
      }
      return request;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGone(e);
    }
  }

  private SqlRequest nextOfCopy() {
    SqlRequest request = next();
    while (request != null && request.hasCancel()) {
      if (request.getCancel().getOf() == lastId) {
        throw new SqlError(SqlState.QUERY_CANCELED, "canceling statement due to user request");
      }
      request = next();
    }
    if (request == null) {
      throw new ClientGone(new EOFException("the session ended within a COPY"));
    }
    return request;
  }

  private void requireNewer(SqlRequest request) {
    if (request.getId() <= lastId) {
      throw new MessageClient.OutOfOrder(
          "request ids must increase: %d came after %d".formatted(request.getId(), lastId));
    }
    lastId = request.getId();
  }

  private void answerAll(SqlSession session, MessageClient client) {
    while (true) {
      SqlRequest request = next();
      if (request == null) {
        return;
      }
      switch (request.getKindCase()) {
        case EXECUTE, DESCRIBE -> {
          requireNewer(request);
          answer(request, session, client);
        }
        case COPY_DATA, COPY_END, CANCEL -> {
          // What is left of a copy that has failed, and of a cancel that has done its work.
        }
        case OPEN -> throw new MessageClient.OutOfOrder("the session is open already");
        case KIND_NOT_SET ->
            throw new MessageClient.OutOfOrder(
                "request %d says nothing that this router knows".formatted(request.getId()));
      }
    }
  }

  private void answer(SqlRequest request, SqlSession session, MessageClient client) {
    long id = request.getId();
    SqlExecute execute = request.getExecute();
    client.answers(id, execute.getAsText());
    String sql = request.hasExecute() ? execute.getSql() : request.getDescribe().getSql();
    SqlEnd.Builder end = SqlEnd.newBuilder();
    synchronized (lock) {
      running = session;
      current = id;
    }
    try {
      if (cancelled.remove(id)) {
        throw new SqlError(SqlState.QUERY_CANCELED, "canceling statement due to user request");
      }
      if (request.hasExecute()) {
        execute(execute, session, client);
      } else {
        client.send(
            SqlResponse.newBuilder().setDescription(describe(request.getDescribe(), session)));
      }
    } catch (SqlError e) {
      session.failed();
      end.setError(Errors.detail(session.explained(e), sql));
    } catch (ClientGone | MessageClient.OutOfOrder e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | LinkageError | InvariantViolation e) {
      log.atError().setCause(e).log("a statement broke");
      session.failed();
      SqlError error = new SqlError(SqlState.INTERNAL_ERROR, "internal error: " + e);
      end.setError(Errors.detail(error, sql));
    } finally {
      synchronized (lock) {
        running = null;
      }
    }
    send(id, end.setTransaction(transaction(session)).build());
  }

  private void execute(SqlExecute execute, SqlSession session, MessageClient client) {
    if (execute.getParametersCount() == 0) {
      session.query(execute.getSql(), client);
    } else {
      Parameters parameters = new Parameters(execute.getParametersList());
      session.query(
          statements.get(execute.getSql(), parameters.declared()),
          types -> parameters.values(types, session.context()),
          client);
    }
  }

  private static SqlDescription describe(SqlDescribe describe, SqlSession session) {
    Script script = SqlSession.parse(describe.getSql());
    if (script.parts().size() != 1) {
      throw new SqlError(SqlState.SYNTAX_ERROR, "exactly one statement can be described");
    }
    var statement = script.statements().getFirst();
    Prepared prepared = session.prepare(statement, List.of());
    List<OutputColumn> columns =
        prepared == null ? session.columnsOfOwn(statement) : prepared.columns();
    SqlDescription.Builder description =
        SqlDescription.newBuilder()
            .addAllColumns(RowMessages.describe(columns).getColumnsList())
            .setReturnsRows(prepared == null ? !columns.isEmpty() : prepared.returnsRows());
    if (prepared != null) {
      prepared.parameters().forEach(type -> description.addParameters(RowMessages.describe(type)));
    }
    return description.build();
  }

  private static SqlEnd.Transaction transaction(SqlSession session) {
    return switch (session.state()) {
      case IDLE, IMPLICIT -> SqlEnd.Transaction.TRANSACTION_UNSPECIFIED;
      case BLOCK -> SqlEnd.Transaction.OPEN;
      case FAILED -> SqlEnd.Transaction.FAILED;
    };
  }

  private void send(long id, SqlEnd end) {
    outlet.send(SqlResponse.newBuilder().setId(id).setEnd(end).build());
  }
}
