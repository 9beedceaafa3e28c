package io.halcyon.bench.postgres;

import io.halcyon.bench.load.TransferPlan;
import io.halcyon.bench.load.TransferTarget;
import io.halcyon.core.runtime.Randomness;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Transfers in PostgreSQL, by JDBC: one connection and one platform thread for each client,
/// statements prepared. What is sent, each line a round trip:
///
/// | plan | messages |
/// |---|---|
/// | interactive | BEGIN with SELECT of both; both UPDATEs in a batch; COMMIT |
/// | interactive, stepwise | BEGIN with SELECT; SELECT; UPDATE; UPDATE; COMMIT |
/// | one-shot | SELECT of a PL/pgSQL function that selects both and updates both, autocommitted |
///
/// A locking plan selects FOR UPDATE, in the order of the accounts. An attempt that fails to
/// serialize, or is the victim of a deadlock, is rolled back and made again after the same pauses
/// that Halcyon's client makes by default. Thread-safe.
public final class PostgresTransfers implements TransferTarget {
  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK = "40P01";
  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final String FUNCTION =
      """
      CREATE FUNCTION transfer(low int, high int, change bigint) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE before_low bigint; before_high bigint;
      BEGIN
        SELECT balance INTO STRICT before_low FROM accounts WHERE id = low;
        SELECT balance INTO STRICT before_high FROM accounts WHERE id = high;
        UPDATE accounts SET balance = before_low + change WHERE id = low;
        UPDATE accounts SET balance = before_high - change WHERE id = high;
      END $$
      """;

  private final String url;
  private final List<Client> clients = new ArrayList<>();

  /// A connection and the thread that uses it.
  private record Client(Session session, ExecutorService thread, RandomGenerator random) {}

  /// @param clientCount how many clients there will be at most
  /// @throws SQLException if it cannot connect
  public PostgresTransfers(String url, TransferPlan plan, int clientCount) throws SQLException {
    this.url = url;
    try {
      for (int i = 0; i < clientCount; i++) {
        clients.add(
            new Client(
                new Session(DriverManager.getConnection(url), plan),
                Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("bench-jdbc-" + i).factory()),
                Randomness.seeded(i)));
      }
    } catch (SQLException failed) {
      close();
      throw failed;
    }
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public void load(int count, long balance) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP FUNCTION IF EXISTS transfer(int, int, bigint)");
      statement.execute("DROP TABLE IF EXISTS accounts");
      statement.execute("CREATE TABLE accounts (id int PRIMARY KEY, balance bigint NOT NULL)");
      statement.execute(
          "INSERT INTO accounts SELECT i, %d FROM generate_series(0, %d) i"
              .formatted(balance, count - 1));
      statement.execute(FUNCTION);
      statement.execute("VACUUM ANALYZE accounts");
      statement.execute("CHECKPOINT");
    } catch (SQLException failed) {
      throw new IllegalStateException("the accounts could not be loaded", failed);
    }
  }

  @Override
  public void transfer(int client, int from, int to, long amount, Completion completion) {
    Client its = clients.get(client);
    int low = Math.min(from, to);
    int high = Math.max(from, to);
    long change = from == low ? -amount : amount;
    its.thread()
        .execute(() -> {
          Optional<SQLException> failure = attempts(its, low, high, change, completion);
          if (failure.isEmpty()) {
            completion.committed();
          } else {
            completion.failed(failure.orElseThrow());
          }
        });
  }

  /// @return why it was given up; empty if it has committed
  private static Optional<SQLException> attempts(
      Client client, int low, int high, long change, Completion completion) {
    long deadline = System.nanoTime() + GIVE_UP_NANOS;
    long pause = PAUSE_NANOS_MIN;
    while (true) {
      try {
        client.session().transfer(low, high, change);
        return Optional.empty();
      } catch (SQLException failed) {
        try {
          client.session().rollback();
        } catch (SQLException broken) {
          failed.addSuppressed(broken);
          return Optional.of(failed);
        }
        if (!lost(failed) || System.nanoTime() - deadline > 0) {
          return Optional.of(failed);
        }
        completion.lost(String.valueOf(failed.getSQLState()));
      }
      LockSupport.parkNanos(pause - client.random().nextLong(pause / 2 + 1));
      pause = Math.min(2 * pause, PAUSE_NANOS_MAX);
    }
  }

  private static boolean lost(SQLException failed) {
    return SERIALIZATION_FAILURE.equals(failed.getSQLState())
        || DEADLOCK.equals(failed.getSQLState());
  }

  @Override
  public long total(int count) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet sum =
            statement.executeQuery("SELECT sum(balance) FROM accounts WHERE id < " + count)) {
      sum.next();
      return sum.getLong(1);
    } catch (SQLException failed) {
      throw new IllegalStateException("the accounts could not be summed", failed);
    }
  }

  @Override
  public void close() {
    for (Client client : clients) {
      client.thread().shutdownNow();
      client.session().close();
    }
  }
}
