package io.halcyon.sql.aggregate;

import org.jspecify.annotations.Nullable;

/// Aggregates whose state is a value of their own type, combined two at a time: `min`, `bool_and`,
/// `bit_or`, `sum(interval)`. NULLs are left out.
final class Fold implements Accumulator {
  /// Combines two values.
  interface Step {
    Object apply(Object left, Object right);
  }

  private final Step step;
  private @Nullable Object state;

  Fold(Step step) {
    this.step = step;
  }

  @Override
  public void add(@Nullable Object[] arguments) {
    @Nullable Object value = arguments[0];
    if (value != null) {
      state = state == null ? value : step.apply(state, value);
    }
  }

  @Override
  public @Nullable Object[] partial() {
    return new @Nullable Object[] {state};
  }

  @Override
  public void absorb(@Nullable Object[] partial) {
    add(partial);
  }

  @Override
  public @Nullable Object result() {
    return state;
  }
}
