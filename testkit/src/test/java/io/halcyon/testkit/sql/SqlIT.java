package io.halcyon.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.testkit.EmbeddedCluster;
import io.halcyon.testkit.Halcyon;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

class SqlIT {
  private static EmbeddedCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = Halcyon.cluster(3).shards(3).start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Connection connect(String options) throws SQLException {
    String address =
        "jdbc:postgresql://" + cluster.routerPostgresAddress() + "/halcyon?user=test" + options;
    return DriverManager.getConnection(address);
  }

  @ParameterizedTest
  @CsvSource({
    "shop.txt, simple",
    "shop.txt, extended",
    "with.txt, simple",
    "with.txt, extended",
    "merge.txt, simple",
    "merge.txt, extended",
    "altertype.txt, simple",
    "altertype.txt, extended",
    "constraints.txt, simple",
    "constraints.txt, extended",
    "insert.txt, simple",
    "insert.txt, extended",
  })
  void answersArePostgresqls(String recording, String queryMode) throws Exception {
    RecordedScript script;
    try (var in = Objects.requireNonNull(SqlIT.class.getResourceAsStream(recording), recording);
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      script = RecordedScript.parse(reader.lines().toList());
    }
    List<String> differences = new ArrayList<>();
    try (Connection connection = connect("&preferQueryMode=" + queryMode)) {
      for (RecordedScript.Entry entry : script.entries()) {
        List<String> answer = RecordedScript.ask(connection, entry.sql());
        if (!answer.equals(entry.answer())) {
          differences.add(entry.sql() + "\n  wanted " + entry.answer() + "\n  got    " + answer);
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void psqlDescribesATableThatIsReferredTo() throws Exception {
    try (Connection connection = connect("&preferQueryMode=simple");
        Statement statement = connection.createStatement()) {
      statement.execute("create table described (id int primary key)");
      statement.execute("create table describing (id int primary key references described)");
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT conname, conrelid::pg_catalog.regclass AS ontable,"
                  + " pg_catalog.pg_get_constraintdef(oid, true) AS condef"
                  + " FROM pg_catalog.pg_constraint c WHERE confrelid IN (SELECT"
                  + " pg_catalog.pg_partition_ancestors('described'::regclass) UNION ALL"
                  + " VALUES ('described'::pg_catalog.regclass)) AND contype = 'f'"
                  + " AND conparentid = 0 ORDER BY conname")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(2)).isEqualTo("describing");
        assertThat(rows.getString(3)).isEqualTo("FOREIGN KEY (id) REFERENCES described(id)");
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT t.tgname, pg_catalog.pg_get_triggerdef(t.oid, true), t.tgenabled,"
                  + " t.tgisinternal, CASE WHEN t.tgparentid != 0 THEN (SELECT"
                  + " u.tgrelid::pg_catalog.regclass FROM pg_catalog.pg_trigger AS u,"
                  + " pg_catalog.pg_partition_ancestors(t.tgrelid) WITH ORDINALITY AS"
                  + " a(relid, depth) WHERE u.tgname = t.tgname AND u.tgrelid = a.relid"
                  + " AND u.tgparentid = 0 ORDER BY a.depth LIMIT 1) END AS parent"
                  + " FROM pg_catalog.pg_trigger t"
                  + " WHERE t.tgrelid = 'described'::regclass AND (NOT t.tgisinternal OR"
                  + " (t.tgisinternal AND t.tgenabled = 'D')) ORDER BY 1")) {
        assertThat(rows.next()).isFalse();
      }
      statement.execute("drop table describing");
      statement.execute("drop table described");
    }
  }

  @Test
  void aViolatedExpressionIndexSaysWhatWasDuplicated() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("create table mails (id int primary key, email text)");
      statement.execute("create unique index mails_lower on mails (lower(email))");
      statement.execute("insert into mails values (1, 'ada@example.com')");
      assertThatThrownBy(() -> statement.execute("insert into mails values (2, 'ADA@example.com')"))
          .isInstanceOfSatisfying(
              PSQLException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("23505");
                assertThat(Objects.requireNonNull(e.getServerErrorMessage()).getDetail())
                    .isEqualTo("Key (lower(email))=(ada@example.com) already exists.");
              });
      statement.execute("drop table mails");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended"})
  void explainShowsWhatRanAndWhatWasCounted(String queryMode) throws Exception {
    try (Connection connection = connect("&preferQueryMode=" + queryMode);
        Statement statement = connection.createStatement()) {
      statement.execute("create table explained (id int primary key, v int)");
      statement.execute("insert into explained select i, i from generate_series(1, 10) i");
      List<String> lines = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "explain (analyze, costs off) select v from explained where id = 3")) {
        assertThat(rows.getMetaData().getColumnName(1)).isEqualTo("QUERY PLAN");
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
      assertThat(lines.getFirst())
          .startsWith("Index Scan using explained_pkey on explained (actual time=")
          .endsWith("rows=1 loops=1)");
      assertThat(lines).contains("  Index Cond: (id = 3)", "  Shards: one");
      assertThat(lines).anyMatch(line -> line.startsWith("Execution Time: "));
      statement.execute("analyze explained");
      try (ResultSet rows = statement.executeQuery("explain select * from explained")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("Seq Scan on explained  (rows=10)");
      }
      statement.execute("drop table explained");
    }
  }

  @Test
  void parametersAndResultsTravelInBinaryAndAreWhatTheyWere() throws Exception {
    try (Connection connection = connect("&binaryTransfer=true&prepareThreshold=-1");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table kinds (id int primary key, b boolean, l bigint, d double precision,"
              + " n numeric(30,10), t text, u uuid, y bytea, a int[], ts timestamp)");
      var uuid = new UUID(1, 2);
      try (PreparedStatement insert =
          connection.prepareStatement("insert into kinds values (?,?,?,?,?,?,?,?,?,?)")) {
        insert.setInt(1, 7);
        insert.setBoolean(2, true);
        insert.setLong(3, Long.MIN_VALUE);
        insert.setDouble(4, 1.5e300);
        insert.setBigDecimal(5, new BigDecimal("-12345678901234567.0000000001"));
        insert.setString(6, "käse\n'\\");
        insert.setObject(7, uuid);
        insert.setBytes(8, new byte[] {0, -1, 5});
        insert.setArray(9, connection.createArrayOf("int4", new Object[] {1, null, 3}));
        insert.setObject(10, java.time.LocalDateTime.parse("2024-02-29T23:59:59.123456"));
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
      try (PreparedStatement select =
          connection.prepareStatement("select * from kinds where id = ? and l < ?")) {
        for (int i = 0; i < 3; i++) {
          select.setInt(1, 7);
          select.setLong(2, 0);
          try (ResultSet rows = select.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBoolean(2)).isTrue();
            assertThat(rows.getLong(3)).isEqualTo(Long.MIN_VALUE);
            assertThat(rows.getDouble(4)).isEqualTo(1.5e300);
            assertThat(rows.getBigDecimal(5)).isEqualTo("-12345678901234567.0000000001");
            assertThat(rows.getString(6)).isEqualTo("käse\n'\\");
            assertThat(rows.getObject(7)).isEqualTo(uuid);
            assertThat(rows.getBytes(8)).containsExactly(0, -1, 5);
            assertThat((Object[]) rows.getArray(9).getArray()).containsExactly(1, null, 3);
            assertThat(rows.getTimestamp(10).toLocalDateTime())
                .isEqualTo("2024-02-29T23:59:59.123456");
            assertThat(rows.next()).isFalse();
          }
        }
      }
      statement.execute("drop table kinds");
    }
  }

  @Test
  void concurrentTransfersKeepTheSum() throws Exception {
    int accounts = 4;
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("create table account (id int primary key, balance int not null)");
      statement.execute("insert into account select i, 100 from generate_series(1, 4) i");
      List<Future<Integer>> running = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int client = 0; client < 4; client++) {
          int from = client;
          running.add(threads.submit(() -> transfers(from, accounts)));
        }
      }
      int done = 0;
      for (Future<Integer> one : running) {
        done += one.get();
      }
      assertThat(done).isPositive();
      assertThat(RecordedScript.ask(connection, "select sum(balance), count(*) from account"))
          .contains("| 400 | 4");
      statement.execute("drop table account");
    }
  }

  /// Returns how many transfers were made; those that lose are not made.
  private static int transfers(int from, int accounts) throws SQLException {
    int done = 0;
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 10; i++) {
        int a = (from + i) % accounts + 1;
        int b = (from + i + 1) % accounts + 1;
        try {
          statement.executeUpdate("update account set balance = balance - 1 where id = " + a);
          statement.executeUpdate("update account set balance = balance + 1 where id = " + b);
          connection.commit();
          done++;
        } catch (SQLException e) {
          connection.rollback();
          assertThat(e.getSQLState()).isIn("40001", "40P01");
        }
      }
    }
    return done;
  }

  @Test
  void copyTakesInWhatItGivesOut() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("create table copied (id int primary key, t text, n numeric)");
      var copy = connection.unwrap(PGConnection.class).getCopyAPI();
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < 3_000; i++) {
        rows.append(i).append(i % 3 == 0 ? "\t\\N\t" : "\ta\\tb\\n" + i + "\t").append(i / 7.0);
        rows.append('\n');
      }
      assertThat(copy.copyIn("copy copied from stdin", new StringReader(rows.toString())))
          .isEqualTo(3_000);
      assertThat(copied(copy, "copy (select * from copied order by id) to stdout"))
          .isEqualTo(rows.toString());
      String csv = copied(copy, "copy (select * from copied order by id) to stdout csv header");
      statement.execute("truncate copied");
      assertThat(copy.copyIn("copy copied from stdin csv header", new StringReader(csv)))
          .isEqualTo(3_000);
      assertThat(copied(copy, "copy (select * from copied order by id) to stdout"))
          .isEqualTo(rows.toString());
      assertThatThrownBy(
              () -> copy.copyIn("copy copied from stdin", new StringReader("1\tdouble\t1\n")))
          .hasMessageContaining("duplicate key value violates unique constraint");
      assertThatThrownBy(() -> copy.copyIn("copy copied from stdin", new StringReader("x\ty\t1\n")))
          .hasMessageContaining("invalid input syntax for type integer");
      assertThat(RecordedScript.ask(connection, "select count(*) from copied")).contains("| 3000");
      statement.execute("drop table copied");
    }
  }

  private static String copied(org.postgresql.copy.CopyManager copy, String sql)
      throws SQLException, IOException {
    StringWriter out = new StringWriter();
    copy.copyOut(sql, out);
    return out.toString();
  }

  @Test
  void cursorsGiveAFewRowsAtATime() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.setFetchSize(10);
      int count = 0;
      try (ResultSet rows = statement.executeQuery("select * from generate_series(1, 95)")) {
        while (rows.next()) {
          assertThat(rows.getInt(1)).isEqualTo(++count);
        }
      }
      assertThat(count).isEqualTo(95);
      connection.rollback();
    }
  }

  @Test
  void statementsEndAtTheirTimeout() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("create table waited (id int primary key, v int)");
      statement.execute("insert into waited values (1, 1)");
      try (Connection other = connect("");
          Statement holding = other.createStatement()) {
        other.setAutoCommit(false);
        String lock = "select * from waited where id = 1 for update";
        holding.execute(lock);
        statement.execute("set statement_timeout = 300");
        assertThatThrownBy(() -> statement.execute("select * from waited where id = 1 for update"))
            .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));
        // A lock is lost with its shard's leader, which may change after the start.
        while (!RecordedScript.ask(connection, lock + " nowait").getFirst().startsWith("! 55P03")) {
          other.rollback();
          holding.execute(lock);
        }
        assertThat(RecordedScript.ask(connection, lock))
            .containsExactly("! 57014 canceling statement due to statement timeout");
        other.rollback();
      }
      statement.execute("set statement_timeout = 0");
      assertThat(RecordedScript.ask(connection, "select v from waited where id = 1 for update"))
          .contains("| 1");
      statement.execute("drop table waited");
    }
  }

  @Test
  void schemaChangesAreSeenByAllAndGoWithTheirTransaction() throws Exception {
    try (Connection one = connect("");
        Connection two = connect("");
        Statement first = one.createStatement()) {
      one.setAutoCommit(false);
      first.execute("create table changing (id int primary key)");
      first.execute("insert into changing values (1)");
      assertThat(RecordedScript.ask(two, "select * from changing"))
          .contains("! 42P01 relation \"changing\" does not exist");
      one.commit();
      assertThat(RecordedScript.ask(two, "select * from changing")).contains("| 1");
      first.execute("alter table changing add column extra text default 'x'");
      one.rollback();
      assertThat(RecordedScript.ask(two, "select * from changing")).contains(": id INTEGER");
      first.execute("drop table changing");
      one.commit();
      assertThat(RecordedScript.ask(two, "select * from changing"))
          .contains("! 42P01 relation \"changing\" does not exist");
    }
  }
}
