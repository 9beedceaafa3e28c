package io.halcyon.sql.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.printer.Printer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is nested, and however deeply, ends with a statement or with 54001; never with the
/// stack.
class NestingTest {
  /// What a thread has by default.
  private static final long STACK_BYTES = 1 << 20;

  private static @Nullable Throwable onSmallStack(Runnable body) throws InterruptedException {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(null, () -> thrown.set(catchThrowable(body::run)), "small", STACK_BYTES);
    thread.start();
    thread.join();
    return thrown.get();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "a + (",
        "not ",
        "- ",
        "f(",
        "case when ",
        "array[",
        "a[",
        "(select ",
        "exists (select ",
        "a in (",
        "(1, ",
        "cast(",
        "a between (",
        "coalesce(",
        "a = any (",
        "a::int + ",
        "row(",
        "@ ",
        "a and (b or "
      })
  void deepExpressionsAreRefused(String opening) throws InterruptedException {
    String sql = "select " + opening.repeat(50_000);
    Throwable thrown = onSmallStack(() -> Parser.parse(sql));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            SyntaxError.class, error -> assertThat(error.sqlState()).isEqualTo("54001"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from (", "select * from ((select 1) union ", "(", "select 1 union (",
        "with a as (", "explain (select ", "select * from a join (", "values (("
      })
  void deepQueriesAreRefused(String opening) throws InterruptedException {
    String sql = opening.repeat(50_000);
    Throwable thrown = onSmallStack(() -> Parser.parse(sql));
    assertThat(thrown).isInstanceOf(SyntaxError.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " + 1",
        " || a",
        ".f",
        "::int",
        " is null",
        " at time zone 'x'",
        " union select 1"
      })
  void longChainsAreRefusedOrFine(String link) throws InterruptedException {
    String sql = "select (a)" + link.repeat(50_000);
    Throwable thrown = onSmallStack(() -> Parser.parse(sql));
    assertThat(thrown == null || thrown instanceof SyntaxError).isTrue();
  }

  @Test
  void whatIsJustAllowedFitsASmallStackWithAllThatIsDoneToIt() throws InterruptedException {
    for (String sql :
        List.of(
            "select " + "1 + ".repeat(390) + "1",
            "select " + "(".repeat(95) + "1" + ")".repeat(95),
            "select 1" + " union select 1".repeat(190),
            "select " + "f(".repeat(190) + ")".repeat(190))) {
      Throwable thrown =
          onSmallStack(() -> {
            Statement statement = Parser.parse(sql).getFirst();
            Statement again = Parser.parse(Printer.print(statement)).getFirst();
            assertThat(again.equals(statement)).isTrue();
            assertThat(again.hashCode()).isEqualTo(statement.hashCode());
          });
      assertThat(thrown).isNull();
    }
  }

  @Test
  void listsMayBeAsLongAsTheyLike() {
    assertThat(Parser.parse("select " + "1, ".repeat(100_000) + "1")).hasSize(1);
    assertThat(Parser.parse("select 1 where true" + " and a = 1".repeat(50_000))).hasSize(1);
    assertThat(Parser.parse("insert into t values (1)" + ", (2)".repeat(50_000))).hasSize(1);
    assertThat(Parser.parse("select 1;".repeat(20_000))).hasSize(20_000);
  }
}
