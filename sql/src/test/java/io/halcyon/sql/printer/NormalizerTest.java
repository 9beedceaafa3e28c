package io.halcyon.sql.printer;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.printer.Normalizer.Fingerprint;
import org.junit.jupiter.api.Test;

class NormalizerTest {
  private static Fingerprint of(String sql) {
    return Normalizer.fingerprint(Parser.parse(sql).getFirst());
  }

  @Test
  void statementsThatDifferInLiteralsOnlyShareAFingerprint() {
    Fingerprint one = of("select * from t where id = 42 and title = 'a'");
    Fingerprint other = of("SELECT *\n FROM t WHERE id = -7 AND title = 'it''s'");
    assertThat(one.text()).isEqualTo("SELECT * FROM t WHERE (id = $1) AND (title = $2)");
    assertThat(other.text()).isEqualTo(one.text());
    assertThat(other.literals()).extracting(Printer::print).containsExactly("-7", "'it''s'");
  }

  @Test
  void parametersOfTheStatementKeepTheirNumbers() {
    Fingerprint fingerprint = of("update t set a = $2, b = 5 where c = $1 and d = 1.5");
    assertThat(fingerprint.text())
        .isEqualTo("UPDATE t SET a = $2, b = $3 WHERE (c = $1) AND (d = $4)");
    assertThat(fingerprint.parametersBefore()).isEqualTo(2);
    assertThat(fingerprint.literals()).extracting(Printer::print).containsExactly("5", "1.5");
  }

  @Test
  void numbersThatNameColumnsStay() {
    assertThat(of("select a, b + 1 from t group by 1, b + 2 order by 2 desc limit 10").text())
        .isEqualTo("SELECT a, b + $1 FROM t GROUP BY 1, b + $2 ORDER BY 2 DESC LIMIT $3");
    assertThat(of("select distinct on (1) a from t").literals()).isEmpty();
  }

  @Test
  void typesAndTypedLiteralsStay() {
    Fingerprint fingerprint =
        of("select cast('x' as varchar(10)), date '2026-01-01', extract(year from a), null, true");
    assertThat(fingerprint.text())
        .isEqualTo(
            "SELECT CAST($1 AS pg_catalog.\"varchar\"(10)), date '2026-01-01',"
                + " EXTRACT('year' FROM a), NULL, TRUE");
  }

  @Test
  void definitionsKeepTheirLiterals() {
    Fingerprint fingerprint = of("create view v as select 1");
    assertThat(fingerprint.text()).isEqualTo("CREATE VIEW v AS SELECT 1");
    assertThat(fingerprint.literals()).isEmpty();
  }

  @Test
  void kindsOfLiteralsAreKept() {
    assertThat(of("insert into t values (1, 1.5, 'x', B'1')").literals())
        .extracting(literal -> literal.getClass().getSimpleName())
        .containsExactly("IntegerLiteral", "NumericLiteral", "StringLiteral", "BitLiteral");
  }
}
