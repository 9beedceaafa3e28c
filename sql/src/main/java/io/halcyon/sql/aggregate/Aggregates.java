package io.halcyon.sql.aggregate;

import io.halcyon.sql.aggregate.IntegerSum.Result;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.kernel.Intervals;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.BitString;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Order;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds what an aggregate does: the entrance of the package.
public final class Aggregates {
  private static final Map<String, Moment> MOMENTS =
      Map.of(
          "var_pop", Moment.VARIANCE_POPULATION,
          "var_samp", Moment.VARIANCE_SAMPLE,
          "variance", Moment.VARIANCE_SAMPLE,
          "stddev_pop", Moment.DEVIATION_POPULATION,
          "stddev_samp", Moment.DEVIATION_SAMPLE,
          "stddev", Moment.DEVIATION_SAMPLE);

  private static final Map<String, Regression.Result> REGRESSIONS =
      Map.ofEntries(
          Map.entry("regr_count", Regression.Result.COUNT),
          Map.entry("regr_sxx", Regression.Result.SXX),
          Map.entry("regr_syy", Regression.Result.SYY),
          Map.entry("regr_sxy", Regression.Result.SXY),
          Map.entry("regr_avgx", Regression.Result.AVERAGE_X),
          Map.entry("regr_avgy", Regression.Result.AVERAGE_Y),
          Map.entry("regr_r2", Regression.Result.R2),
          Map.entry("regr_slope", Regression.Result.SLOPE),
          Map.entry("regr_intercept", Regression.Result.INTERCEPT),
          Map.entry("corr", Regression.Result.CORRELATION),
          Map.entry("covar_pop", Regression.Result.COVARIANCE_POPULATION),
          Map.entry("covar_samp", Regression.Result.COVARIANCE_SAMPLE));

  private Aggregates() {}

  /// A call of an aggregate, ready for evaluation.
  ///
  /// @param types of the arguments that are aggregated over
  /// @param directTypes of those that are not
  /// @param direct their values
  /// @param order compares rows of an ordered-set aggregate as `WITHIN GROUP` says; null if none
  public record Call(
      Function function,
      List<SqlType> types,
      List<SqlType> directTypes,
      @Nullable Object[] direct,
      @Nullable Comparator<@Nullable Object[]> order,
      SqlType result,
      SessionContext session) {}

  /// Returns a state that has taken in nothing.
  ///
  /// @throws SqlError if the aggregate is not implemented (0A000)
  public static Accumulator accumulator(Call call) {
    String name = call.function().name();
    @Nullable Accumulator found = numeric(name, call);
    if (found == null) {
      found = folded(name, call);
    }
    if (found == null) {
      found = Collections.of(name, call);
    }
    if (found == null) {
      throw SqlError.unsupported("aggregate " + call.function().signature());
    }
    return found;
  }

  private static @Nullable Accumulator numeric(String name, Call call) {
    if (name.equals("count")) {
      return new Count();
    }
    @Nullable Moment moment = MOMENTS.get(name);
    String type = call.types().isEmpty() ? "" : call.types().getFirst().name();
    if (moment != null) {
      return type.startsWith("float") ? new FloatMoments(moment) : new NumericMoments(moment);
    }
    Regression.@Nullable Result regression = REGRESSIONS.get(name);
    if (regression != null) {
      return new Regression(regression);
    }
    return switch (name) {
      case "sum" -> sum(type);
      case "avg" -> average(type);
      default -> null;
    };
  }

  private static @Nullable Accumulator sum(String type) {
    return switch (type) {
      case "int2", "int4" -> new IntegerSum(Result.BIGINT);
      case "int8" -> new IntegerSum(Result.NUMERIC);
      case "numeric" -> new NumericSum(false);
      case "float4" -> new FloatSum(true);
      case "float8" -> new FloatSum(false);
      case "interval" ->
          new Fold((left, right) -> Intervals.add((Interval) left, (Interval) right));
      default -> null;
    };
  }

  private static @Nullable Accumulator average(String type) {
    return switch (type) {
      case "int2", "int4", "int8" -> new IntegerSum(Result.AVERAGE);
      case "numeric" -> new NumericSum(true);
      case "float4", "float8" -> new FloatMoments(Moment.AVERAGE);
      case "interval" -> new IntervalAverage();
      default -> null;
    };
  }

  private static @Nullable Accumulator folded(String name, Call call) {
    return switch (name) {
      case "min" -> extreme(call.types().getFirst(), false);
      case "max" -> extreme(call.types().getFirst(), true);
      case "bool_and", "every" -> new Fold((left, right) -> (Boolean) left && (Boolean) right);
      case "bool_or" -> new Fold((left, right) -> (Boolean) left || (Boolean) right);
      case "bit_and" -> new Fold((left, right) -> bits(left, right, '&'));
      case "bit_or" -> new Fold((left, right) -> bits(left, right, '|'));
      case "bit_xor" -> new Fold((left, right) -> bits(left, right, '^'));
      default -> null;
    };
  }

  private static @Nullable Accumulator extreme(SqlType type, boolean greatest) {
    if (!Order.exists(type)) {
      return null;
    }
    Comparator<Object> order = Order.of(type);
    return new Fold((left, right) -> {
      int compared = order.compare(left, right);
      // of equals the first stays for max, the last for min, as PostgreSQL's larger and smaller
      boolean keep = greatest ? compared >= 0 : compared <= 0;
      return keep ? left : right;
    });
  }

  private static Object bits(Object left, Object right, char operation) {
    if (left instanceof Integer a && right instanceof Integer b) {
      return (int) combined(a, b, operation);
    }
    if (left instanceof Long a && right instanceof Long b) {
      return combined(a, b, operation);
    }
    String a = ((BitString) left).digits();
    String b = ((BitString) right).digits();
    return new BitString(io.halcyon.sql.kernel.Bits.combined(a, b, operation));
  }

  private static long combined(long a, long b, char operation) {
    return switch (operation) {
      case '&' -> a & b;
      case '|' -> a | b;
      default -> a ^ b;
    };
  }
}
