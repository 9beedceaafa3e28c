package io.halcyon.verify.workload;

import java.util.List;

/// One run of a workload: hands out operations, and records them. Thread-safe; each client has one
/// operation under way at a time.
///
/// Operations may throw {@link io.halcyon.verify.database.DamagedValueException}, after they were
/// recorded as failed. Those of the same client are the same for the same seed, as far as they do
/// not follow from what was read.
public interface Workload {
  /// Something a client does; what comes of it is recorded.
  interface Step {
    Ending run(Client client);
  }

  /// Returns what must succeed, in order, before clients begin; each may be tried again.
  List<Step> opening();

  /// Makes the client's next operation.
  Ending step(Client client);

  /// Returns the last reads, when nothing else is under way; each may be tried again.
  List<Step> closing();

  /// Returns what was recorded. Call it when no operation is under way.
  Recorded recorded();
}
