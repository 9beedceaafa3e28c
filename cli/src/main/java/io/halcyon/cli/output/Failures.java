package io.halcyon.cli.output;

import io.halcyon.core.failure.Failure;

/// Says in one or two lines what went wrong and what to do.
public final class Failures {
  private Failures() {}

  /// Returns what to do about a failure; empty if its own message says it all.
  public static String hint(Failure failure) {
    return switch (failure) {
      case Failure.Unavailable _, Failure.Blocked _, Failure.DeadlineExceeded _ ->
          "Is a cluster running there? Start one with `halcyon demo` or `halcyon cluster start`,"
              + " or name its routers with --router or HALCYON_ROUTER.";
      case Failure.Overloaded _ -> "The cluster sheds load: try again with less at a time.";
      case Failure.Ambiguous _ ->
          "Read the key to see whether it was applied before you repeat the command.";
      case Failure.OutOfRange _ ->
          "Old versions are kept for the cluster's gc window only (10 minutes by default).";
      case Failure.ClockSkew _ -> "Check the clocks (NTP) of the cluster's machines.";
      case Failure.Corrupted _, Failure.Internal _ -> "See the log of the node concerned.";
      case Failure.NotLeader _,
          Failure.NotOwner _,
          Failure.RetryWindowPassed _,
          Failure.Invalid _,
          Failure.Unsupported _,
          Failure.WrongValue _,
          Failure.OfTransaction _ ->
          "";
    };
  }
}
