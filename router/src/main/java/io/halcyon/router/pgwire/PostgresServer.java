package io.halcyon.router.pgwire;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.engine.SqlEngine;
import io.halcyon.sql.session.Timeouts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves SQL to PostgreSQL's clients. There is no authentication yet: whoever can connect is who
/// it says it is, which is logged at start. Thread-safe.
public final class PostgresServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);
  private static final int BACKLOG = 256;

  private final PostgresConfig config;
  private final SqlEngine engine;
  private final PhysicalClock clock;
  private final Timeouts timeouts;
  private final IntSupplier processIds;
  private final ServerSocket listening;
  private final RandomGenerator random = Randomness.unseeded();
  private final Map<Integer, PostgresConnection> connections = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private PostgresServer(
      PostgresConfig config,
      SqlEngine engine,
      PhysicalClock clock,
      Timeouts timeouts,
      IntSupplier processIds,
      ServerSocket listening) {
    this.config = config;
    this.engine = engine;
    this.clock = clock;
    this.timeouts = timeouts;
    this.processIds = processIds;
    this.listening = listening;
  }

  /// Starts to serve.
  ///
  /// @param processIds numbers connections, for `pg_backend_pid()` and cancel requests
  /// @throws IOException if the address cannot be bound
  public static PostgresServer start(
      PostgresConfig config,
      InetSocketAddress address,
      SqlEngine engine,
      PhysicalClock clock,
      Timeouts timeouts,
      IntSupplier processIds)
      throws IOException {
    ServerSocket listening = new ServerSocket();
    boolean bound = false;
    try {
      listening.setReuseAddress(true);
      listening.bind(address, BACKLOG);
      bound = true;
    } finally {
      if (!bound) {
        listening.close();
      }
    }
    PostgresServer server =
        new PostgresServer(config, engine, clock, timeouts, processIds, listening);
    Thread.ofVirtual().name("halcyon-postgres-accept").start(server::accept);
    log.atInfo()
        .addKeyValue("port", server.port())
        .log("PostgreSQL protocol served, without authentication and encryption");
    return server;
  }

  /// Returns the port.
  public int port() {
    return listening.getLocalPort();
  }

  PostgresConfig config() {
    return config;
  }

  SqlEngine engine() {
    return engine;
  }

  PhysicalClock clock() {
    return clock;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  void cancel(int processId, int secret) {
    PostgresConnection connection = connections.get(processId);
    if (connection != null) {
      connection.cancel(secret);
    }
  }

  private void accept() {
    while (!closed) {
      try {
        serve(listening.accept());
      } catch (SocketException e) {
        if (!closed) {
          log.atWarn().setCause(e).log("accepting PostgreSQL connections failed");
        }
      } catch (IOException e) {
        log.atWarn().setCause(e).log("a PostgreSQL connection could not be accepted");
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    int processId = processIds.getAsInt();
    int secret;
    synchronized (random) {
      secret = random.nextInt();
    }
    PostgresConnection connection = new PostgresConnection(this, socket, processId, secret);
    if (connections.size() >= config.connectionsMax()) {
      connection.refuse();
      return;
    }
    connections.put(processId, connection);
    Thread.ofVirtual()
        .name("halcyon-postgres-" + processId)
        .start(() -> {
          try {
            connection.run();
          } finally {
            connections.remove(processId);
          }
        });
  }

  /// Ends all connections: idle ones at once, others when their statement has ended, but after a
  /// grace whatever they do.
  public void close(Duration grace) {
    closed = true;
    try {
      listening.close();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("closing the PostgreSQL port");
    }
    connections.values().forEach(PostgresConnection::end);
    long until = clock.monotonicNanos() + grace.toNanos();
    while (!connections.isEmpty() && clock.monotonicNanos() - until < 0) {
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
    connections.values().forEach(PostgresConnection::closeSocket);
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
