package io.halcyon.checker.transactions;

/// What its client was told of a transaction's end.
public enum Fate {
  /// It took effect between its begin and its end.
  COMMITTED,
  /// It did not take effect and never will.
  ABORTED,
  /// It may take effect at any time after its begin, or never.
  AMBIGUOUS
}
