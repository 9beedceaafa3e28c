package io.halcyon.bench.load;

import java.util.Locale;

/// How a transfer is said to a system.
///
/// @param pipelined whether statements that need not wait for one another are sent together
/// @param locking whether the reads lock the accounts
public record TransferPlan(Mode mode, boolean pipelined, Isolation isolation, boolean locking) {
  /// Who computes the new balances.
  public enum Mode {
    /// The client, in a transaction of several round trips.
    INTERACTIVE,
    /// The system, told everything in one message.
    ONE_SHOT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public enum Isolation {
    SERIALIZABLE,
    SNAPSHOT,
    READ_COMMITTED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public TransferPlan {
    if (isolation == Isolation.READ_COMMITTED && mode == Mode.INTERACTIVE && !locking) {
      throw new IllegalArgumentException(
          "read-committed transfers lose updates unless their reads lock the accounts");
    }
    if (mode == Mode.ONE_SHOT && locking) {
      throw new IllegalArgumentException("one-shot transfers have no reads to lock by");
    }
  }

  /// Returns the name in results.
  public String label() {
    return "transfer-"
        + mode
        + (mode == Mode.INTERACTIVE && !pipelined ? "-stepwise" : "")
        + (locking ? "-locking" : "")
        + (isolation == Isolation.SERIALIZABLE ? "" : "-" + isolation);
  }
}
