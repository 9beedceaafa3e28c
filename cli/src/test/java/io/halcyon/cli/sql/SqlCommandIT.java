package io.halcyon.cli.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.cli.HalcyonCommand;
import io.halcyon.cli.output.Terminal;
import io.halcyon.testkit.EmbeddedCluster;
import io.halcyon.testkit.HalcyonTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `halcyon sql` against a real cluster, as the process would run it.
@HalcyonTest(shards = 2)
class SqlCommandIT {
  private final EmbeddedCluster cluster;

  @TempDir Path directory;

  SqlCommandIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  private record Run(int code, String out, String err) {}

  private Run sql(String... options) {
    return piped("", options);
  }

  private Run piped(String input, String... options) {
    List<String> line = new ArrayList<>(List.of("sql", "--router=" + cluster.routerAddress()));
    line.addAll(List.of(options));
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code;
    try (Terminal terminal =
        Terminal.of(new ByteArrayInputStream(input.getBytes(UTF_8)), out, err, false)) {
      code = HalcyonCommand.line(terminal).execute(line.toArray(String[]::new));
    }
    return new Run(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  @Test
  void rowsArePrintedAsPsqlDoes() {
    Run run =
        sql(
            "-e",
            "SELECT 1 AS id, 'häß' AS name, NULL AS \"Nothing\" UNION ALL SELECT 20, E'two\\nlines', 'x'");
    assertThat(run.out())
        .isEqualTo(
            """
             id | name  | Nothing
            ----+-------+---------
              1 | häß   | NULL
             20 | two  +| x
                | lines |
            (2 rows)

            """);
    assertThat(run.code()).isZero();
  }

  @Test
  void rowsArePrintedForPrograms() {
    String query =
        "SELECT 1 AS a, 1.50 AS b, true AS c, NULL AS d, '' AS e, '{\"k\":[1]}'::jsonb AS f";
    assertThat(sql("-o", "json", "-e", query).out())
        .isEqualTo("{\"a\":1,\"b\":1.50,\"c\":true,\"d\":null,\"e\":\"\",\"f\":{\"k\": [1]}}\n");
    assertThat(sql("-o", "csv", "-e", query).out())
        .isEqualTo("a,b,c,d,e,f\n1,1.50,t,,\"\",\"{\"\"k\"\": [1]}\"\n");
  }

  @Test
  void aScriptStopsAtTheFirstErrorAndSaysWhere() throws IOException {
    Path script = directory.resolve("script.sql");
    Files.writeString(script, "CREATE TABLE stop (id int);\nSELECT\n  nowhere;\nSELECT 'after';\n");
    Run run = sql("-f", script.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("CREATE TABLE\n");
    assertThat(run.err())
        .isEqualTo(
            """
            ERROR:  column "nowhere" does not exist
            LINE 2:   nowhere
                      ^
            SQLSTATE:  42703
            """);
    Run on = sql("--keep-going", "-f", script.toString());
    assertThat(on.code()).isEqualTo(1);
    assertThat(on.out()).contains("after");
    assertThat(sql("-f", "/no/such/file").err()).contains("cannot be read");
  }

  @Test
  void dataIsCopiedFromAScriptAndOutAgain() {
    Run run =
        piped(
            """
            CREATE TABLE goods (id int PRIMARY KEY, name text NOT NULL);
            COPY goods FROM stdin;
            1\tapple
            2\tsemi;colon
            \\.
            COPY goods TO STDOUT (FORMAT csv);
            """);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("CREATE TABLE\nCOPY 2\n1,apple\n2,semi;colon\n");
    Run failed =
        piped("COPY goods FROM stdin;\n1\tagain\n3\tpear\n\\.\nSELECT 'next';\n", "--keep-going");
    assertThat(failed.err()).contains("SQLSTATE:  23505");
    assertThat(failed.out()).contains("next").doesNotContain("ERROR");
    Path file = directory.resolve("goods.csv");
    assertThat(piped("\\copy goods TO '" + file + "' (FORMAT csv)").out()).isEqualTo("COPY 2\n");
    Run back =
        piped("DELETE FROM goods;\n\\copy goods FROM '" + file + "' WITH (FORMAT csv)\n\\copy x");
    assertThat(back.out()).isEqualTo("DELETE 2\nCOPY 2\n");
    assertThat(back.code()).isEqualTo(1);
  }

  @Test
  void tablesAreDescribed() {
    Run made =
        sql(
            "-e",
            "CREATE TABLE parent (id int PRIMARY KEY); "
                + "CREATE TABLE child (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
                + "p int NOT NULL REFERENCES parent, t text DEFAULT 'x' CHECK (t <> '')); "
                + "CREATE INDEX child_t ON child (t) WHERE p > 0; "
                + "CREATE VIEW seen AS SELECT id FROM parent");
    assertThat(made.err()).isEmpty();
    String child = piped("\\d child").out();
    assertThat(child)
        .contains("Table \"public.child\"")
        .contains(" id     | bigint  | not null | generated always as identity")
        .contains("\"child_pkey\" PRIMARY KEY, btree (id)")
        .contains("\"child_t\" btree (t) WHERE")
        .contains("\"child_t_check\" CHECK (")
        .contains("\"child_p_fkey\" FOREIGN KEY (p) REFERENCES parent(id)");
    assertThat(piped("\\d parent").out()).contains("TABLE \"child\" CONSTRAINT \"child_p_fkey\"");
    assertThat(piped("\\d seen").out()).contains("View definition:").contains("SELECT");
    assertThat(piped("\\dt\n\\di\n\\dn\n\\l\n\\conninfo").out())
        .contains("child_t", "public", "halcyon", cluster.routerAddress());
    Run missing = piped("\\d nothing");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("Did not find any relation named \"nothing\"");
    assertThat(piped("\\unknown").err()).contains("\\? lists what there is");
  }

  @Test
  void rowsAreShownExpanded() {
    assertThat(piped("\\x\nSELECT 1 AS a, 'b' AS long_name;").out())
        .isEqualTo(
            """
            Expanded display is on.
            -[ RECORD 1 ]
            a         | 1
            long_name | b

            """);
  }
}
