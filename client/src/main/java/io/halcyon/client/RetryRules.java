package io.halcyon.client;

import io.halcyon.core.failure.Failure;

/// Decides what a failed attempt means for its call. Pure.
final class RetryRules {
  private RetryRules() {}

  /// Returns whether another attempt may succeed. Writes are always repeated under their request
  /// id, so that even an ambiguous one may be.
  static boolean mayRetry(Failure failure) {
    return switch (failure) {
      case Failure.NotLeader _,
          Failure.NotOwner _,
          Failure.Unavailable _,
          Failure.Blocked _,
          Failure.Overloaded _,
          Failure.DeadlineExceeded _,
          Failure.Ambiguous _ ->
          true;
      case Failure.RetryWindowPassed _,
          Failure.Invalid _,
          Failure.Unsupported _,
          Failure.WrongValue _,
          Failure.OutOfRange _,
          Failure.ClockSkew _,
          Failure.Corrupted _,
          Failure.Internal _,
          Failure.OfTransaction _ ->
          false;
    };
  }

  /// The same for a whole program, which is made again under its request id, also when the router
  /// has given up its restarts.
  static boolean mayRetryProgram(Failure failure) {
    return mayRetry(failure)
        || failure instanceof Failure.MustRestart
        || failure instanceof Failure.Conflicted;
  }

  /// Returns whether the failure speaks for turning to another router.
  static boolean blamesRouter(Failure failure) {
    return switch (failure) {
      case Failure.Unavailable _,
          Failure.Blocked _,
          Failure.NotLeader _,
          Failure.NotOwner _,
          Failure.DeadlineExceeded _,
          Failure.Ambiguous _ ->
          true;
      case Failure.Overloaded _,
          Failure.RetryWindowPassed _,
          Failure.Invalid _,
          Failure.Unsupported _,
          Failure.WrongValue _,
          Failure.OutOfRange _,
          Failure.ClockSkew _,
          Failure.Corrupted _,
          Failure.Internal _,
          Failure.OfTransaction _ ->
          false;
    };
  }

  /// Returns whether an attempt at a write leaves open what became of it.
  static boolean leavesOpen(Failure failure, boolean sent) {
    return sent || failure instanceof Failure.Ambiguous || failure instanceof Failure.Internal;
  }

  /// Returns what the caller is told when no further attempt is made.
  ///
  /// @param last the last attempt's failure
  /// @param open whether an attempt at a write may have been applied
  /// @param timedOut whether time, rather than the failure, is the reason to stop
  static Failure conclusion(Failure last, boolean open, boolean timedOut) {
    return switch (last) {
      case Failure.NotLeader _,
          Failure.NotOwner _,
          Failure.Unavailable _,
          Failure.Blocked _,
          Failure.DeadlineExceeded _ -> {
        if (open) {
          yield ambiguous(last);
        }
        yield timedOut && !(last instanceof Failure.DeadlineExceeded)
            ? new Failure.DeadlineExceeded("not done before the deadline: " + last.message())
            : last;
      }
      case Failure.Overloaded _, Failure.ClockSkew _ -> open ? ambiguous(last) : last;
      case Failure.Ambiguous _,
          Failure.RetryWindowPassed _,
          Failure.Invalid _,
          Failure.Unsupported _,
          Failure.WrongValue _,
          Failure.OutOfRange _,
          Failure.Corrupted _,
          Failure.Internal _,
          Failure.OfTransaction _ ->
          last;
    };
  }

  private static Failure ambiguous(Failure last) {
    return new Failure.Ambiguous(last.message());
  }
}
