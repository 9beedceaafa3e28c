package io.halcyon.checker.transactions;

import io.halcyon.checker.transactions.graph.Relation;

/// One transaction came before another, if the isolation level holds.
///
/// @param key what both touched; empty if only their times matter
/// @param reason what was observed, in words, without the conclusion
public record Dependency(
    Transaction from, Transaction to, Relation relation, String key, String reason) {
  /// Returns the relation as the literature writes it, with the key.
  public String label() {
    return switch (relation) {
      case WW, TIMED_WW -> "ww " + key;
      case WR -> "wr " + key;
      case RW, TIMED_RW -> "rw " + key;
      case PROCESS -> "process";
      case REALTIME, PASSAGE -> "real time";
    };
  }

  /// Returns the observation and what follows from it.
  public String sentence() {
    return reason + "; so " + from.name() + " came before " + to.name() + ".";
  }
}
