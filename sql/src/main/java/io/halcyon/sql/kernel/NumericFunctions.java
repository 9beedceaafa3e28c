package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.FloatText;
import io.halcyon.sql.type.NumericModifier;
import io.halcyon.sql.value.Numeric;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// Functions and casts of `numeric`.
final class NumericFunctions {
  private static final int DISPLAY_SCALE_MAX = 2000;
  private static final int FACTORIAL_MAX = 32_177;

  private NumericFunctions() {}

  static void define(KernelTable table) {
    table.two("numeric_add", NumericArithmetic::add);
    table.two("numeric_sub", (Numeric a, Numeric b) -> NumericArithmetic.add(a, b.negate()));
    table.two("numeric_mul", NumericArithmetic::multiply);
    table.two("numeric_div", NumericArithmetic::divide);
    table.two("numeric_mod", NumericArithmetic::modulo);
    table.two("numeric_div_trunc", NumericArithmetic::divideToInteger);
    table.one("numeric_uminus", (Numeric a) -> a.negate());
    table.one("numeric_uplus", (Numeric a) -> a);
    table.one("numeric_abs", (Numeric a) -> a.signum() < 0 ? a.negate() : a);
    table.one("numeric_inc", (Numeric a) -> NumericArithmetic.add(a, Numeric.ONE));
    table.one("numeric_sign", (Numeric a) -> a.isNan() ? a : Numeric.of(a.signum()));
    rounding(table);
    table.one("numeric_scale", (Numeric a) -> a.isFinite() ? a.decimal().scale() : null);
    table.one("numeric_min_scale", (Numeric a) -> a.isFinite() ? trimmed(a).scale() : null);
    table.one("numeric_trim_scale", (Numeric a) -> a.isFinite() ? Numeric.of(trimmed(a)) : a);
    powers(table);
    casts(table);
    table.two("numeric_gcd", NumericFunctions::gcd);
    table.two("numeric_lcm", NumericFunctions::lcm);
    table.one("numeric_fac", NumericFunctions::factorial);
    table.four("width_bucket_numeric", NumericFunctions::widthBucket);
    table.two("numeric_larger", (Numeric a, Numeric b) -> a.compareTo(b) >= 0 ? a : b);
    table.two("numeric_smaller", (Numeric a, Numeric b) -> a.compareTo(b) <= 0 ? a : b);
  }

  private static BigDecimal trimmed(Numeric value) {
    BigDecimal stripped = value.decimal().stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static void rounding(KernelTable table) {
    table.two(
        "numeric_round", (Numeric a, Integer scale) -> scaled(a, scale, RoundingMode.HALF_UP));
    table.two("numeric_trunc", (Numeric a, Integer scale) -> scaled(a, scale, RoundingMode.DOWN));
    table.one("round(numeric)", (Numeric a) -> scaled(a, 0, RoundingMode.HALF_UP));
    table.one("trunc(numeric)", (Numeric a) -> scaled(a, 0, RoundingMode.DOWN));
    table.one("numeric_ceil", (Numeric a) -> scaled(a, 0, RoundingMode.CEILING));
    table.one("numeric_floor", (Numeric a) -> scaled(a, 0, RoundingMode.FLOOR));
  }

  private static Numeric scaled(Numeric value, int wanted, RoundingMode mode) {
    if (!value.isFinite()) {
      return value;
    }
    int scale = Math.max(-DISPLAY_SCALE_MAX, Math.min(DISPLAY_SCALE_MAX, wanted));
    BigDecimal rounded = value.decimal().setScale(scale, mode);
    return Numeric.of(Decimals.checked(rounded));
  }

  private static void powers(KernelTable table) {
    table.one("numeric_sqrt", NumericFunctions::sqrt);
    table.one("numeric_exp", NumericFunctions::exp);
    table.one("numeric_ln", NumericFunctions::ln);
    table.one("log(numeric)", (Numeric a) -> log(Numeric.of(10), a));
    table.one("log10(numeric)", (Numeric a) -> log(Numeric.of(10), a));
    table.two("numeric_log", NumericFunctions::log);
    table.two("numeric_power", NumericFunctions::power);
  }

  private static Numeric sqrt(Numeric value) {
    if (value.signum() < 0) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_POWER, "cannot take square root of a negative number");
    }
    return value.isFinite() ? Numeric.of(DecimalMath.sqrt(value.decimal())) : value;
  }

  private static Numeric exp(Numeric value) {
    if (value.isFinite()) {
      return Numeric.of(DecimalMath.exp(value.decimal()));
    }
    return value.signum() < 0 ? Numeric.ZERO : value;
  }

  private static Numeric ln(Numeric value) {
    if (value.isFinite()) {
      return Numeric.of(DecimalMath.ln(value.decimal()));
    }
    requireNoNegativeInfinity(value);
    return value;
  }

  private static void requireNoNegativeInfinity(Numeric value) {
    if (value.isInfinite() && value.signum() < 0) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of a negative number");
    }
  }

  private static Numeric log(Numeric base, Numeric value) {
    if (base.isFinite() && value.isFinite()) {
      return Numeric.of(DecimalMath.log(base.decimal(), value.decimal()));
    }
    if (base.isNan() || value.isNan()) {
      return Numeric.NAN;
    }
    for (Numeric operand : new Numeric[] {base, value}) {
      requireNoNegativeInfinity(operand);
      if (operand.isFinite() && operand.signum() <= 0) {
        var _ = DecimalMath.ln(operand.decimal());
      }
    }
    if (base.isInfinite()) {
      return value.isInfinite() ? Numeric.NAN : Numeric.ZERO;
    }
    return Numeric.INFINITY;
  }

  private static Numeric power(Numeric base, Numeric exponent) {
    if (base.isFinite() && exponent.isFinite()) {
      return Numeric.of(DecimalMath.power(base.decimal(), exponent.decimal()));
    }
    boolean one = base.isFinite() && base.compareTo(Numeric.ONE) == 0;
    if (one || (exponent.isFinite() && exponent.signum() == 0)) {
      return Numeric.ONE;
    }
    if (base.isNan() || exponent.isNan()) {
      return Numeric.NAN;
    }
    if (exponent.isInfinite()) {
      return toInfinitePower(base, exponent);
    }
    boolean odd =
        exponent.decimal().stripTrailingZeros().scale() <= 0
            && exponent.decimal().toBigInteger().testBit(0);
    boolean fractional = exponent.decimal().stripTrailingZeros().scale() > 0;
    if (base.signum() < 0 && fractional) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_POWER,
          "a negative number raised to a non-integer power yields a complex result");
    }
    if (exponent.signum() < 0) {
      return Numeric.ZERO;
    }
    return base.signum() < 0 && odd ? Numeric.MINUS_INFINITY : Numeric.INFINITY;
  }

  private static Numeric toInfinitePower(Numeric base, Numeric exponent) {
    if (base.isFinite() && base.signum() == 0 && exponent.signum() < 0) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_POWER, "zero raised to a negative power is undefined");
    }
    Numeric magnitude = base.signum() < 0 ? base.negate() : base;
    int compared = magnitude.compareTo(Numeric.ONE);
    if (compared == 0) {
      return Numeric.ONE;
    }
    return compared > 0 == exponent.signum() > 0 ? Numeric.INFINITY : Numeric.ZERO;
  }

  private static void casts(KernelTable table) {
    for (String name : new String[] {"int2_numeric", "int4_numeric"}) {
      table.one(name, (Integer a) -> Numeric.of(a));
    }
    table.one("int8_numeric", (Long a) -> Numeric.of(a));
    table.one("numeric_int2", (Numeric a) -> (int) integer(a, 15, "smallint"));
    table.one("numeric_int4", (Numeric a) -> (int) integer(a, 31, "integer"));
    table.one("numeric_int8", (Numeric a) -> integer(a, 63, "bigint"));
    table.one("float4_numeric", (Double a) -> ofFloat(a, 6));
    table.one("float8_numeric", (Double a) -> ofFloat(a, 15));
    table.one("numeric_float4", (Numeric a) -> (double) toReal(a));
    table.one("numeric_float8", NumericFunctions::toDouble);
    table.two("numeric", (Numeric a, Integer modifier) -> fitted(a, modifier));
  }

  static long integer(Numeric value, int bits, String typeName) {
    if (!value.isFinite()) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cannot convert " + (value.isNan() ? "NaN" : "infinity") + " to " + typeName);
    }
    BigDecimal decimal = value.decimal();
    // what is far out must not be expanded first
    BigInteger integer =
        decimal.precision() - decimal.scale() > 20
            ? BigInteger.ONE.shiftLeft(Long.SIZE)
            : Decimals.toInteger(decimal);
    if (integer.bitLength() > bits) {
      throw Failures.outOfRange(typeName);
    }
    return integer.longValue();
  }

  private static Numeric ofFloat(double value, int digits) {
    if (Double.isNaN(value)) {
      return Numeric.NAN;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? Numeric.INFINITY : Numeric.MINUS_INFINITY;
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    return Numeric.of(rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros());
  }

  private static float toReal(Numeric value) {
    return value.isFinite() ? FloatText.readReal(value.toString()) : (float) value.doubleValue();
  }

  static double toDouble(Numeric value) {
    return value.isFinite() ? FloatText.readDouble(value.toString()) : value.doubleValue();
  }

  /// Rounds to a modifier's scale and requires its precision.
  static Numeric fitted(Numeric value, int modifier) {
    if (modifier < 0) {
      return value;
    }
    int precision = NumericModifier.precision(modifier);
    int scale = NumericModifier.scale(modifier);
    if (!value.isFinite()) {
      if (value.isNan()) {
        return value;
      }
      throw overflow(precision, scale, "cannot hold an infinite value.");
    }
    BigDecimal rounded = value.decimal().setScale(scale, RoundingMode.HALF_UP);
    int whole = precision - scale;
    if (rounded.signum() != 0 && rounded.precision() - rounded.scale() > whole) {
      String bound = whole == 0 ? "1" : "10^" + whole;
      throw overflow(precision, scale, "must round to an absolute value less than " + bound + ".");
    }
    return Numeric.of(rounded);
  }

  private static SqlError overflow(int precision, int scale, String rule) {
    return new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
        .withDetail("A field with precision %d, scale %d %s".formatted(precision, scale, rule));
  }

  private static Numeric gcd(Numeric a, Numeric b) {
    if (!a.isFinite() || !b.isFinite()) {
      return Numeric.NAN;
    }
    int scale = Math.max(a.decimal().scale(), b.decimal().scale());
    BigInteger left = a.decimal().setScale(scale).unscaledValue();
    BigInteger right = b.decimal().setScale(scale).unscaledValue();
    return Numeric.of(new BigDecimal(left.gcd(right), scale));
  }

  private static Numeric lcm(Numeric a, Numeric b) {
    if (!a.isFinite() || !b.isFinite()) {
      return Numeric.NAN;
    }
    int scale = Math.max(a.decimal().scale(), b.decimal().scale());
    BigInteger left = a.decimal().setScale(scale).unscaledValue();
    BigInteger right = b.decimal().setScale(scale).unscaledValue();
    BigInteger multiple =
        left.signum() == 0 || right.signum() == 0
            ? BigInteger.ZERO
            : left.divide(left.gcd(right)).multiply(right).abs();
    return Numeric.of(Decimals.checked(new BigDecimal(multiple, scale)));
  }

  private static Numeric factorial(Long n) {
    if (n < 0) {
      throw new SqlError(
          SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "factorial of a negative number is undefined");
    }
    if (n > FACTORIAL_MAX) {
      throw io.halcyon.sql.text.NumericText.overflow();
    }
    BigInteger product = BigInteger.ONE;
    for (long i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return Numeric.of(product);
  }

  private static int widthBucket(Numeric operand, Numeric low, Numeric high, Integer count) {
    if (count <= 0) {
      throw bucketError("count must be greater than zero");
    }
    if (operand.isNan() || low.isNan() || high.isNan()) {
      throw bucketError("operand, lower bound, and upper bound cannot be NaN");
    }
    if (!low.isFinite() || !high.isFinite()) {
      throw bucketError("lower and upper bounds must be finite");
    }
    int direction = low.compareTo(high);
    if (direction == 0) {
      throw bucketError("lower bound cannot equal upper bound");
    }
    boolean rising = direction < 0;
    if (rising ? operand.compareTo(low) < 0 : operand.compareTo(low) > 0) {
      return 0;
    }
    if (rising ? operand.compareTo(high) >= 0 : operand.compareTo(high) <= 0) {
      return IntegerFunctions.toInt(count + 1L);
    }
    BigDecimal span = high.decimal().subtract(low.decimal());
    BigDecimal share =
        operand.decimal().subtract(low.decimal()).multiply(BigDecimal.valueOf(count));
    return share.divideToIntegralValue(span).intValueExact() + 1;
  }

  private static SqlError bucketError(String message) {
    return new SqlError(SqlState.INVALID_ARGUMENT_FOR_WIDTH_BUCKET, message);
  }
}
