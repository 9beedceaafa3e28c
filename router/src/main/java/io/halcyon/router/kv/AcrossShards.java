package io.halcyon.router.kv;

import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.router.dispatch.Completion;

/// Runs what must be atomic on keys of several shards. Requests have ids and stored keys, and are
/// checked; the answer is a serialized `CallResult`. Thread-safe; must not block.
public interface AcrossShards {
  /// @param shards how many the keys are on
  /// @param deadlineNanos on the process's monotonic clock
  void batch(BatchRequest batch, int shards, long deadlineNanos, Completion completion);

  void conditional(ConditionalRequest conditional, long deadlineNanos, Completion completion);
}
