package io.halcyon.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.halcyon.client.HalcyonClient;
import io.halcyon.client.SqlClient;
import io.halcyon.client.SqlColumn;
import io.halcyon.client.SqlException;
import io.halcyon.client.SqlOptions;
import io.halcyon.client.SqlResult;
import io.halcyon.client.SqlRow;
import io.halcyon.client.SqlSession;
import io.halcyon.client.SqlSession.Transaction;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.testkit.EmbeddedCluster;
import io.halcyon.testkit.Halcyon;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SqlClientIT {
  private static EmbeddedCluster cluster;
  private static SqlClient sql;

  @BeforeAll
  static void start() throws Exception {
    cluster = Halcyon.cluster(3).shards(3).start();
    sql = cluster.client().sql();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void valuesComeBackAsTheyWere() {
    sql.update(
        """
        CREATE TABLE kinds (id int PRIMARY KEY, b boolean, i2 smallint, i8 bigint, r real,
          d double precision, n numeric(20, 4), t text, by bytea, u uuid, da date, ti time,
          ts timestamp, tz timestamptz, j jsonb, a int[])
        """);
    UUID uuid = UUID.randomUUID();
    byte[] bytes = {0, 1, -1, 127};
    Instant moment = Instant.parse("2024-02-29T12:34:56.789012Z");
    long count =
        sql.update(
            "INSERT INTO kinds VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)",
            1,
            true,
            (short) -7,
            Long.MIN_VALUE,
            0.1f,
            Double.MAX_VALUE,
            new BigDecimal("12345.6789"),
            "häß'\"\\",
            bytes,
            uuid,
            LocalDate.of(1999, 12, 31),
            LocalTime.of(23, 59, 1),
            LocalDateTime.of(2024, 1, 2, 3, 4, 5, 6000),
            moment,
            "{\"k\": [1, null]}",
            Arrays.asList(1, null, 3));
    assertThat(count).isEqualTo(1);
    sql.update("INSERT INTO kinds (id) VALUES ($1)", 2);

    List<SqlRow> rows = sql.query("SELECT * FROM kinds ORDER BY id");
    SqlRow full = rows.getFirst();
    assertThat(full.getInt("id")).isEqualTo(1);
    assertThat(full.getBoolean("b")).isTrue();
    assertThat(full.getInt("i2")).isEqualTo(-7);
    assertThat(full.getLong("i8")).isEqualTo(Long.MIN_VALUE);
    assertThat(full.getString("r")).isEqualTo("0.1");
    assertThat(full.getDouble("d")).isEqualTo(Double.MAX_VALUE);
    assertThat(full.getBigDecimal("n")).isEqualByComparingTo("12345.6789");
    assertThat(full.getString("t")).isEqualTo("häß'\"\\");
    assertThat(full.getBytes(8)).isEqualTo(bytes);
    assertThat(full.getUuid("u")).isEqualTo(uuid);
    assertThat(full.getLocalDate("da")).isEqualTo(LocalDate.of(1999, 12, 31));
    assertThat(full.getLocalTime("ti")).isEqualTo(LocalTime.of(23, 59, 1));
    assertThat(full.getLocalDateTime("ts")).isEqualTo(LocalDateTime.of(2024, 1, 2, 3, 4, 5, 6000));
    assertThat(full.getInstant("tz")).isEqualTo(moment);
    assertThat(full.getString("j")).isEqualTo("{\"k\": [1, null]}");
    assertThat(full.getString("a")).isEqualTo("{1,NULL,3}");
    SqlRow empty = rows.get(1);
    for (int i = 1; i < empty.columns().size(); i++) {
      assertThat(empty.get(i)).as(empty.columns().get(i).name()).isNull();
    }
    assertThatThrownBy(() -> empty.getLong("i8")).hasMessageContaining("isNull()");
    assertThat(full.columns().get(13))
        .isEqualTo(new SqlColumn("tz", 1184, "timestamp with time zone", -1));
  }

  @Test
  void errorsAreNamedAndThePositionIsInTheText() {
    sql.update("CREATE TABLE uniques (id int PRIMARY KEY, CONSTRAINT positive CHECK (id > 0))");
    sql.update("INSERT INTO uniques VALUES (1)");
    SqlException twice =
        catchThrowableOfType(
            SqlException.class, () -> sql.update("INSERT INTO uniques VALUES ($1)", 1));
    assertThat(twice.sqlState()).isEqualTo("23505");
    assertThat(twice.detail()).hasValue("Key (id)=(1) already exists.");
    assertThat(twice.constraint()).hasValue("uniques_pkey");
    SqlException wrong =
        catchThrowableOfType(SqlException.class, () -> sql.query("SELECT 1 FROM nowhere"));
    assertThat(wrong.sqlState()).isEqualTo("42P01");
    assertThat(wrong.position()).isEqualTo(15);
    SqlException few =
        catchThrowableOfType(SqlException.class, () -> sql.query("SELECT $1::int + $2::int", 1));
    assertThat(few.sqlState()).isEqualTo("08P01");
    assertThat(few.text()).contains("has 2 parameters, but 1 were given");
  }

  @Test
  void aSessionHoldsItsTransaction() {
    sql.update("CREATE TABLE held (id int PRIMARY KEY)");
    try (SqlSession session = sql.open()) {
      session.update("BEGIN");
      assertThat(session.transaction()).isEqualTo(Transaction.OPEN);
      session.update("INSERT INTO held VALUES (1)");
      assertThat(sql.query("SELECT * FROM held")).isEmpty();
      assertThatThrownBy(() -> session.query("SELECT 1 / 0")).isInstanceOf(SqlException.class);
      assertThat(session.transaction()).isEqualTo(Transaction.FAILED);
      assertThatThrownBy(() -> session.query("SELECT 1"))
          .isInstanceOfSatisfying(
              SqlException.class, e -> assertThat(e.sqlState()).isEqualTo("25P02"));
      session.update("ROLLBACK");
      assertThat(session.transaction()).isEqualTo(Transaction.NONE);
      session.update("BEGIN; INSERT INTO held VALUES (2); COMMIT");
    }
    assertThat(sql.query("SELECT * FROM held").getFirst().getInt(0)).isEqualTo(2);
  }

  @Test
  void aTextOfSeveralStatementsIsOneTransaction() {
    sql.update("CREATE TABLE several (id int PRIMARY KEY)");
    assertThatThrownBy(
            () -> sql.update("INSERT INTO several VALUES (1); INSERT INTO several VALUES (1)"))
        .isInstanceOf(SqlException.class);
    assertThat(sql.query("SELECT * FROM several")).isEmpty();
    try (SqlSession session = sql.open();
        SqlResult result = session.execute("INSERT INTO several VALUES (3), (4); TABLE several")) {
      assertThat(result.returnsRows()).isFalse();
      assertThat(result.tag()).isEqualTo("INSERT 0 2");
      assertThat(result.nextStatement()).isTrue();
      assertThat(result.toList()).hasSize(2);
      assertThat(result.tag()).isEqualTo("SELECT 2");
      assertThat(result.nextStatement()).isFalse();
    }
  }

  @Test
  void whatIsNotReadIsNotMade() {
    try (SqlSession session = sql.open()) {
      try (SqlResult result =
          session.execute("SELECT n, repeat('x', 1000) FROM generate_series(1, 100000000) n")) {
        for (int i = 1; i <= 5_000; i++) {
          SqlRow row = Objects.requireNonNull(result.next());
          assertThat(row.getLong("n")).isEqualTo(i);
        }
      }
      assertThat(session.query("SELECT 'still here'").getFirst().getString(0))
          .isEqualTo("still here");
    }
  }

  @Test
  void aStatementIsCancelledAndTheSessionGoesOn() throws Exception {
    try (SqlSession session = sql.open();
        ExecutorService others = Executors.newSingleThreadExecutor()) {
      Future<List<SqlRow>> running =
          others.submit(
              () -> session.query("SELECT count(*) FROM generate_series(1, 1000000000000)"));
      while (!running.isDone()) {
        session.cancel();
        Thread.onSpinWait();
      }
      assertThatThrownBy(running::get)
          .cause()
          .isInstanceOfSatisfying(
              SqlException.class, e -> assertThat(e.sqlState()).isEqualTo("57014"));
      session.cancel();
      assertThat(session.query("SELECT 1")).hasSize(1);
    }
  }

  @Test
  void aStatementTimeoutEndsWhatOnlyTheRouterDoes() {
    SqlClient hasty = sql.with(SqlOptions.DEFAULT.withStatementTimeout(Duration.ofMillis(200)));
    assertThatThrownBy(() -> hasty.query("SELECT count(*) FROM generate_series(1, 1000000000000)"))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.sqlState()).isEqualTo("57014");
              assertThat(e.text()).contains("statement timeout");
            });
  }

  @Test
  void rowsAreCopiedInAndOut() throws Exception {
    sql.update("CREATE TABLE copied (id int PRIMARY KEY, t text)");
    var data = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      data.append(i).append(",\"text ").append(i).append("\"\n");
    }
    byte[] csv = data.toString().getBytes(StandardCharsets.UTF_8);
    try (SqlSession session = sql.open()) {
      String in = "COPY copied FROM STDIN (FORMAT csv)";
      assertThat(session.copyIn(in, new ByteArrayInputStream(csv))).isEqualTo(20_000);
      var out = new ByteArrayOutputStream();
      String query = "COPY (SELECT * FROM copied ORDER BY id) TO STDOUT (FORMAT csv)";
      assertThat(session.copyOut(query, out)).isEqualTo(20_000);
      assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("0,text 0\n1,text 1\n");
      assertThatThrownBy(() -> session.copyIn(in, new ByteArrayInputStream(csv)))
          .isInstanceOfSatisfying(
              SqlException.class, e -> assertThat(e.sqlState()).isEqualTo("23505"));
      assertThatThrownBy(() -> session.copyIn(in, new Failing())).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> session.query(in)).hasMessageContaining("copyIn");
      assertThat(session.query("SELECT count(*) FROM copied").getFirst().getLong(0))
          .isEqualTo(20_000);
    }
  }

  private static final class Failing extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the disk is gone");
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      throw new IOException("the disk is gone");
    }
  }

  @Test
  void transactionsThatLoseAreRunAgain() throws Exception {
    sql.update("CREATE TABLE counted (id int PRIMARY KEY, n bigint)");
    sql.update("INSERT INTO counted VALUES (1, 0)");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        all.add(
            threads.submit(() -> {
              for (int i = 0; i < 25; i++) {
                long _ =
                    sql.transact(session -> {
                      long n =
                          session
                              .query("SELECT n FROM counted WHERE id = $1", 1)
                              .getFirst()
                              .getLong(0);
                      return session.update("UPDATE counted SET n = $1 WHERE id = 1", n + 1);
                    });
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(sql.query("SELECT n FROM counted").getFirst().getLong(0)).isEqualTo(100);
  }

  @Test
  void aStatementThatComesAgainSeesTheTableAsItIsNow() {
    sql.update("CREATE TABLE grown (id int PRIMARY KEY)");
    try (SqlSession session = sql.open()) {
      session.update("INSERT INTO grown VALUES ($1)", 1);
      String query = "SELECT * FROM grown WHERE id = $1";
      assertThat(session.query(query, 1).getFirst().columns()).hasSize(1);
      sql.update("ALTER TABLE grown ADD COLUMN more text DEFAULT 'new'");
      assertThat(session.query(query, 1).getFirst().getString("more")).isEqualTo("new");
    }
  }

  @Test
  void aSessionThatBreaksLeavesNothing() {
    sql.update("CREATE TABLE broken (id int PRIMARY KEY, n int)");
    sql.update("INSERT INTO broken VALUES (1, 0)");
    SqlSession session = sql.open();
    session.update("BEGIN");
    session.update("UPDATE broken SET n = 1");
    session.close();
    assertThatThrownBy(() -> session.query("SELECT 1")).isInstanceOf(HalcyonException.class);
    sql.update("UPDATE broken SET n = 2");
    assertThat(sql.query("SELECT n FROM broken").getFirst().getInt(0)).isEqualTo(2);
  }

  @Test
  void settingsAreTold() {
    SqlOptions options =
        new SqlOptions("ada", "shop", Map.of("TimeZone", "Asia/Tokyo", "application_name", "it"));
    try (SqlSession session = sql.with(options).open()) {
      assertThat(session.settings()).containsEntry("TimeZone", "Asia/Tokyo");
      SqlRow row =
          session
              .query(
                  "SELECT current_user, current_database() AS db, '2024-01-01 00:00Z'::timestamptz AS t")
              .getFirst();
      assertThat(row.getString(0)).isEqualTo("ada");
      assertThat(row.getString("db")).isEqualTo("shop");
      assertThat(row.getString("t")).isEqualTo("2024-01-01 09:00:00+09");
      session.update("SET TIME ZONE 'UTC'");
      assertThat(session.settings()).containsEntry("TimeZone", "UTC");
    }
    assertThatThrownBy(() -> sql.with(SqlOptions.DEFAULT.with("no_such", "1")).open())
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.sqlState()).isEqualTo("42704"));
  }

  @Test
  void statementsAreDescribed() {
    try (SqlSession session = sql.open()) {
      var info = session.describe("SELECT $1 + 1.5 AS sum, now() AS at WHERE $2");
      assertThat(info.parameterTypes()).containsExactly("numeric", "boolean");
      assertThat(info.columns()).extracting(SqlColumn::name).containsExactly("sum", "at");
      assertThat(info.returnsRows()).isTrue();
    }
  }

  @Test
  void aRowThatNoMessageHoldsIsRefused() {
    try (SqlSession session = sql.open()) {
      assertThatThrownBy(() -> session.query("SELECT repeat('x', 20000000)"))
          .isInstanceOfSatisfying(
              SqlException.class, e -> assertThat(e.sqlState()).isEqualTo("54000"));
      assertThat(session.query("SELECT repeat('x', 5000000) AS x").getFirst().getString("x"))
          .hasSize(5_000_000);
    }
  }

  @Test
  void nobodyThereIsSaid() {
    try (var client =
        HalcyonClient.builder().addresses("127.0.0.1:1").timeout(Duration.ofSeconds(1)).build()) {
      assertThatThrownBy(() -> client.sql().query("SELECT 1"))
          .isInstanceOfSatisfying(
              HalcyonException.class,
              e -> assertThat(e.failure()).isInstanceOf(Failure.Unavailable.class));
    }
  }
}
