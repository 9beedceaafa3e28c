package io.halcyon.sql.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.sql.error.SqlError;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplainTest {
  private final EngineRunner sql = new EngineRunner();

  @BeforeEach
  void tables() {
    sql.run("create table users (id int primary key, name text, age int)");
    sql.run("create table orders (id int primary key, user_id int, total numeric)");
    sql.run("create index orders_user on orders (user_id)");
    sql.run("insert into users select i, 'u' || i, i % 50 from generate_series(1, 20) i");
    sql.run("insert into orders select i, i % 20 + 1, i from generate_series(1, 60) i");
  }

  private List<String> explain(String statement) {
    return sql.run("explain " + statement);
  }

  @Test
  void aPointIsReadByThePrimaryKey() {
    assertThat(explain("(costs off) select name from users where id = 7 and age > 3"))
        .containsExactly(
            "Index Scan using users_pkey on users",
            "  Index Cond: (id = 7)",
            "  Filter: (age > 3)",
            "  Shards: one");
  }

  @Test
  void sortsGroupsAndLimitsAreShown() {
    assertThat(
            explain(
                "(costs off) select age, count(*) from users where name like 'u%' group by age"
                    + " having count(*) > 1 order by count(*) desc limit 3"))
        .containsExactly(
            "Limit",
            "  ->  Top-N Sort",
            "        Sort Key: count(*) DESC",
            "        ->  HashAggregate",
            "              Group Key: age",
            "              Filter: (count(*) > 1)",
            "              ->  Seq Scan on users",
            "                    Filter: (name ~~ 'u%'::text)",
            "                    Shards: all");
  }

  @Test
  void joinsSayHowTheyAreDone() {
    assertThat(
            explain(
                "(costs off) select u.name, o.total from users u join orders o on o.user_id = u.id"
                    + " where u.id = 3"))
        .anyMatch(line -> line.contains("Lookup Join") || line.contains("Hash Join"))
        .anyMatch(line -> line.contains("Index Scan using users_pkey on users"))
        .anyMatch(line -> line.contains("on orders"));
    assertThat(
            explain(
                "(costs off) select * from users u left join orders o on o.total = u.age"
                    + " and o.id > u.id"))
        .contains("Hash Left Join", "  Join Filter: (id > id)");
  }

  @Test
  void analyzeCountsRowsAndLoops() {
    assertThat(
            explain("(analyze, timing off, summary off) select count(*) from users where age < 5"))
        .containsExactly(
            "Aggregate  (rows=1) (actual rows=1 loops=1)",
            "  ->  Seq Scan on users  (rows=300) (actual rows=4 loops=1)",
            "        Filter: (age < 5)",
            "        Shards: all");
    assertThat(explain("(analyze) select 1"))
        .anyMatch(line -> line.startsWith("Planning Time: "))
        .anyMatch(line -> line.startsWith("Execution Time: "));
  }

  @Test
  void subqueriesAreSubPlans() {
    assertThat(
            explain(
                "(analyze, costs off, timing off, summary off) select (select max(total) from"
                    + " orders o where o.user_id = u.id) from users u where u.id < 3"))
        .contains("  SubPlan 1")
        .anyMatch(line -> line.contains("Aggregate (actual rows=1 loops=2)"));
  }

  @Test
  void whatIsExplainedHasNoEffectUnlessAnalyzed() {
    assertThat(explain("(costs off) delete from users where id = 1"))
        .first()
        .isEqualTo("Delete on users");
    assertThat(sql.run("select count(*) from users")).containsExactly("20");
    assertThat(
            explain("(analyze, costs off, timing off, summary off) delete from users where id = 1"))
        .startsWith("Delete on users (actual rows=0 loops=1)");
    assertThat(sql.run("select count(*) from users")).containsExactly("19");
    assertThat(explain("(costs off) insert into users values (100)").getFirst())
        .isEqualTo("Insert on users");
    assertThat(explain("(costs off) update users set age = 1 where id = 2").getFirst())
        .isEqualTo("Update on users");
  }

  @Test
  void withQueriesSetOperationsAndWindowsAreShown() {
    assertThat(
            explain(
                "(costs off) with recursive n(i) as (select 1 union all select i + 1 from n where"
                    + " i < 5) select i, rank() over (order by i) from n"))
        .contains("WindowAgg", "  ->  Recursive Union")
        .anyMatch(line -> line.contains("WorkTable Scan"));
    assertThat(
            explain("(costs off) select id from users union all select id from orders").getFirst())
        .isEqualTo("Append");
    assertThat(
            explain(
                "(costs off) with x as (select * from users) select * from x a join x b using"
                    + " (id)"))
        .anyMatch(line -> line.contains("CTE Scan"));
  }

  @Test
  void changesWithinWithAreShown() {
    String gone = "with gone as (delete from orders where id = 1 returning user_id) ";
    assertThat(
            explain(
                "(costs off) "
                    + gone
                    + "update users set age = 0 from gone"
                    + " where users.id = gone.user_id"))
        .startsWith("Update on users", "  CTE gone", "        ->  Delete on orders")
        .anyMatch(line -> line.endsWith("->  CTE Scan on gone"));
    assertThat(sql.run("select count(*) from orders")).containsExactly("60");
    assertThat(
            explain("(analyze, costs off, timing off, summary off) " + gone + "select * from gone"))
        .startsWith(
            "CTE Scan on gone (actual rows=1 loops=1)",
            "  CTE gone",
            "        ->  Delete on orders (actual rows=0 loops=1)");
    assertThat(sql.run("select count(*) from orders")).containsExactly("59");
  }

  @Test
  void jsonIsJson() {
    assertThat(explain("(format json, costs off) select name from users where id = 7"))
        .singleElement()
        .asString()
        .contains("\"Node Type\" : \"Index Scan using users_pkey on users\"")
        .contains("\"Index Cond\" : \"(id = 7)\"");
  }

  @Test
  void whatThereIsNotIsRefused() {
    assertThatThrownBy(() -> explain("(buffers) select 1"))
        .isInstanceOfSatisfying(SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("0A000"));
    assertThatThrownBy(() -> explain("(format yaml) select 1"))
        .isInstanceOfSatisfying(SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("0A000"));
    assertThatThrownBy(() -> explain("(nonsense) select 1"))
        .isInstanceOfSatisfying(SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("42601"));
    assertThatThrownBy(() -> explain("(timing) select 1"))
        .isInstanceOfSatisfying(SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("22023"));
  }
}
