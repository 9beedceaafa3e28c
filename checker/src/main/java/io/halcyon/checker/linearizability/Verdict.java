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

  /// The search was given up at its memory bound for some keys; no key was found to be in the
  /// wrong.
  ///
  /// @param keys those that are undecided; at least one
  record Unknown(List<String> keys, String reason) implements Verdict {
    public Unknown {
      keys = List.copyOf(keys);
    }

    /// Returns the first undecided key.
    public String key() {
      return keys.getFirst();
    }
  }

  /// Returns the verdict in one line.
  default String headline() {
    return switch (this) {
      case Valid valid ->
          "linearizable: %d operations on %d keys".formatted(valid.operations(), valid.keys());
      case Invalid invalid -> "not linearizable: key \"%s\"".formatted(invalid.key());
      case Unknown unknown ->
          "unknown: bound reached for %d keys, first \"%s\""
              .formatted(unknown.keys().size(), unknown.key());
    };
  }
}
