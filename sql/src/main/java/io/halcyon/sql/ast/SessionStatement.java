package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements on the session: settings, prepared statements, cursors, notifications.
public sealed interface SessionStatement extends Statement {
  /// `SET name TO values`; the special forms have the name of the setting that they stand for.
  ///
  /// @param values empty for `DEFAULT`
  record Set(Position at, Scope scope, String name, List<Option.Value> values)
      implements SessionStatement {}

  /// `SET name FROM CURRENT`, in definitions of functions.
  record SetFromCurrent(Position at, Scope scope, String name) implements SessionStatement {}

  /// For how long a setting holds.
  enum Scope {
    DEFAULT,
    SESSION,
    LOCAL
  }

  /// `RESET`.
  ///
  /// @param name null for all
  record Reset(Position at, @Nullable String name) implements SessionStatement {}

  /// `SHOW`.
  ///
  /// @param name null for all
  record Show(Position at, @Nullable String name) implements SessionStatement {}

  /// `SET CONSTRAINTS`.
  ///
  /// @param names empty for all
  record SetConstraints(Position at, List<QualifiedName> names, boolean deferred)
      implements SessionStatement {}

  /// `PREPARE`.
  record Prepare(Position at, String name, List<TypeName> types, Statement statement)
      implements SessionStatement {}

  /// `EXECUTE`.
  record Execute(Position at, String name, List<Expression> arguments)
      implements SessionStatement {}

  /// `DEALLOCATE`.
  ///
  /// @param name null for all
  record Deallocate(Position at, @Nullable String name) implements SessionStatement {}

  /// `DECLARE … CURSOR`.
  ///
  /// @param options in upper case, as written
  record DeclareCursor(Position at, String name, List<String> options, boolean hold, Query query)
      implements SessionStatement {}

  /// `FETCH` and `MOVE`.
  ///
  /// @param count null where the direction says it
  record Fetch(
      Position at, boolean move, Direction direction, @Nullable Integer count, String cursor)
      implements SessionStatement {}

  /// Which way a cursor moves; the last two go as far as they can.
  enum Direction {
    FORWARD,
    BACKWARD,
    ABSOLUTE,
    RELATIVE,
    FORWARD_ALL,
    BACKWARD_ALL
  }

  /// `CLOSE`.
  ///
  /// @param name null for all
  record CloseCursor(Position at, @Nullable String name) implements SessionStatement {}

  /// `LISTEN`.
  record Listen(Position at, String channel) implements SessionStatement {}

  /// `NOTIFY`.
  record Notify(Position at, String channel, @Nullable String payload)
      implements SessionStatement {}

  /// `UNLISTEN`.
  ///
  /// @param channel null for all
  record Unlisten(Position at, @Nullable String channel) implements SessionStatement {}

  /// `DISCARD`.
  ///
  /// @param what `ALL`, `PLANS`, `SEQUENCES` or `TEMP`
  record Discard(Position at, String what) implements SessionStatement {}
}
