package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import org.jspecify.annotations.Nullable;

/// What a function does to one row's values. Stateless and safe for use by many threads.
@FunctionalInterface
public interface RowFunction {
  @Nullable Object apply(@Nullable Object[] arguments, SessionContext session);

  /// What depends on the types of its arguments.
  @FunctionalInterface
  interface Typed {
    /// Returns what the function does for a call of these types.
    RowFunction of(CallTypes types);
  }

  /// Of one argument that is not null.
  @FunctionalInterface
  interface One<A> {
    @Nullable Object apply(A a);
  }

  /// Of two arguments that are not null.
  @FunctionalInterface
  interface Two<A, B> {
    @Nullable Object apply(A a, B b);
  }

  /// Of three arguments that are not null.
  @FunctionalInterface
  interface Three<A, B, C> {
    @Nullable Object apply(A a, B b, C c);
  }

  /// Of four arguments that are not null.
  @FunctionalInterface
  interface Four<A, B, C, D> {
    @Nullable Object apply(A a, B b, C c, D d);
  }

  /// Returns rows, given arguments that are not null.
  @FunctionalInterface
  interface Rows {
    /// Returns the rows; of several columns each as an `Object[]`.
    Iterable<? extends @Nullable Object> apply(
        @Nullable Object[] arguments, SessionContext session);
  }
}
