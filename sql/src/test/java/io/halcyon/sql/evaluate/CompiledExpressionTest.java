package io.halcyon.sql.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.Catalog;
import io.halcyon.sql.bind.QueryBinder;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.IntVector;
import io.halcyon.sql.value.Vector;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Vectors through compiled expressions.
class CompiledExpressionTest {
  private static final SessionContext SESSION =
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
  private static final EvaluationContext CONTEXT =
      new EvaluationContext(SESSION, List.of(), Executor.withoutTables(), List.of());

  /// Compiles an expression over two columns of type `int`.
  private static CompiledExpression compiled(String expression) {
    String sql = "SELECT " + expression + " FROM (VALUES (1, 2)) t(a, b)";
    BoundQuery bound =
        QueryBinder.bind((Query) Parser.parse(sql).getFirst(), Catalog.BUILT_IN, SESSION);
    BoundExpression root = ((BoundQuery.Project) bound).expressions().getFirst();
    return CompiledExpression.of(Folding.fold(root, CONTEXT), 2);
  }

  private static List<@Nullable Object> values(Vector vector) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int row = 0; row < vector.size(); row++) {
      values.add(vector.get(row));
    }
    return values;
  }

  private static Batch batch(int[] a, long @Nullable [] nullsOfA, int[] b) {
    return new Batch(
        a.length, List.of(new IntVector(a, a.length, nullsOfA), new IntVector(b, b.length, null)));
  }

  @Test
  void whatStandsInNullRowsDoesNoHarm() {
    // row 1 is NULL, and would overflow and divide by zero
    Batch batch =
        batch(new int[] {8, Integer.MAX_VALUE, 6}, new long[] {0b010}, new int[] {2, 0, 3});
    assertThat(values(compiled("a + 2000000000").evaluate(batch, CONTEXT)))
        .containsExactly(2_000_000_008, null, 2_000_000_006);
    assertThat(values(compiled("a / b").evaluate(batch, CONTEXT))).containsExactly(4, null, 2);
  }

  @Test
  void aRowThatOverflowsFailsTheBatch() {
    Batch batch = batch(new int[] {1, Integer.MAX_VALUE}, null, new int[] {1, 1});
    assertThatThrownBy(() -> compiled("a + b").evaluate(batch, CONTEXT))
        .isInstanceOfSatisfying(
            SqlError.class, error -> assertThat(error.sqlState()).isEqualTo("22003"));
  }

  @Test
  void whatTheLeftSideDecidesIsNotEvaluatedOnTheRight() {
    Batch batch = batch(new int[] {0, 5, 10}, null, new int[] {0, 5, 1});
    assertThat(values(compiled("b <> 0 AND a / b > 2").evaluate(batch, CONTEXT)))
        .containsExactly(false, false, true);
    assertThat(values(compiled("b = 0 OR a / b > 2").evaluate(batch, CONTEXT)))
        .containsExactly(true, false, true);
  }

  @Test
  void branchesAreEvaluatedForTheirRowsAlone() {
    Batch batch = batch(new int[] {10, 20, 30}, null, new int[] {0, 5, 6});
    assertThat(
            values(
                compiled("CASE b WHEN 0 THEN -1 WHEN 5 THEN a / b ELSE b END")
                    .evaluate(batch, CONTEXT)))
        .containsExactly(-1, 4, 6);
  }

  @Test
  void filtersKeepTheRowsThatAreTrue() {
    Batch batch = batch(new int[] {1, 2, 3}, new long[] {0b100}, new int[] {7, 8, 9});
    Batch kept = compiled("a > 1").filter(batch, CONTEXT);
    assertThat(values(kept.columns().get(1))).containsExactly(8);
  }
}
