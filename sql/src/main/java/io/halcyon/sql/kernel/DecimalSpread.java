package io.halcyon.sql.kernel;

import io.halcyon.sql.value.Numeric;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Variance and standard deviation from sums: `numeric_stddev_internal` of PostgreSQL's
/// `numeric.c`.
public final class DecimalSpread {
  private DecimalSpread() {}

  /// @param sample whether it is divided by one less than the count
  /// @param deviation whether the root of it is wanted
  public static Numeric of(
      long count, Numeric sum, Numeric squares, boolean sample, boolean deviation) {
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal numerator =
        squares.decimal().multiply(n).subtract(sum.decimal().multiply(sum.decimal()));
    if (numerator.signum() <= 0) {
      return Numeric.ZERO;
    }
    BigDecimal divisor = n.multiply(sample ? n.subtract(BigDecimal.ONE) : n);
    int scale = Decimals.divisionScale(numerator, divisor);
    BigDecimal variance = numerator.divide(divisor, scale, RoundingMode.HALF_UP);
    if (!deviation) {
      return Numeric.of(variance);
    }
    int digits = Math.max(variance.precision() - variance.scale(), 0) / 2 + scale + 10;
    BigDecimal root = variance.sqrt(new MathContext(digits, RoundingMode.HALF_UP));
    return Numeric.of(Decimals.rounded(root, scale));
  }
}
