package io.halcyon.testkit.simulation;

import io.halcyon.testkit.simulation.DataReplica.Version;
import io.halcyon.testkit.simulation.LogEntry.Outcome;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One attempt of a client's operation, as it arrives at a node.
///
/// @param id the same for all attempts of one operation
/// @param expected what a compare-and-set compares with
/// @param reply takes the answer, or null for a refusal: nothing was and will be applied by this
///   attempt
record ClientRequest(
    long id, Kind kind, String key, long value, long expected, Consumer<@Nullable Outcome> reply) {
  /// What is asked.
  enum Kind {
    GET,
    PUT,
    CAS,
    INCREMENT
  }

  void refuse() {
    reply.accept(null);
  }

  /// Returns what a successful write makes of the version before it.
  long result(Version before) {
    return kind == Kind.INCREMENT ? before.value() + 1 : value;
  }
}
