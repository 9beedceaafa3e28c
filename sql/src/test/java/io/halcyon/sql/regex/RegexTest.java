package io.halcyon.sql.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.sql.error.SqlError;
import org.junit.jupiter.api.Test;

/// The promises that the corpus of answers does not show.
class RegexTest {
  private static boolean matches(String text, String expression) {
    return Regex.of(expression, RegexFlags.NONE).isIn(text);
  }

  @Test
  void expressionsThatMakeBacktrackersRunForeverTakeLinearTime() {
    String text = "a".repeat(20_000);
    assertThat(matches(text, "^(a+)+$")).isTrue();
    assertThat(matches(text + "!", "^(a+)+$")).isFalse();
    assertThat(matches(text, "(a|aa)*b")).isFalse();
  }

  @Test
  void expressionsThatAreTooLargeAreRefused() {
    assertThatThrownBy(() -> matches("a", "((a{200}){200}){200}"))
        .isInstanceOfSatisfying(
            SqlError.class, error -> assertThat(error.sqlState()).isEqualTo("2201B"));
  }

  @Test
  void nestingIsBounded() {
    String deep = "(".repeat(100_000) + ")".repeat(100_000);
    assertThatThrownBy(() -> matches("a", deep)).isInstanceOf(SqlError.class);
  }
}
