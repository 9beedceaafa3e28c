package io.halcyon.checker.linearizability;

import io.halcyon.checker.history.Operation;
import java.util.List;

/// The definition of linearizability, tried out over all orders and all subsets of the operations
/// that never completed; for a handful of operations of one key.
final class BruteForce {
  private final List<Operation> operations;
  private final Register register = new Register();

  BruteForce(List<Operation> operations) {
    this.operations = operations;
  }

  boolean linearizable() {
    return possible(0, register.initial());
  }

  private boolean possible(int taken, Register.Held state) {
    boolean all = true;
    for (int i = 0; i < operations.size(); i++) {
      all &= (taken >> i & 1) == 1 || operations.get(i).completedNanos() == Operation.NEVER;
    }
    if (all) {
      return true;
    }
    for (int i = 0; i < operations.size(); i++) {
      if ((taken >> i & 1) == 0 && mayComeNext(taken, operations.get(i))) {
        Register.Held after = register.step(state, operations.get(i));
        if (after != null && possible(taken | 1 << i, after)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean mayComeNext(int taken, Operation candidate) {
    for (int i = 0; i < operations.size(); i++) {
      if ((taken >> i & 1) == 0 && operations.get(i).completedNanos() < candidate.invokedNanos()) {
        return false;
      }
    }
    return true;
  }
}
