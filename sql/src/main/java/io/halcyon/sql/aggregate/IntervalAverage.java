package io.halcyon.sql.aggregate;

import io.halcyon.sql.kernel.Intervals;
import io.halcyon.sql.value.Interval;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `avg` of intervals.
final class IntervalAverage implements Accumulator {
  private long count;
  private Interval sum = Interval.ZERO;

  @Override
  public void add(@Nullable Object[] arguments) {
    if (arguments[0] instanceof Interval value) {
      count++;
      sum = Intervals.add(sum, value);
    }
  }

  @Override
  public @Nullable Object[] partial() {
    return new @Nullable Object[] {count, sum};
  }

  @Override
  public void absorb(@Nullable Object[] partial) {
    count += (Long) Objects.requireNonNull(partial[0]);
    sum = Intervals.add(sum, (Interval) Objects.requireNonNull(partial[1]));
  }

  @Override
  public @Nullable Object result() {
    return count == 0 ? null : Intervals.divide(sum, (double) count);
  }
}
