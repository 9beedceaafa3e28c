package io.halcyon.txn.coordinator;

import io.halcyon.txn.participant.Response;

/// What the shell tells a coordinator.
public sealed interface Input {
  record Said(Statement statement) implements Input {}

  /// A shard's leader has answered.
  record Answered(long call, Response response) implements Input {}

  /// No answer will come: refused, lost or timed out. It may have been evaluated.
  record Undelivered(long call) implements Input {}

  record Tick() implements Input {}
}
