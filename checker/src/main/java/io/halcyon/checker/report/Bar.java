package io.halcyon.checker.report;

import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import io.halcyon.checker.transactions.Transaction;
import java.util.function.Supplier;

/// One operation or transaction as a timeline shows it.
///
/// @param lane the process that ran it
/// @param toNanos Long.MAX_VALUE if it never ended
/// @param kind its style
/// @param name empty if it is there for context only
/// @param detail what a pointer over it shows; asked for only if it is drawn
record Bar(
    long lane, long fromNanos, long toNanos, String kind, String name, Supplier<String> detail) {
  static Bar of(Transaction transaction, boolean culprit) {
    String kind =
        culprit
            ? "culprit"
            : switch (transaction.fate()) {
              case COMMITTED -> "ok";
              case ABORTED -> "aborted";
              case AMBIGUOUS -> "ambiguous";
            };
    return new Bar(
        transaction.process(),
        transaction.invokedNanos(),
        transaction.completedNanos(),
        kind,
        culprit ? transaction.name() : "",
        transaction::describe);
  }

  static Bar of(Operation operation, boolean culprit) {
    String kind =
        culprit
            ? "culprit"
            : switch (operation.outcome()) {
              case Outcome.Ok _ -> "ok";
              case Outcome.Failed _ -> "aborted";
              case Outcome.Ambiguous _ -> "ambiguous";
            };
    return new Bar(
        operation.process(),
        operation.invokedNanos(),
        operation.completedNanos(),
        kind,
        culprit ? operation.describeCall() : "",
        operation::describe);
  }

  boolean culprit() {
    return kind.equals("culprit");
  }
}
