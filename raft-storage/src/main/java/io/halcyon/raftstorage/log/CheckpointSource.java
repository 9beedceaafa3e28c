package io.halcyon.raftstorage.log;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import java.io.IOException;
import java.nio.file.Path;

/// Fetches a checkpoint of another replica's store, for a replica whose next log entries have been
/// purged everywhere. Called on a thread of its own; may block.
public interface CheckpointSource {
  /// Copies a checkpoint of `shard` at node `from` into the empty directory `into`.
  ///
  /// @param minIndex the checkpoint must cover the log at least up to this index
  /// @throws IOException if it could not be fetched whole; the log asks again later
  void fetch(ShardId shard, NodeId from, long minIndex, Path into) throws IOException;
}
