package io.halcyon.sql.value;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// A value of type `interval`. Equal are those that last equally long where a month has 30 days and
/// a day 24 hours: PostgreSQL's order.
public record Interval(int months, int days, long micros) implements Comparable<Interval> {
  public static final Interval ZERO = new Interval(0, 0, 0);
  private static final BigInteger MICROS_PER_DAY = BigInteger.valueOf(86_400_000_000L);

  private BigInteger span() {
    return BigInteger.valueOf(months)
        .multiply(BigInteger.valueOf(30))
        .add(BigInteger.valueOf(days))
        .multiply(MICROS_PER_DAY)
        .add(BigInteger.valueOf(micros));
  }

  @Override
  public int compareTo(Interval other) {
    return span().compareTo(other.span());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Interval interval && compareTo(interval) == 0;
  }

  @Override
  public int hashCode() {
    return span().hashCode();
  }
}
