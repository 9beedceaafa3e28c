package io.halcyon.sql.kernel;

import io.halcyon.sql.text.NumericText;
import io.halcyon.sql.value.Numeric;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// The four operations on `numeric`, infinities and `NaN` included.
public final class NumericArithmetic {
  private NumericArithmetic() {}

  public static Numeric add(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      return Numeric.of(Decimals.checked(a.decimal().add(b.decimal())));
    }
    if (a.isNan() || b.isNan() || (a.isInfinite() && b.isInfinite() && a.signum() != b.signum())) {
      return Numeric.NAN;
    }
    return a.isFinite() ? b : a;
  }

  public static Numeric subtract(Numeric a, Numeric b) {
    return add(a, b.negate());
  }

  public static Numeric multiply(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      BigDecimal product = Decimals.checked(a.decimal().multiply(b.decimal()));
      return Numeric.of(
          product.scale() > NumericText.SCALE_MAX
              ? Decimals.rounded(product, NumericText.SCALE_MAX)
              : product);
    }
    int sign = a.signum() * b.signum();
    if (a.isNan() || b.isNan() || sign == 0) {
      return Numeric.NAN;
    }
    return sign > 0 ? Numeric.INFINITY : Numeric.MINUS_INFINITY;
  }

  public static Numeric divide(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      requireNotZero(b);
      int scale = Decimals.divisionScale(a.decimal(), b.decimal());
      return Numeric.of(
          Decimals.checked(a.decimal().divide(b.decimal(), scale, RoundingMode.HALF_UP)));
    }
    if (a.isNan() || b.isNan() || (a.isInfinite() && b.isInfinite())) {
      return Numeric.NAN;
    }
    if (b.isInfinite()) {
      return Numeric.ZERO;
    }
    requireNotZero(b);
    return a.signum() * b.signum() > 0 ? Numeric.INFINITY : Numeric.MINUS_INFINITY;
  }

  private static void requireNotZero(Numeric divisor) {
    if (divisor.signum() == 0) {
      throw Failures.divisionByZero();
    }
  }

  public static Numeric modulo(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      requireNotZero(b);
      BigDecimal rest = a.decimal().remainder(b.decimal());
      int scale = Math.max(a.decimal().scale(), b.decimal().scale());
      return Numeric.of(rest.setScale(scale, RoundingMode.UNNECESSARY));
    }
    if (a.isNan() || b.isNan()) {
      return Numeric.NAN;
    }
    if (a.isInfinite()) {
      if (b.isFinite()) {
        requireNotZero(b);
      }
      return Numeric.NAN;
    }
    return a;
  }

  static Numeric divideToInteger(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      requireNotZero(b);
      return Numeric.of(a.decimal().divide(b.decimal(), 0, RoundingMode.DOWN));
    }
    return divide(a, b);
  }
}
