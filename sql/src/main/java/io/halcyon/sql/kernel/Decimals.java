package io.halcyon.sql.kernel;

import io.halcyon.sql.text.NumericText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// The scales that PostgreSQL's `numeric.c` chooses for results. It counts in digits of base 10000,
/// which shows in them.
final class Decimals {
  static final int SIGNIFICANT_DIGITS_MIN = 16;
  static final int DISPLAY_SCALE_MAX = 1000;
  private static final int DIGITS = 4;
  private static final BigDecimal LOW = new BigDecimal("0.9");
  private static final BigDecimal HIGH = new BigDecimal("1.1");

  private Decimals() {}

  /// Returns the power of 10000 of the first digit; 0 for zero.
  static int weight(BigDecimal value) {
    return value.signum() == 0 ? 0 : Math.floorDiv(value.precision() - value.scale() - 1, DIGITS);
  }

  /// Returns the first digit of base 10000.
  private static int firstDigit(BigDecimal value) {
    return value.signum() == 0
        ? 0
        : value
            .abs()
            .scaleByPowerOfTen(-DIGITS * weight(value))
            .setScale(0, RoundingMode.DOWN)
            .intValueExact();
  }

  /// Returns a scale between the bounds, and not less than that of either operand.
  static int bounded(int scale, BigDecimal left, BigDecimal right) {
    int atLeast = Math.max(scale, Math.max(left.scale(), right.scale()));
    return Math.min(Math.max(atLeast, 0), DISPLAY_SCALE_MAX);
  }

  /// `select_div_scale`.
  static int divisionScale(BigDecimal dividend, BigDecimal divisor) {
    int weight = weight(dividend) - weight(divisor);
    if (firstDigit(dividend) <= firstDigit(divisor)) {
      weight--;
    }
    return bounded(SIGNIFICANT_DIGITS_MIN - weight * DIGITS, dividend, divisor);
  }

  static int rootScale(BigDecimal value) {
    int weight = (weight(value) + 1) * DIGITS / 2 - 1;
    return bounded(SIGNIFICANT_DIGITS_MIN - weight, value, value);
  }

  /// `estimate_ln_dweight`: the power of ten of the logarithm.
  static int logarithmWeight(BigDecimal value) {
    if (value.signum() <= 0) {
      return 0;
    }
    if (value.compareTo(LOW) >= 0 && value.compareTo(HIGH) <= 0) {
      BigDecimal distance = value.subtract(BigDecimal.ONE);
      return distance.signum() == 0
          ? 0
          : weight(distance) * DIGITS + (int) Math.log10(firstDigit(distance));
    }
    int power = (weight(value) - 1) * DIGITS;
    double digits = value.scaleByPowerOfTen(-power).setScale(0, RoundingMode.DOWN).doubleValue();
    double logarithm = Math.log(digits) + power * 2.302585092994046;
    return (int) Math.log10(Math.abs(logarithm));
  }

  /// Requires that a result is not larger than numerics can be.
  static BigDecimal checked(BigDecimal value) {
    if (value.signum() != 0
        && (long) value.precision() - value.scale() > NumericText.WHOLE_DIGITS_MAX) {
      throw NumericText.overflow();
    }
    return value;
  }

  static BigDecimal rounded(BigDecimal value, int scale) {
    return value.setScale(scale, RoundingMode.HALF_UP);
  }

  static BigInteger toInteger(BigDecimal value) {
    return value.setScale(0, RoundingMode.HALF_UP).toBigInteger();
  }
}
