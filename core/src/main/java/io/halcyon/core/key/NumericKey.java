package io.halcyon.core.key;

import java.math.BigDecimal;

/// A numeric value of a key column: any decimal number, or one of PostgreSQL's special values.
public sealed interface NumericKey {
  /// A number; equal numbers are equal keys whatever their scale.
  record Finite(BigDecimal value) implements NumericKey {
    @Override
    public boolean equals(Object other) {
      return other instanceof Finite(BigDecimal number) && value.compareTo(number) == 0;
    }

    @Override
    public int hashCode() {
      return value.stripTrailingZeros().hashCode();
    }
  }

  /// A value that is no number; in PostgreSQL's order.
  enum Special implements NumericKey {
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    NAN
  }

  static NumericKey of(BigDecimal value) {
    return new Finite(value);
  }

  /// PostgreSQL's order: -Infinity, the numbers, Infinity, NaN.
  static int compare(NumericKey left, NumericKey right) {
    if (left instanceof Finite(BigDecimal a) && right instanceof Finite(BigDecimal b)) {
      return a.compareTo(b);
    }
    return Integer.compare(rank(left), rank(right));
  }

  private static int rank(NumericKey key) {
    return switch (key) {
      case Special.NEGATIVE_INFINITY -> 0;
      case Finite _ -> 1;
      case Special.POSITIVE_INFINITY -> 2;
      case Special.NAN -> 3;
    };
  }
}
