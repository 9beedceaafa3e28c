package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.NumericText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// Roots, logarithms and powers of decimal numbers, to any scale.
final class DecimalMath {
  private static final int GUARD_DIGITS = 10;
  private static final double LOG10_E = 0.434294481903252;
  private static final int RESULT_SCALE_MAX = 2000;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final int WEIGHT_MAX = 0x7fff;

  private DecimalMath() {}

  static BigDecimal sqrt(BigDecimal value) {
    int scale = Decimals.rootScale(value);
    if (value.signum() == 0) {
      return BigDecimal.ZERO.setScale(scale);
    }
    int digits = Math.max(value.precision() - value.scale(), 0) / 2 + 1 + scale + GUARD_DIGITS;
    BigDecimal root = value.sqrt(new MathContext(digits, RoundingMode.HALF_UP));
    return Decimals.rounded(root, scale);
  }

  static BigDecimal exp(BigDecimal value) {
    double weight = clamp(value.doubleValue() * LOG10_E);
    int scale = Decimals.bounded(Decimals.SIGNIFICANT_DIGITS_MIN - (int) weight, value, value);
    return exp(value, scale);
  }

  private static double clamp(double weight) {
    return Math.max(-RESULT_SCALE_MAX, Math.min(RESULT_SCALE_MAX, weight));
  }

  /// Returns e to the power of `value`, rounded to a scale.
  private static BigDecimal exp(BigDecimal value, int scale) {
    double estimate = value.doubleValue();
    if (Math.abs(estimate) >= RESULT_SCALE_MAX * 3.0) {
      if (estimate > 0) {
        throw NumericText.overflow();
      }
      return BigDecimal.ZERO.setScale(scale);
    }
    int digits = Math.max(0, (int) (estimate * LOG10_E)) + scale + GUARD_DIGITS + 8;
    MathContext context = new MathContext(digits, RoundingMode.HALF_EVEN);
    // halved until the series converges fast, then squared as often
    int halvings = 0;
    BigDecimal reduced = value;
    while (reduced.abs().compareTo(new BigDecimal("0.01")) > 0) {
      reduced = reduced.divide(TWO);
      halvings++;
    }
    MathContext inner = new MathContext(digits + halvings, RoundingMode.HALF_EVEN);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal least = BigDecimal.ONE.scaleByPowerOfTen(-digits - halvings - 2);
    for (int n = 1; term.abs().compareTo(least) > 0; n++) {
      term = term.multiply(reduced, inner).divide(BigDecimal.valueOf(n), inner);
      sum = sum.add(term, inner);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, inner);
    }
    return Decimals.checked(Decimals.rounded(sum.round(context), scale));
  }

  static BigDecimal ln(BigDecimal value) {
    requirePositive(value);
    int scale =
        Decimals.bounded(
            Decimals.SIGNIFICANT_DIGITS_MIN - Decimals.logarithmWeight(value), value, value);
    return ln(value, scale);
  }

  private static void requirePositive(BigDecimal value) {
    if (value.signum() == 0) {
      throw new SqlError(SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of zero");
    }
    if (value.signum() < 0) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of a negative number");
    }
  }

  /// Returns the natural logarithm, rounded to a scale: square roots until the number is near 1,
  /// then the series of the inverse hyperbolic tangent.
  private static BigDecimal ln(BigDecimal value, int scale) {
    if (value.compareTo(BigDecimal.ONE) == 0) {
      return BigDecimal.ZERO.setScale(scale);
    }
    int digits = scale + GUARD_DIGITS + 16 + Math.abs(value.precision() - value.scale()) / 1000;
    MathContext context = new MathContext(digits + 16, RoundingMode.HALF_EVEN);
    BigDecimal reduced = value;
    int roots = 0;
    while (reduced.compareTo(new BigDecimal("0.9")) < 0
        || reduced.compareTo(new BigDecimal("1.1")) > 0) {
      reduced = reduced.sqrt(context);
      roots++;
    }
    BigDecimal quotient =
        reduced.subtract(BigDecimal.ONE).divide(reduced.add(BigDecimal.ONE), context);
    BigDecimal square = quotient.multiply(quotient, context);
    BigDecimal power = quotient;
    BigDecimal sum = quotient;
    BigDecimal least = BigDecimal.ONE.scaleByPowerOfTen(-digits - 12);
    for (int n = 3; power.abs().compareTo(least) > 0; n += 2) {
      power = power.multiply(square, context);
      sum = sum.add(power.divide(BigDecimal.valueOf(n), context), context);
    }
    BigDecimal factor = new BigDecimal(BigInteger.TWO.pow(roots + 1));
    return Decimals.rounded(sum.multiply(factor, context), scale);
  }

  static BigDecimal log(BigDecimal base, BigDecimal value) {
    requirePositive(base);
    requirePositive(value);
    int baseWeight = Decimals.logarithmWeight(base);
    int valueWeight = Decimals.logarithmWeight(value);
    int weight = valueWeight - baseWeight;
    int scale = Decimals.bounded(Decimals.SIGNIFICANT_DIGITS_MIN - weight, base, value);
    int inner = scale + Math.abs(weight) + Math.abs(baseWeight) + Math.abs(valueWeight) + 8;
    BigDecimal divisor = ln(base, inner);
    if (divisor.signum() == 0) {
      throw Failures.divisionByZero();
    }
    return ln(value, inner).divide(divisor, scale, RoundingMode.HALF_UP);
  }

  static BigDecimal power(BigDecimal base, BigDecimal exponent) {
    if (base.signum() == 0 && exponent.signum() < 0) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_POWER, "zero raised to a negative power is undefined");
    }
    BigDecimal whole = exponent.stripTrailingZeros();
    boolean integer = whole.scale() <= 0;
    if (base.signum() < 0 && !integer) {
      throw new SqlError(
          SqlState.INVALID_ARGUMENT_FOR_POWER,
          "a negative number raised to a non-integer power yields a complex result");
    }
    if (integer && whole.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
      return integerPower(base, whole.intValueExact());
    }
    if (base.signum() == 0) {
      return BigDecimal.ZERO.setScale(Decimals.SIGNIFICANT_DIGITS_MIN);
    }
    boolean negative = base.signum() < 0 && whole.toBigInteger().testBit(0);
    BigDecimal positive = base.abs();
    int estimateScale = Math.max(0, 8 - Decimals.logarithmWeight(positive));
    BigDecimal estimate =
        Decimals.rounded(ln(positive, estimateScale).multiply(exponent), estimateScale);
    double logarithm = estimate.doubleValue();
    if (Math.abs(logarithm) > RESULT_SCALE_MAX * 3.01) {
      if (logarithm > 0) {
        throw NumericText.overflow();
      }
      return BigDecimal.ZERO.setScale(Decimals.DISPLAY_SCALE_MAX);
    }
    int weight = (int) (logarithm * LOG10_E);
    int scale = Decimals.bounded(Decimals.SIGNIFICANT_DIGITS_MIN - weight, base, exponent);
    int inner = scale + Math.max(weight, 0) + exponent.precision() + GUARD_DIGITS;
    BigDecimal result = exp(ln(positive, inner).multiply(exponent), scale);
    return negative ? result.negate() : result;
  }

  /// `power_var_int`.
  private static BigDecimal integerPower(BigDecimal base, int exponent) {
    double weight = 0;
    if (base.signum() != 0) {
      BigDecimal magnitude = base.abs();
      int shift = magnitude.precision() - magnitude.scale() - 1;
      weight = exponent * (Math.log10(magnitude.scaleByPowerOfTen(-shift).doubleValue()) + shift);
    }
    if (weight > (WEIGHT_MAX + 1) * 4.0) {
      throw NumericText.overflow();
    }
    int scale = Decimals.bounded(Decimals.SIGNIFICANT_DIGITS_MIN, base, base);
    if (weight + 1 < -scale) {
      return BigDecimal.ZERO.setScale(scale);
    }
    if (exponent == 0) {
      return BigDecimal.ONE.setScale(scale);
    }
    if (exponent == 1) {
      return Decimals.rounded(base, scale);
    }
    if (base.signum() == 0) {
      return BigDecimal.ZERO.setScale(scale);
    }
    int digits = Math.max((int) weight, 0) + scale + GUARD_DIGITS + 10;
    MathContext context = new MathContext(digits, RoundingMode.HALF_UP);
    BigDecimal power = powerOf(base, Math.abs((long) exponent), context);
    BigDecimal result =
        exponent > 0
            ? Decimals.rounded(power, scale)
            : BigDecimal.ONE.divide(power, scale, RoundingMode.HALF_UP);
    return Decimals.checked(result);
  }

  private static BigDecimal powerOf(BigDecimal base, long exponent, MathContext context) {
    BigDecimal result = BigDecimal.ONE;
    BigDecimal square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        result = result.multiply(square, context);
      }
      if (rest > 1) {
        square = square.multiply(square, context);
      }
    }
    return result;
  }
}
