package io.halcyon.sql.aggregate;

import io.halcyon.sql.value.Vector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `count`: rows, or those whose arguments are all not NULL.
final class Count implements Accumulator {
  private long count;

  @Override
  public void add(@Nullable Object[] arguments) {
    for (@Nullable Object argument : arguments) {
      if (argument == null) {
        return;
      }
    }
    count++;
  }

  @Override
  public void addAll(Vector[] arguments, int rows) {
    if (arguments.length == 0) {
      count += rows;
      return;
    }
    long @Nullable [] nulls = arguments[0].nulls();
    if (arguments.length > 1) {
      Accumulator.super.addAll(arguments, rows);
    } else if (nulls == null) {
      count += rows;
    } else {
      for (int row = 0; row < rows; row++) {
        count += arguments[0].isNull(row) ? 0 : 1;
      }
    }
  }

  @Override
  public @Nullable Object[] partial() {
    return new @Nullable Object[] {count};
  }

  @Override
  public void absorb(@Nullable Object[] partial) {
    count += (Long) Objects.requireNonNull(partial[0]);
  }

  @Override
  public Object result() {
    return count;
  }
}
