package io.halcyon.txn.coordinator;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.participant.Request;

/// What the shell must do, in this order.
public sealed interface Effect {
  /// Send to the shard's leader and report what comes of it.
  record Send(long call, ShardId shard, Request request) implements Effect {}

  /// Answer the statement under way.
  record Tell(Answer answer) implements Effect {}
}
