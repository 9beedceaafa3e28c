package io.halcyon.verify.workload;

import io.halcyon.core.failure.Failure;

/// How one operation of a client ended.
public enum Ending {
  /// It took effect, or read.
  OK,
  /// It certainly had no effect.
  FAILED,
  /// It may have taken effect, or may still do so: its process has no place in time any more.
  AMBIGUOUS;

  /// Returns what the failure of a write says: the contract of the Java client, taken at its word,
  /// so that a failure that claims too much is found out by the checkers.
  static Ending ofWrite(Failure failure) {
    return switch (failure) {
      case Failure.NotLeader _,
          Failure.NotOwner _,
          Failure.Unavailable _,
          Failure.Blocked _,
          Failure.Overloaded _,
          Failure.DeadlineExceeded _,
          Failure.Invalid _,
          Failure.Unsupported _,
          Failure.WrongValue _,
          Failure.OutOfRange _,
          Failure.ClockSkew _,
          Failure.OfTransaction _ ->
          FAILED;
      case Failure.Ambiguous _,
          Failure.RetryWindowPassed _,
          Failure.Corrupted _,
          Failure.Internal _ ->
          AMBIGUOUS;
    };
  }
}
