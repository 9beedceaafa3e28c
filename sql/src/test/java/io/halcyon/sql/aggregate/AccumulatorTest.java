package io.halcyon.sql.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.function.Functions;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Partial states say the same as one state over all rows.
class AccumulatorTest {
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

  private static Accumulator accumulator(String name, SqlType type, int arguments) {
    List<SqlType> types = Collections.nCopies(arguments, type);
    Function function = Objects.requireNonNull(Functions.exact(name, types), name);
    return Aggregates.accumulator(
        new Aggregates.Call(
            function, types, List.of(), new @Nullable Object[0], null, function.result(), SESSION));
  }

  private static void assertMerges(String name, SqlType type, int arguments, Object... values) {
    for (int split = 0; split <= values.length; split++) {
      Accumulator whole = accumulator(name, type, arguments);
      Accumulator first = accumulator(name, type, arguments);
      Accumulator second = accumulator(name, type, arguments);
      for (int i = 0; i < values.length; i++) {
        @Nullable Object[] row = new @Nullable Object[arguments];
        row[0] = values[i];
        if (arguments > 1) {
          row[1] = values[values.length - 1 - i];
        }
        whole.add(row);
        (i < split ? first : second).add(row.clone());
      }
      Accumulator merged = accumulator(name, type, arguments);
      merged.absorb(first.partial());
      merged.absorb(second.partial());
      assertThat(merged.result()).as("%s split at %d", name, split).isEqualTo(whole.result());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sum", "avg", "min", "max", "var_samp", "stddev_pop", "bit_and", "bit_or"})
  void partialStatesOfIntegersMerge(String name) {
    assertMerges(name, Types.INT4, 1, 5, 7, -3, Integer.MAX_VALUE, Integer.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "avg", "min", "max", "var_pop", "stddev_samp"})
  void partialStatesOfFloatsMerge(String name) {
    // powers of two, so that sums are exact in any order
    assertMerges(name, Types.FLOAT8, 1, 1.0, 2.0, 4.0, 8.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bool_and", "bool_or", "every"})
  void partialStatesOfBooleansMerge(String name) {
    assertMerges(name, Types.BOOL, 1, true, false, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"string_agg"})
  void partialStatesOfStringsMergeInTheOrderOfTheRows(String name) {
    assertMerges(name, Types.TEXT, 2, "a", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"regr_count", "covar_pop", "regr_sxy"})
  void partialStatesOfPairsMerge(String name) {
    assertMerges(name, Types.FLOAT8, 2, 1.0, 2.0, 4.0, 8.0);
  }
}
