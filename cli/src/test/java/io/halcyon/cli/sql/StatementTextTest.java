package io.halcyon.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTextTest {
  private static List<String> statements(String text) {
    ScriptReader script = new ScriptReader(new BufferedReader(new StringReader(text)));
    List<String> all = new ArrayList<>();
    for (String each = script.next(); each != null; each = script.next()) {
      all.add(each);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ';'",
        "SELECT 'it''s;'",
        "SELECT E'\\';'",
        "SELECT \"a;\"\"b\"",
        "SELECT $$;$$",
        "SELECT $tag$ $$;$$ ; $tag$",
        "SELECT 1 -- ;\n + 1",
        "SELECT 1 /* ; /* ; */ ; */ + 1",
        "SELECT (1;2)",
        "SELECT a$1, $1"
      })
  void aSemicolonThatIsQuotedEndsNothing(String statement) {
    assertThat(statements(statement + "; SELECT 2")).containsExactly(statement, "SELECT 2");
  }

  @Test
  void aQuoteThatIsNotClosedIsNotWhole() {
    assertThat(StatementText.end("SELECT 'a;")).isEqualTo(-1);
    assertThat(StatementText.end("SELECT 'a;\n';")).isEqualTo(13);
    assertThat(StatementText.end("SELECT $x$;")).isEqualTo(-1);
    assertThat(StatementText.end("SELECT 1 /* ;")).isEqualTo(-1);
    assertThat(StatementText.end("SELECT \"a\\;\"")).isEqualTo(-1);
  }

  @Test
  void commandsStandOnLinesOfTheirOwn() {
    assertThat(statements("\\timing\nSELECT 1\n;\n -- nothing\n;\\d t\n\\d u\nSELECT 3"))
        .containsExactly("\\timing", "SELECT 1", "\\d t", "\\d u", "SELECT 3");
  }

  @Test
  void theDataOfACopyEndsWithItsMark() throws IOException {
    ScriptReader script =
        new ScriptReader(
            new BufferedReader(new StringReader("COPY t FROM stdin;\na;b\n'c\n\\.\nSELECT 1;")));
    assertThat(script.next()).isEqualTo("COPY t FROM stdin");
    assertThat(new String(script.data().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("a;b\n'c\n");
    assertThat(script.next()).isEqualTo("SELECT 1");
  }
}
