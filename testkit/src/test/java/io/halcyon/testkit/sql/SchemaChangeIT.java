package io.halcyon.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.router.ListenConfig;
import io.halcyon.router.Router;
import io.halcyon.router.RouterConfig;
import io.halcyon.testkit.EmbeddedCluster;
import io.halcyon.testkit.Halcyon;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Changes of the schema beside transactions at two routers, each with a lease of the catalog.
class SchemaChangeIT {
  private static final String SERIALIZATION_FAILURE = "40001";

  private static EmbeddedCluster cluster;
  private static Router second;

  @BeforeAll
  static void start() throws Exception {
    cluster = Halcyon.cluster(3).shards(3).start();
    List<String> contacts =
        cluster.ports().nodes().stream().map(node -> "127.0.0.1:" + node.rpc()).toList();
    second =
        Router.start(
            RouterConfig.DEFAULT
                .withContacts(contacts)
                .withListen(new ListenConfig("127.0.0.1", 0, 0, 0)));
  }

  @AfterAll
  static void stop() {
    second.close();
    cluster.close();
  }

  private static Connection first() throws SQLException {
    return connect(cluster.routerPostgresAddress());
  }

  private static Connection second() throws SQLException {
    return connect(second.postgresAddress());
  }

  private static Connection connect(String address) throws SQLException {
    return DriverManager.getConnection("jdbc:postgresql://" + address + "/halcyon?user=test");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      List<String> values = new ArrayList<>();
      for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
        values.add(rows.getString(column));
      }
      return String.join(" ", values);
    }
  }

  /// Asks until both routers have had time to take leases.
  private static void warm(Connection... connections) throws SQLException {
    long end = System.nanoTime() + 2_500_000_000L;
    while (System.nanoTime() < end) {
      for (Connection connection : connections) {
        assertThat(ask(connection, "select count(*) from anchor")).isEqualTo("0");
      }
    }
  }

  @Test
  void aChangeIsSeenAtEveryRouterAtOnce() throws Exception {
    try (Connection here = first();
        Connection there = second()) {
      run(here, "create table anchor (id int primary key)");
      for (int round = 0; round < 2; round++) {
        warm(here, there);
        run(here, "create table made (id int primary key)");
        run(there, "insert into made values (1)");
        warm(here, there);
        run(there, "alter table made add column more text default 'x'");
        assertThat(ask(here, "select * from made")).isEqualTo("1 x");
        assertThat(ask(here, "select count(*) from pg_attribute where attname = 'more'"))
            .isEqualTo("1");
        warm(here, there);
        run(there, "drop table made");
        assertThat(ask(here, "select count(*) from pg_class where relname = 'made'"))
            .isEqualTo("0");
        assertThatThrownBy(() -> ask(here, "select * from made"))
            .hasMessageContaining("relation \"made\" does not exist");
      }
      run(here, "drop table anchor");
    }
  }

  @Test
  void anOpenTransactionOutlivesItsLeaseIfTheSchemaStays() throws Exception {
    try (Connection here = first();
        Connection there = second()) {
      run(here, "create table anchor (id int primary key)");
      run(here, "create table slow (id int primary key)");
      warm(here, there);
      here.setAutoCommit(false);
      run(here, "insert into slow values (1)");
      CountDownLatch never = new CountDownLatch(1);
      assertThat(never.await(4, java.util.concurrent.TimeUnit.SECONDS)).isFalse();
      run(here, "insert into slow values (2)");
      here.commit();
      here.setAutoCommit(true);
      assertThat(ask(there, "select count(*) from slow")).isEqualTo("2");
      run(here, "drop table slow");
      run(here, "drop table anchor");
    }
  }

  @Test
  void whatIsWrittenBesideChangesOfTheSchemaAgreesWithThem() throws Exception {
    try (Connection connection = first()) {
      run(connection, "create table t (id int primary key, v int not null, w text)");
    }
    AtomicBoolean over = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int writer = 0; writer < 6; writer++) {
        int number = writer;
        writers.add(threads.submit(() -> write(number, over)));
      }
      try (Connection connection = second()) {
        for (int round = 0; round < 4; round++) {
          change(connection, "create index t_v on t (v)");
          change(connection, "alter table t add column extra int default 5");
          assertThat(ask(connection, "select count(*) from t where extra is null")).isEqualTo("0");
          change(connection, "alter table t drop column extra");
          change(connection, "alter table t alter column v type bigint");
          change(connection, "alter table t alter column w type varchar(9) using left(w, 9)");
          change(connection, "alter table t alter column v type int, alter w type text");
          if (round < 3) {
            change(connection, "drop index t_v");
          }
        }
      } finally {
        over.set(true);
      }
      for (Future<Integer> writer : writers) {
        assertThat(writer.get()).isGreaterThan(0);
      }
    }
    try (Connection connection = first()) {
      String byIndex = ask(connection, "select count(*), sum(v) from t where v >= 0");
      String byTable = ask(connection, "select count(*), sum(v) from t where v + 0 >= 0");
      assertThat(byIndex).isEqualTo(byTable);
      run(connection, "drop table t");
    }
  }

  /// A change of the schema may lose when leaders move.
  private static void change(Connection connection, String sql) throws SQLException {
    for (int attempt = 0; ; attempt++) {
      try {
        run(connection, sql);
        return;
      } catch (SQLException e) {
        if (attempt == 3 || !SERIALIZATION_FAILURE.equals(e.getSQLState())) {
          throw e;
        }
      }
    }
  }

  /// Writes rows of its own until it is over: statements by themselves, which must not fail, and
  /// blocks under weaker isolation, which may have to be repeated. Returns how many took effect.
  private static int write(int number, AtomicBoolean over) throws SQLException {
    Random random = new Random(number);
    int written = 0;
    try (Connection connection = number % 2 == 0 ? first() : second()) {
      boolean block = number >= 2;
      connection.setAutoCommit(!block);
      if (block) {
        connection.setTransactionIsolation(
            number < 4
                ? Connection.TRANSACTION_READ_COMMITTED
                : Connection.TRANSACTION_REPEATABLE_READ);
      }
      while (!over.get()) {
        int id = number * 1_000 + random.nextInt(100);
        String sql =
            switch (random.nextInt(3)) {
              case 0 -> "delete from t where id = " + id;
              case 1 -> "update t set v = v + 1 where id = " + id;
              default ->
                  "insert into t (id, v, w) values (%d, %d, 'w') on conflict (id) do nothing"
                      .formatted(id, random.nextInt(50));
            };
        try {
          run(connection, sql);
          if (block) {
            connection.commit();
          }
          written++;
        } catch (SQLException e) {
          if (!block || !SERIALIZATION_FAILURE.equals(e.getSQLState())) {
            throw e;
          }
          connection.rollback();
        }
      }
    }
    return written;
  }
}
