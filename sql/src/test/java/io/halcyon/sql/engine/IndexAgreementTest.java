package io.halcyon.sql.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.runtime.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A table with many indexes and one with none must always give the same rows, whatever is done to
/// both and whatever is asked: so every way to read a table is right, and every index is kept in
/// step with its rows.
class IndexAgreementTest {
  private static final List<String> INDEXES =
      List.of(
          "create index on indexed (a)",
          "create index on indexed (b desc, a)",
          "create index on indexed (t nulls first, b) include (n)",
          "create unique index on indexed (n, id)",
          "create index on indexed (a) where b > 2",
          "create index on indexed ((a + b), t desc)",
          "create index on indexed (n desc nulls last, t)");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void secondaryIndexesGiveWhatTheTableHas(long seed) {
    RandomGenerator random = Randomness.seeded(seed);
    EngineRunner engine = new EngineRunner();
    for (String table : List.of("plain", "indexed")) {
      engine.run(
          "create table "
              + table
              + " (id int primary key, a int, b bigint, t text, n numeric(6,2))");
    }
    int made = random.nextInt(INDEXES.size());
    INDEXES.subList(0, made).forEach(engine::run);
    for (int step = 0; step < 60; step++) {
      String change = change(random);
      engine.run(change.replace("$table", "plain"));
      engine.run(change.replace("$table", "indexed"));
      if (step == 30) {
        INDEXES.subList(made, INDEXES.size()).forEach(engine::run);
      }
      String query = query(random);
      assertThat(engine.run(query.replace("$table", "indexed")))
          .as("seed %d, step %d: %s", seed, step, query)
          .isEqualTo(engine.run(query.replace("$table", "plain")));
    }
    engine.run("delete from indexed");
    engine.run("delete from plain");
    long left =
        engine.storage.committed.keySet().stream()
            .filter(key -> key[0] == 2 && key[4] != 1)
            .count();
    assertThat(left).as("entries without a row").isZero();
  }

  private static String change(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0, 1 -> {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
          rows.add(
              "(%d, %s, %s, %s, %s)"
                  .formatted(
                      random.nextInt(80),
                      maybe(random, Integer.toString(random.nextInt(6))),
                      maybe(random, Integer.toString(random.nextInt(6))),
                      maybe(random, "'" + "xyz".substring(random.nextInt(3)) + "'"),
                      maybe(random, random.nextInt(300) / 100.0 + "")));
        }
        yield "insert into $table values " + String.join(", ", rows) + " on conflict do nothing";
      }
      case 2 -> "update $table set a = b, b = a + 1, t = t || 'q' where " + condition(random);
      default -> "delete from $table where " + condition(random) + " and id % 3 = 0";
    };
  }

  private static String maybe(RandomGenerator random, String value) {
    return random.nextInt(6) == 0 ? "null" : value;
  }

  private static String query(RandomGenerator random) {
    List<String> orders =
        List.of(
            "id",
            "a, id",
            "b desc, a, id",
            "t nulls first, b, id",
            "n desc nulls last, id",
            "a + b, id");
    String order = orders.get(random.nextInt(orders.size()));
    String limit = random.nextBoolean() ? "" : " limit " + random.nextInt(5);
    return "select * from $table where "
        + condition(random)
        + (random.nextBoolean() ? " and " + condition(random) : "")
        + " order by "
        + order
        + limit;
  }

  private static String condition(RandomGenerator random) {
    int value = random.nextInt(6);
    List<String> conditions =
        List.of(
            "a = " + value,
            "b > 2",
            "b <= " + value,
            "a between 1 and " + value,
            "a in (1, " + value + ", null)",
            "t = 'yz'",
            "t >= 'x' and t < 'z'",
            "t is null",
            "n = 1.00",
            "n < 1.5",
            "a + b = " + value,
            "id = " + random.nextInt(80),
            "id > 40 and a = " + value,
            "b = 3 and a > " + value,
            "a = 3000000000",
            "a < 3000000000",
            "true");
    return conditions.get(random.nextInt(conditions.size()));
  }
}
