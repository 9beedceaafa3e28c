package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is known by which of PostgreSQL's internal names. Filled once, then only read.
public final class KernelTable {
  private final Map<String, Kernel> kernels = new HashMap<>();
  private final Map<String, RowFunction> functions = new HashMap<>();
  private final Map<String, RowFunction.Typed> typed = new HashMap<>();
  private final Map<String, RowFunction.Rows> sets = new HashMap<>();

  KernelTable() {}

  @Nullable Kernel kernel(String name) {
    return kernels.get(name);
  }

  @Nullable RowFunction function(String name) {
    return functions.get(name);
  }

  RowFunction.@Nullable Typed typed(String name) {
    return typed.get(name);
  }

  RowFunction.@Nullable Rows rows(String name) {
    return sets.get(name);
  }

  boolean has(String name) {
    return kernels.containsKey(name)
        || functions.containsKey(name)
        || typed.containsKey(name)
        || sets.containsKey(name);
  }

  /// Defines a function over vectors; it heeds NULLs itself.
  void vectors(String name, Kernel kernel) {
    require(kernels.put(name, kernel) == null, name);
  }

  /// Defines a function that gets whatever arguments there are, NULLs included unless it is strict.
  void any(String name, RowFunction function) {
    require(functions.put(name, function) == null, name);
  }

  /// Defines a function that depends on the types of its arguments.
  void typed(String name, RowFunction.Typed function) {
    require(typed.put(name, function) == null, name);
  }

  /// Defines a function that returns rows.
  void rows(String name, RowFunction.Rows function) {
    require(sets.put(name, function) == null, name);
  }

  private static void require(boolean first, String name) {
    if (!first) {
      throw new IllegalStateException("defined twice: " + name);
    }
  }

  // the signature of the function says what its arguments are
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> T argument(@Nullable Object[] arguments, int index) {
    return (T) Objects.requireNonNull(arguments[index]);
  }

  <A> void one(String name, RowFunction.One<A> function) {
    any(name, (arguments, _) -> function.apply(KernelTable.<A>argument(arguments, 0)));
  }

  <A, B> void two(String name, RowFunction.Two<A, B> function) {
    any(
        name,
        (arguments, _) ->
            function.apply(
                KernelTable.<A>argument(arguments, 0), KernelTable.<B>argument(arguments, 1)));
  }

  <A, B, C> void three(String name, RowFunction.Three<A, B, C> function) {
    any(
        name,
        (arguments, _) ->
            function.apply(
                KernelTable.<A>argument(arguments, 0),
                KernelTable.<B>argument(arguments, 1),
                KernelTable.<C>argument(arguments, 2)));
  }

  <A, B, C, D> void four(String name, RowFunction.Four<A, B, C, D> function) {
    any(
        name,
        (arguments, _) ->
            function.apply(
                KernelTable.<A>argument(arguments, 0),
                KernelTable.<B>argument(arguments, 1),
                KernelTable.<C>argument(arguments, 2),
                KernelTable.<D>argument(arguments, 3)));
  }

  /// Defines a function of one argument and the session.
  <A> void oneIn(String name, RowFunction.Two<A, SessionContext> function) {
    any(
        name,
        (arguments, session) -> function.apply(KernelTable.<A>argument(arguments, 0), session));
  }

  /// Defines a function of two arguments and the session.
  <A, B> void twoIn(String name, RowFunction.Three<A, B, SessionContext> function) {
    any(
        name,
        (arguments, session) ->
            function.apply(
                KernelTable.<A>argument(arguments, 0),
                KernelTable.<B>argument(arguments, 1),
                session));
  }

  /// Defines a function of three arguments and the session.
  <A, B, C> void threeIn(String name, RowFunction.Four<A, B, C, SessionContext> function) {
    any(
        name,
        (arguments, session) ->
            function.apply(
                KernelTable.<A>argument(arguments, 0),
                KernelTable.<B>argument(arguments, 1),
                KernelTable.<C>argument(arguments, 2),
                session));
  }
}
