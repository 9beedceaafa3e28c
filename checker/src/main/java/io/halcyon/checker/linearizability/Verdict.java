package io.halcyon.checker.linearizability;

import io.halcyon.checker.history.Operation;
import java.util.List;

/// The answer of the linearizability checker.
public sealed interface Verdict {
  /// An order that explains everything exists for every key.
  record Valid(int keys, int operations) implements Verdict {}

  /// No order explains the operations on a key.
  ///
  /// @param culprits a smallest set found that contradicts itself whatever the other operations on
  ///   the key did, in order of invocation
  /// @param explanation the same in words, several lines
  record Invalid(String key, List<Operation> culprits, String explanation) implements Verdict {
    public Invalid {
      culprits = List.copyOf(culprits);
    }
  }

  /// The search was given up at its memory bound; no key was found to be in the wrong.
  record Unknown(String key, String reason) implements Verdict {}
}
