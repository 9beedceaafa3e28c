package io.halcyon.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.client.SqlClient;
import io.halcyon.client.SqlException;
import io.halcyon.client.SqlSession;
import io.halcyon.testkit.EmbeddedCluster;
import io.halcyon.testkit.Halcyon;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Transactions that want the same row wait for each other, as PostgreSQL's do, rather than lose.
@Timeout(120)
class RowLocksIT {
  private static EmbeddedCluster cluster;
  private static SqlClient sql;
  private final ExecutorService others = Executors.newCachedThreadPool();

  @BeforeAll
  static void start() throws Exception {
    cluster = Halcyon.cluster(3).shards(3).start();
    sql = cluster.client().sql();
    sql.update("CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL)");
    sql.update("INSERT INTO counters SELECT i, 0 FROM generate_series(1, 20) i");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static int n(int id) {
    return sql.query("SELECT n FROM counters WHERE id = $1", id).getFirst().getInt(0);
  }

  @Test
  void anUpdateWaitsForTheOneBeforeItAndGoesOnFromThere() throws Exception {
    try (SqlSession first = sql.open();
        SqlSession second = sql.open()) {
      first.update("BEGIN");
      first.update("UPDATE counters SET n = n + 1 WHERE id = 1");
      second.update("BEGIN");
      // It has a snapshot already, and of another row.
      second.query("SELECT n FROM counters WHERE id = 2");
      Future<Long> waiting =
          others.submit(() -> second.update("UPDATE counters SET n = n + 10 WHERE id = 1"));
      first.update("COMMIT");
      assertThat(waiting.get()).isEqualTo(1);
      second.update("COMMIT");
    }
    assertThat(n(1)).isEqualTo(11);
  }

  @Test
  void forUpdateReadsWhatTheOneBeforeItHasWritten() throws Exception {
    try (SqlSession first = sql.open();
        SqlSession second = sql.open()) {
      first.update("BEGIN");
      first.update("UPDATE counters SET n = 7 WHERE id = 3");
      second.update("BEGIN");
      Future<Integer> waiting =
          others.submit(() ->
              second.query("SELECT n FROM counters WHERE id = 3 FOR UPDATE").getFirst().getInt(0));
      first.update("COMMIT");
      assertThat(waiting.get()).isEqualTo(7);
      second.update("COMMIT");
    }
  }

  @Test
  void aRowThatNoLongerMatchesIsNotChanged() throws Exception {
    try (SqlSession first = sql.open();
        SqlSession second = sql.open()) {
      first.update("BEGIN");
      first.update("UPDATE counters SET n = -1 WHERE id = 4");
      second.update("BEGIN");
      Future<Long> waiting =
          others.submit(() -> second.update("DELETE FROM counters WHERE id = 4 AND n >= 0"));
      first.update("COMMIT");
      assertThat(waiting.get()).isZero();
      second.update("COMMIT");
    }
    assertThat(n(4)).isEqualTo(-1);
  }

  @Test
  void ofTwoThatWaitForEachOtherOneIsToldSo() throws Exception {
    try (SqlSession first = sql.open();
        SqlSession second = sql.open()) {
      first.update("BEGIN");
      first.update("UPDATE counters SET n = 1 WHERE id = 5");
      second.update("BEGIN");
      second.update("UPDATE counters SET n = 2 WHERE id = 6");
      Future<Optional<SqlException>> one =
          others.submit(() -> lost(first, "UPDATE counters SET n = 1 WHERE id = 6"));
      Future<Optional<SqlException>> two =
          others.submit(() -> lost(second, "UPDATE counters SET n = 2 WHERE id = 5"));
      List<SqlException> lost = new ArrayList<>();
      one.get().ifPresent(lost::add);
      two.get().ifPresent(lost::add);
      assertThat(lost).hasSize(1);
      assertThat(lost.getFirst().isRetryable()).isTrue();
    }
    assertThat(n(5)).isEqualTo(n(6));
  }

  /// Runs the last statement of a block, and commits.
  ///
  /// @return why that was not to be
  private static Optional<SqlException> lost(SqlSession session, String statement) {
    try {
      session.update(statement);
      session.update("COMMIT");
      return Optional.empty();
    } catch (SqlException e) {
      session.update("ROLLBACK");
      return Optional.of(e);
    }
  }

  @Test
  void whatWasReadBeforeIsStillChecked() {
    try (SqlSession session = sql.open()) {
      session.update("BEGIN");
      int read = session.query("SELECT n FROM counters WHERE id = 7").getFirst().getInt(0);
      sql.update("UPDATE counters SET n = n + 1 WHERE id = 7");
      assertThatThrownBy(
              () -> {
                session.update("UPDATE counters SET n = $1 WHERE id = 7", read + 1);
                session.update("COMMIT");
              })
          .isInstanceOfSatisfying(
              SqlException.class, e -> assertThat(e.sqlState()).isEqualTo("40001"));
    }
    assertThat(n(7)).isEqualTo(1);
  }

  @Test
  void blocksOnOneHotRowAllCommitWithoutBeingRunAgain() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(
          others.submit(() -> {
            try (SqlSession session = sql.open()) {
              for (int round = 0; round < 25; round++) {
                session.update("BEGIN");
                session.update("UPDATE counters SET n = n + 1 WHERE id = 8");
                session.update("COMMIT");
              }
            }
          }));
    }
    for (Future<?> each : all) {
      each.get();
    }
    assertThat(n(8)).isEqualTo(100);
  }
}
