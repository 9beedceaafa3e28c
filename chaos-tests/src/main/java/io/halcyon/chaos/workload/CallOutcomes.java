package io.halcyon.chaos.workload;

import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.Outcome;
import io.halcyon.core.failure.Failure;

/// What a failed call says about its effect: the contract of the Java client, taken at its word, so
/// that a failure that claims too much is found out by the checker. Pure.
final class CallOutcomes {
  private CallOutcomes() {}

  static Outcome of(Call call, Failure failure) {
    String detail = failure.getClass().getSimpleName() + ": " + failure.message();
    return call.readOnly() || nothingApplied(failure)
        ? new Outcome.Failed(detail)
        : new Outcome.Ambiguous(detail);
  }

  private static boolean nothingApplied(Failure failure) {
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
          true;
      case Failure.Ambiguous _,
          Failure.RetryWindowPassed _,
          Failure.Corrupted _,
          Failure.Internal _ ->
          false;
    };
  }
}
