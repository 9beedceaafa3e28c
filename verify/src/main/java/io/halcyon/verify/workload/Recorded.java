package io.halcyon.verify.workload;

import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Outcome;
import io.halcyon.checker.transactions.Fate;
import io.halcyon.checker.transactions.TransactionHistory;
import java.util.stream.Stream;

/// What a run of a workload left behind.
public sealed interface Recorded {
  /// Calls on single keys.
  record Calls(History history) implements Recorded {}

  /// Transactions, single operations among them.
  record Transactions(TransactionHistory history) implements Recorded {}

  /// When an operation was under way, and how it ended.
  ///
  /// @param toNanos Long.MAX_VALUE if it is ambiguous
  record Sample(long fromNanos, long toNanos, Ending ending) {}

  /// Returns one sample for each operation, in no order.
  default Stream<Sample> samples() {
    return switch (this) {
      case Calls calls ->
          calls.history().operations().stream()
              .map(each ->
                  new Sample(each.invokedNanos(), each.completedNanos(), ending(each.outcome())));
      case Transactions transactions ->
          transactions.history().transactions().stream()
              .map(each ->
                  new Sample(each.invokedNanos(), each.completedNanos(), ending(each.fate())));
    };
  }

  private static Ending ending(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ok _ -> Ending.OK;
      case Outcome.Failed _ -> Ending.FAILED;
      case Outcome.Ambiguous _ -> Ending.AMBIGUOUS;
    };
  }

  private static Ending ending(Fate fate) {
    return switch (fate) {
      case COMMITTED -> Ending.OK;
      case ABORTED -> Ending.FAILED;
      case AMBIGUOUS -> Ending.AMBIGUOUS;
    };
  }
}
