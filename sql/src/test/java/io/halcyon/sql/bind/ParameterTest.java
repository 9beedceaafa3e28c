package io.halcyon.sql.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What types parameters are found to have; PostgreSQL's answers to the same statements.
class ParameterTest {
  private static QueryBinder.Bound prepare(String sql, SqlType... declared) {
    SessionContext session =
        new SessionContext(
            ZoneOffset.UTC,
            0,
            0,
            SessionContext.DateOrder.MDY,
            1,
            "u",
            "d",
            List.of("public"),
            Randomness.seeded(1));
    return QueryBinder.prepare(
        (Query) Parser.parse(sql).getFirst(), Catalog.BUILT_IN, session, List.of(declared));
  }

  private static void assertState(String sql, String sqlState) {
    assertThatThrownBy(() -> prepare(sql))
        .isInstanceOfSatisfying(
            SqlError.class, error -> assertThat(error.sqlState()).isEqualTo(sqlState));
  }

  @Test
  void aParameterTakesTheTypeOfTheOtherOperand() {
    assertThat(prepare("SELECT $1 + 1").parameters()).containsExactly(Types.INT4);
    assertThat(prepare("SELECT 'x'::text || $1, $2 > now()").parameters())
        .containsExactly(Types.TEXT, Types.TIMESTAMPTZ);
  }

  @Test
  void aParameterTakesTheTypeThatItIsCastTo() {
    assertThat(prepare("SELECT $1::date, $2::int[]").parameters())
        .extracting(SqlType::name)
        .containsExactly("date", "_int4");
  }

  @Test
  void aParameterComparedWithAnArrayIsOne() {
    assertThat(prepare("SELECT 5 = ANY ($1)").parameters())
        .extracting(SqlType::displayName)
        .containsExactly("integer[]");
  }

  @Test
  void aParameterTakesTheTypeOfTheOtherBranches() {
    assertThat(prepare("SELECT coalesce($1, 1.5), CASE WHEN $2 THEN 1 ELSE $3 END").parameters())
        .containsExactly(Types.NUMERIC, Types.BOOL, Types.INT4);
  }

  @Test
  void aParameterThatNothingIsSaidOfIsText() {
    assertThat(prepare("SELECT $1").parameters()).containsExactly(Types.TEXT);
  }

  @Test
  void declaredTypesStay() {
    assertThat(prepare("SELECT $1 + 1", Types.INT8).parameters()).containsExactly(Types.INT8);
  }

  @Test
  void parametersWithoutOrWithSeveralTypesAreRefused() {
    assertState("SELECT $2 + 1", "42P18");
    assertState("SELECT $1 + 1, $1 || 'x'::text", "42P08");
    assertState("SELECT $1 + $2", "42725");
  }
}
