package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.kernel.DoubleArithmetic.Operation;
import io.halcyon.sql.value.DoubleVector;
import io.halcyon.sql.value.Vector;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/// Arithmetic, roots, powers and casts of `real` and `double precision`.
final class FloatFunctions {
  private static final Map<String, Operation> OPERATIONS =
      Map.of(
          "pl", Operation.ADD,
          "mi", Operation.SUBTRACT,
          "mul", Operation.MULTIPLY,
          "div", Operation.DIVIDE);

  private FloatFunctions() {}

  static void define(KernelTable table) {
    OPERATIONS.forEach((ending, operation) -> {
      table.vectors("float4" + ending, new DoubleArithmetic(operation, true));
      for (String name : List.of("float8", "float48", "float84")) {
        table.vectors(name + ending, new DoubleArithmetic(operation, false));
      }
    });
    for (String name : List.of("float4", "float8")) {
      table.one(name + "um", (Double a) -> -a);
      table.one(name + "up", (Double a) -> a);
      table.one(name + "abs", (Double a) -> Math.abs(a));
    }
    casts(table);
    rounding(table);
    powers(table);
    table.any("drandom", (_, session) -> session.random().nextDouble());
    table.four(
        "width_bucket_float8",
        (Double operand, Double low, Double high, Integer count) ->
            widthBucket(operand, low, high, count));
  }

  private static void casts(KernelTable table) {
    for (String name : List.of("i2tod", "i4tod", "i8tod")) {
      table.vectors(name, (arguments, rows, _) -> fromIntegers(arguments[0], rows, false));
    }
    for (String name : List.of("i2tof", "i4tof", "i8tof")) {
      table.vectors(name, (arguments, rows, _) -> fromIntegers(arguments[0], rows, true));
    }
    table.one("ftod", (Double a) -> a);
    table.one("dtof", FloatFunctions::toReal);
    for (String name : List.of("d", "f")) {
      table.one(name + "toi2", (Double a) -> (int) toInteger(a, -32768, 32768, "smallint"));
      table.one(
          name + "toi4",
          (Double a) ->
              (int) toInteger(a, Integer.MIN_VALUE, -(double) Integer.MIN_VALUE, "integer"));
      table.one(
          name + "toi8",
          (Double a) -> toInteger(a, Long.MIN_VALUE, -(double) Long.MIN_VALUE, "bigint"));
    }
  }

  private static Vector fromIntegers(Vector integers, int rows, boolean real) {
    long[] values = Widening.longs(integers);
    double[] result = new double[rows];
    for (int i = 0; i < rows; i++) {
      result[i] = real ? (float) values[i] : values[i];
    }
    return new DoubleVector(result, rows, integers.nulls());
  }

  static double toReal(Double value) {
    float real = value.floatValue();
    if (Float.isInfinite(real) && !Double.isInfinite(value)) {
      throw Failures.floatOverflow();
    }
    if (real == 0 && value != 0) {
      throw Failures.floatUnderflow();
    }
    return real;
  }

  private static long toInteger(double value, double min, double end, String typeName) {
    double rounded = Math.rint(value);
    if (!(rounded >= min && rounded < end)) {
      throw Failures.outOfRange(typeName);
    }
    return (long) rounded;
  }

  private static void rounding(KernelTable table) {
    Map<String, DoubleUnaryOperator> functions =
        Map.of(
            "dround", Math::rint,
            "dtrunc", a -> a < 0 ? Math.ceil(a) : Math.floor(a),
            "dceil", Math::ceil,
            "dfloor", Math::floor,
            "dsign", a -> a > 0 ? 1 : a < 0 ? -1 : 0);
    functions.forEach((name, function) -> table.one(name, (Double a) -> function.applyAsDouble(a)));
  }

  private static void powers(KernelTable table) {
    table.one("dsqrt", FloatFunctions::sqrt);
    table.one("dcbrt", (Double a) -> Math.cbrt(a));
    table.one("dexp", FloatFunctions::exp);
    table.one("dlog1", (Double a) -> Math.log(logArgument(a)));
    table.one("dlog10", (Double a) -> Math.log10(logArgument(a)));
    table.two("dpow", (Double a, Double b) -> power(a, b));
  }

  private static double sqrt(Double value) {
    if (value < 0) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_POWER, "cannot take square root of a negative number");
    }
    return Math.sqrt(value);
  }

  private static double exp(Double value) {
    double result = Math.exp(value);
    if (Double.isInfinite(result) && !Double.isInfinite(value)) {
      throw Failures.floatOverflow();
    }
    if (result == 0 && !Double.isInfinite(value)) {
      throw Failures.floatUnderflow();
    }
    return result;
  }

  private static double logArgument(double value) {
    if (value == 0) {
      throw new SqlError(SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of zero");
    }
    if (value < 0) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of a negative number");
    }
    return value;
  }

  static double power(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_POWER, "zero raised to a negative power is undefined");
    }
    if (base < 0 && Double.isFinite(exponent) && Math.rint(exponent) != exponent) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_POWER,
          "a negative number raised to a non-integer power yields a complex result");
    }
    if (base == 1 || exponent == 0) {
      // even where the other is NaN
      return 1;
    }
    if (base == -1 && Double.isInfinite(exponent)) {
      return 1;
    }
    double result = Math.pow(base, exponent);
    boolean finite = Double.isFinite(base) && Double.isFinite(exponent);
    if (finite && Double.isInfinite(result)) {
      throw Failures.floatOverflow();
    }
    if (finite && result == 0 && base != 0) {
      throw Failures.floatUnderflow();
    }
    return result;
  }

  private static int widthBucket(double operand, double low, double high, int count) {
    if (count <= 0) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_WIDTH_BUCKET, "count must be greater than zero");
    }
    if (Double.isNaN(operand) || Double.isNaN(low) || Double.isNaN(high)) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_WIDTH_BUCKET,
          "operand, lower bound, and upper bound cannot be NaN");
    }
    if (Double.isInfinite(low) || Double.isInfinite(high)) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_WIDTH_BUCKET, "lower and upper bounds must be finite");
    }
    if (low == high) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_WIDTH_BUCKET, "lower bound cannot equal upper bound");
    }
    boolean rising = low < high;
    if (rising ? operand < low : operand > low) {
      return 0;
    }
    if (rising ? operand >= high : operand <= high) {
      return IntegerFunctions.toInt(count + 1L);
    }
    double share = rising ? (operand - low) / (high - low) : (low - operand) / (low - high);
    return (int) Math.min((long) (count * share), count - 1L) + 1;
  }

  /// Returns an error of a trigonometric function.
  static SqlError inputOutOfRange() {
    return new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "input is out of range");
  }
}
