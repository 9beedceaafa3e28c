package io.halcyon.sql.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.sql.error.SqlError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnalyzeTest {
  private final EngineRunner sql = new EngineRunner();

  @BeforeEach
  void tables() {
    sql.run("create table events (id int primary key, kind text, at int, note json)");
    sql.run("create index events_kind on events (kind)");
    sql.run(
        "insert into events select i, case when i % 100 = 0 then 'rare' else 'usual' end,"
            + " case when i % 4 = 0 then null else i end, null::json from generate_series(1, 2000) i");
  }

  private String first(String query) {
    return sql.run("explain " + query).getFirst();
  }

  private long rows(String query) {
    return Long.parseLong(first(query).replaceAll(".*\\(rows=(\\d+)\\)", "$1"));
  }

  @Test
  void rowsAreCounted() {
    assertThat(first("select * from events")).isEqualTo("Seq Scan on events  (rows=1000)");
    sql.run("analyze events");
    assertThat(first("select * from events")).isEqualTo("Seq Scan on events  (rows=2000)");
    sql.run("delete from events where id > 500");
    sql.run("analyze");
    assertThat(first("select * from events")).isEqualTo("Seq Scan on events  (rows=500)");
  }

  @Test
  void anIndexIsUsedForWhatIsRareOnly() {
    String rare = "select * from events where kind = 'rare'";
    String usual = "select * from events where kind = 'usual'";
    assertThat(first(usual)).startsWith("Index Scan using events_kind on events");
    sql.run("analyze events");
    assertThat(first(rare)).isEqualTo("Index Scan using events_kind on events  (rows=20)");
    assertThat(first(usual)).isEqualTo("Seq Scan on events  (rows=1980)");
  }

  @Test
  void sharesComeFromTheValues() {
    sql.run("analyze events");
    assertThat(first("select * from events where at is null")).endsWith("(rows=500)");
    assertThat(rows("select * from events where id <= 500")).isBetween(495L, 505L);
    assertThat(rows("select * from events where id > 1500")).isBetween(495L, 505L);
    assertThat(rows("select * from events where id > 400 and id <= 600")).isBetween(195L, 205L);
    assertThat(first("select * from events where id > 5000")).endsWith("(rows=1)");
    assertThat(first("select * from events where kind in ('rare', 'usual')"))
        .endsWith("(rows=2000)");
  }

  @Test
  void theSmallerOfTwoTablesIsLookedUpFrom() {
    sql.run("create table few (event int primary key)");
    sql.run("insert into few values (3), (5)");
    sql.run("analyze");
    assertThat(sql.run("explain select * from events join few on events.id = few.event"))
        .anyMatch(line -> line.contains("Seq Scan on few  (rows=2)"))
        .anyMatch(line -> line.contains("Index Scan using events_pkey on events"));
  }

  @Test
  void columnsMayBeNamed() {
    sql.run("analyze events (id)");
    assertThat(rows("select * from events where id <= 500")).isBetween(495L, 505L);
    assertThat(first("select * from events where at is null")).endsWith("(rows=10)");
  }

  @Test
  void anotherEngineReadsWhatWasFound() {
    sql.run("analyze events");
    EngineRunner other = new EngineRunner(sql.storage);
    other.run("analyze events (id)");
    assertThat(other.run("explain select * from events where at is null").getFirst())
        .endsWith("(rows=500)");
  }

  @Test
  void whatIsGoneIsForgotten() {
    sql.run("analyze");
    sql.run("drop table events");
    sql.run("create table later (id int)");
    sql.run("analyze");
    assertThat(first("select * from later")).isEqualTo("Seq Scan on later  (rows=1)");
  }

  @Test
  void itDoesNotMakeOthersLose() {
    EngineRunner other = new EngineRunner(sql.storage);
    sql.block("insert into events values (3000, 'rare', 1, null)");
    other.run("analyze");
    assertThat(sql.run("select count(*) from events")).containsExactly("2001");
  }

  @Test
  void whatCannotBeAnalyzedIsRefused() {
    refused("analyze nothing", "42P01");
    refused("analyze events (nothing)", "42703");
    refused("analyze events (id, id)", "42701");
    refused("analyze (nonsense) events", "42601");
    refused("analyze verbose events", "0A000");
    sql.run("create view seen as select * from events");
    refused("analyze seen", "42809");
    assertThatThrownBy(() -> sql.block("delete from events", "analyze events"))
        .isInstanceOfSatisfying(SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("0A000"));
  }

  private void refused(String statement, String sqlState) {
    assertThatThrownBy(() -> sql.run(statement))
        .isInstanceOfSatisfying(SqlError.class, e -> assertThat(e.sqlState()).isEqualTo(sqlState));
  }
}
