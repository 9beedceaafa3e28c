package io.halcyon.router.sql;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.sql.engine.SqlEngine;
import io.halcyon.sql.session.Timeouts;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/// The sessions of SQL over gRPC: opens them, bounds how many there are, ends them. Thread-safe.
public final class SqlSessions {
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);

  private final SqlConfig config;
  private final SqlEngine engine;
  private final PhysicalClock clock;
  private final Timeouts timeouts;
  private final IntSupplier processIds;
  private final Set<SqlConversation> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// @param processIds numbers sessions, for `pg_backend_pid()`
  public SqlSessions(
      SqlConfig config,
      SqlEngine engine,
      PhysicalClock clock,
      Timeouts timeouts,
      IntSupplier processIds) {
    this.config = config;
    this.engine = engine;
    this.clock = clock;
    this.timeouts = timeouts;
    this.processIds = processIds;
  }

  /// Begins a conversation, on a virtual thread of its own.
  ///
  /// @throws HalcyonException `Overloaded` if there are too many, `Unavailable` at the end
  public SqlConversation open(Outlet outlet) {
    if (closed) {
      throw new HalcyonException(new Failure.Unavailable("the router is shutting down"));
    }
    if (open.size() >= config.sessionsMax()) {
      throw new HalcyonException(
          new Failure.Overloaded(
              "%d sessions of SQL are open already (router.sql.sessions-max)"
                  .formatted(open.size()),
              RETRY_AFTER));
    }
    int number = processIds.getAsInt();
    SqlConversation conversation = new SqlConversation(outlet, engine, clock, timeouts, number);
    open.add(conversation);
    Thread.ofVirtual()
        .name("halcyon-sql-" + number)
        .start(() -> {
          try {
            conversation.run();
          } finally {
            open.remove(conversation);
          }
        });
    return conversation;
  }

  /// Returns how many there are.
  public int count() {
    return open.size();
  }

  /// Ends all sessions: idle ones at once, others when their statement has ended, but after a grace
  /// whatever they do. Blocks.
  public void close(Duration grace) {
    closed = true;
    open.forEach(SqlConversation::end);
    long until = clock.monotonicNanos() + grace.toNanos();
    while (!open.isEmpty() && clock.monotonicNanos() - until < 0) {
      LockSupport.parkNanos(5_000_000);
    }
    open.forEach(SqlConversation::broken);
  }
}
