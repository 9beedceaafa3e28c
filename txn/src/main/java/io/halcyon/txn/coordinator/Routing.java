package io.halcyon.txn.coordinator;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import java.util.List;

/// Where keys are, as the router knows at the moment. A wrong answer is found out by the shard (R1)
/// and costs a round trip.
public interface Routing {
  ShardId shardOf(Key key);

  /// Returns every shard that may hold keys of the span; for a point the one of its key.
  List<ShardId> shardsOf(Span span);
}
