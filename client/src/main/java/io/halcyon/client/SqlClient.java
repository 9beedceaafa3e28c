package io.halcyon.client;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// SQL: PostgreSQL's dialect, on sessions of the same client.
///
/// ```java
/// SqlClient sql = client.sql();
/// sql.update("INSERT INTO users (id, name) VALUES ($1, $2)", 1, "Ada");
/// for (SqlRow row : sql.query("SELECT id, name FROM users ORDER BY id")) {
///   System.out.println(row.getLong("id") + " " + row.getString("name"));
/// }
/// long left = sql.transact(session -> {
///   session.update("UPDATE accounts SET balance = balance - 10 WHERE id = $1", 1);
///   return session.query("SELECT balance FROM accounts WHERE id = $1", 1).getFirst().getLong(0);
/// });
/// ```
///
/// Statements that fail throw {@link SqlException}; {@link HalcyonException} says that no router
/// could be reached in time, or that one was lost (`Ambiguous`: what it was told may have been
/// done). Thread-safe: each call takes a session of its own, which is kept for the next.
public final class SqlClient {
  private static final int IDLE_MAX = 64;

  private final Session session;
  private final Duration timeout;
  private final SqlOptions options;
  private final BlockingDeque<SqlSession> idle = new LinkedBlockingDeque<>(IDLE_MAX);
  private final AtomicInteger router;

  SqlClient(Session session, Duration timeout, SqlOptions options) {
    this.session = session;
    this.timeout = timeout;
    this.options = options;
    this.router = new AtomicInteger(session.anyRouter());
  }

  /// Returns SQL whose sessions begin with other options.
  public SqlClient with(SqlOptions newOptions) {
    return new SqlClient(session, timeout, newOptions);
  }

  /// Opens a session, to be closed by the caller; tries one router after another, within the
  /// client's timeout.
  public SqlSession open() {
    long until = session.nowNanos() + timeout.toNanos();
    for (int attempt = 0; ; attempt++) {
      int tried = router.get();
      SqlSession opened = new SqlSession(session.sql().open(tried));
      boolean usable = false;
      try {
        var timer =
            session.later(Duration.ofNanos(Math.max(1, until - session.nowNanos())), opened::close);
        try {
          opened.open(options);
        } finally {
          timer.cancel(false);
        }
        usable = true;
        return opened;
      } catch (HalcyonException e) {
        pauseOrGiveUp(e, tried, attempt, until);
      } finally {
        if (!usable) {
          opened.close();
        }
      }
    }
  }

  private void pauseOrGiveUp(HalcyonException failed, int tried, int attempt, long until) {
    boolean passes =
        failed.failure() instanceof Failure.Unavailable
            || failed.failure() instanceof Failure.Overloaded
            || failed.failure() instanceof Failure.DeadlineExceeded;
    int routers = session.sql().routers();
    router.compareAndSet(tried, (tried + 1) % routers);
    // All routers are asked before the first pause.
    long pause = attempt + 1 < routers ? 0 : session.jittered(session.retry().pauseNanos(attempt));
    if (!passes || session.nowNanos() + pause - until >= 0 || !session.pause(pause)) {
      throw failed;
    }
  }

  /// Runs a query, and returns all its rows.
  public List<SqlRow> query(String sql, @Nullable Object... parameters) {
    return with(each -> each.query(sql, parameters));
  }

  /// Runs a text to its end.
  ///
  /// @return how many rows its first statement has changed
  public long update(String sql, @Nullable Object... parameters) {
    return with(each -> each.update(sql, parameters));
  }

  /// Runs a transaction: serializable unless it says otherwise.
  ///
  /// The body is run again when the transaction loses to another, with jittered pauses and within
  /// the client's timeout; so it must have no effects but through its session, and must let
  /// `SqlException` pass. An exception rolls back, and is thrown.
  ///
  /// @return what the body returned in the attempt that took effect
  /// @throws HalcyonException `Ambiguous` if the router was lost while it committed
  public <T> T transact(Function<SqlSession, T> body) {
    long until = session.nowNanos() + timeout.toNanos();
    for (int attempt = 0; ; attempt++) {
      try {
        return with(each -> attempt(each, body));
      } catch (SqlException e) {
        long pause = session.jittered(session.retry().pauseNanos(attempt));
        boolean again =
            e.isRetryable() && session.nowNanos() + pause - until < 0 && session.pause(pause);
        if (!again) {
          throw e;
        }
      }
    }
  }

  private static <T> T attempt(SqlSession each, Function<SqlSession, T> body) {
    each.update("BEGIN");
    boolean done = false;
    try {
      T result = body.apply(each);
      each.update("COMMIT");
      done = true;
      return result;
    } finally {
      if (!done && !each.isClosed() && each.transaction() != SqlSession.Transaction.NONE) {
        each.update("ROLLBACK");
      }
    }
  }

  private <T> T with(Function<SqlSession, T> work) {
    SqlSession taken = take();
    boolean reusable = false;
    try {
      T result = work.apply(taken);
      reusable = true;
      return result;
    } catch (SqlException e) {
      reusable = true;
      throw e;
    } finally {
      boolean kept =
          reusable
              && !taken.isClosed()
              && taken.transaction() == SqlSession.Transaction.NONE
              && idle.offerFirst(taken);
      if (!kept) {
        taken.close();
      }
    }
  }

  private SqlSession take() {
    for (SqlSession known = idle.pollFirst(); known != null; known = idle.pollFirst()) {
      if (!known.isClosed()) {
        return known;
      }
    }
    return open();
  }

  /// Closes the sessions that nobody uses.
  void close() {
    for (SqlSession each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
      each.close();
    }
  }
}
