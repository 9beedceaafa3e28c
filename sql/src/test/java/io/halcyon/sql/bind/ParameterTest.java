package io.halcyon.sql.bind;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What types parameters are found to have: PostgreSQL 15's answers to `PREPARE`.
class ParameterTest {
  private static String prepared(String sql, SqlType... declared) {
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
    try {
      return QueryBinder.prepare(
              (Query) Parser.parse(sql).getFirst(),
              Catalog.BUILT_IN,
              null,
              session,
              List.of(declared))
          .parameters()
          .toString();
    } catch (SqlError error) {
      return error.sqlState();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "SELECT $1 + 1; [integer]",
        "SELECT 'x'::text || $1, $2 > now(); [text, timestamp with time zone]",
        "SELECT $1::date, $2::int[]; [date, integer[]]",
        "SELECT 5 = ANY ($1); [integer[]]",
        "SELECT coalesce($1, 1.5), CASE WHEN $2 THEN 1 ELSE $3 END; [numeric, boolean, integer]",
        "SELECT $1; [text]",
        "SELECT $1 + 1, $1 || 'x'::text; [integer]",
        "SELECT $1 = $1; [text]",
        "SELECT $1 LIKE 'a%', $2 IN (1, 2), $3 BETWEEN 1 AND 2::bigint; [text, integer, integer]",
        "SELECT nullif($1, 1), ARRAY[$2, 1.5]; [integer, numeric]",
        "SELECT $1 || $2; [text, text]",
        "SELECT $1 + interval '1 day'; [interval]",
        "SELECT $1::text || $1; [text]",
        "SELECT $2 + 1; 42P18",
        "SELECT $1 + $2; 42725",
        "SELECT upper($1), abs($1); 42883",
        "SELECT $1 = 1 AND $1 = 'x'::text; 42883",
        "SELECT $1 -> 'a'; 42725",
        "SELECT extract(day from $1); 42725",
      })
  void typesFollowFromWhereParametersStand(String sql, String expected) {
    assertThat(prepared(sql)).isEqualTo(expected);
  }

  @Test
  void declaredTypesStay() {
    assertThat(prepared("SELECT $1 + 1", Types.INT8)).isEqualTo("[bigint]");
  }
}
