package io.halcyon.sql.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// A value of type `numeric`: a decimal number with a display scale, `NaN`, or an infinity.
///
/// Equal, and of the same hash, are those of equal value whatever their scale; `NaN` is equal to
/// itself and above everything. The scale is never negative.
public final class Numeric implements Comparable<Numeric> {
  public static final Numeric NAN = new Numeric(null, 2);
  public static final Numeric INFINITY = new Numeric(null, 1);
  public static final Numeric MINUS_INFINITY = new Numeric(null, -1);
  public static final Numeric ZERO = new Numeric(BigDecimal.ZERO, 0);
  public static final Numeric ONE = new Numeric(BigDecimal.ONE, 0);

  private final @Nullable BigDecimal decimal;
  // the order among numbers: -1, 0 for all finite ones, 1, 2
  private final int rank;

  private Numeric(@Nullable BigDecimal decimal, int rank) {
    this.decimal = decimal;
    this.rank = rank;
  }

  public static Numeric of(BigDecimal decimal) {
    return new Numeric(decimal.scale() < 0 ? decimal.setScale(0) : decimal, 0);
  }

  public static Numeric of(long value) {
    return new Numeric(BigDecimal.valueOf(value), 0);
  }

  public static Numeric of(BigInteger value) {
    return new Numeric(new BigDecimal(value), 0);
  }

  public boolean isFinite() {
    return decimal != null;
  }

  public boolean isNan() {
    return rank == 2;
  }

  public boolean isInfinite() {
    return rank == 1 || rank == -1;
  }

  /// Returns the number; only of what is finite.
  public BigDecimal decimal() {
    if (decimal == null) {
      throw new IllegalStateException("not finite: " + this);
    }
    return decimal;
  }

  /// Returns -1, 0 or 1; 1 for `NaN`.
  public int signum() {
    return decimal != null ? decimal.signum() : Math.min(rank, 1);
  }

  public Numeric negate() {
    if (decimal != null) {
      return new Numeric(decimal.negate(), 0);
    }
    return switch (rank) {
      case 1 -> MINUS_INFINITY;
      case -1 -> INFINITY;
      default -> NAN;
    };
  }

  public double doubleValue() {
    if (decimal != null) {
      return decimal.doubleValue();
    }
    return switch (rank) {
      case 1 -> Double.POSITIVE_INFINITY;
      case -1 -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  @Override
  public int compareTo(Numeric other) {
    if (decimal != null && other.decimal != null) {
      return decimal.compareTo(other.decimal);
    }
    return Integer.compare(rank, other.rank);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Numeric numeric && compareTo(numeric) == 0;
  }

  @Override
  public int hashCode() {
    return decimal == null ? rank : decimal.stripTrailingZeros().hashCode();
  }

  /// Returns PostgreSQL's text.
  @Override
  public String toString() {
    if (decimal != null) {
      return decimal.toPlainString();
    }
    return switch (rank) {
      case 1 -> "Infinity";
      case -1 -> "-Infinity";
      default -> "NaN";
    };
  }
}
