package io.halcyon.bench.micro;

import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.log.LogListener;
import io.halcyon.raftstorage.log.LogStatus;
import io.halcyon.raftstorage.log.ReplicatedLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A log that keeps nothing: each proposal is committed and applied before it returns. For one
/// thread.
final class InstantLog implements ReplicatedLog {
  static final long TERM = 1;

  private static final NodeId SELF = new NodeId(1);

  private final ShardStore store;
  private final LogListener listener;
  private long index;

  InstantLog(ShardStore store, LogListener listener) {
    this.store = store;
    this.listener = listener;
  }

  @Override
  public CompletableFuture<Outcome> propose(byte[] entry) {
    index++;
    EntryReader reader = new EntryReader(entry, 0, entry.length);
    if (store.apply(TERM, index, reader)) {
      reader.rewind();
      listener.applied(TERM, index, reader);
    }
    return CompletableFuture.completedFuture(new Outcome.Applied(TERM, index));
  }

  @Override
  public LogStatus status() {
    return new LogStatus(
        LogStatus.Role.LEADER,
        TERM,
        SELF,
        true,
        new LogStatus.Progress(index, index, index, 0, 0),
        new LogStatus.Membership(List.of(SELF), List.of(), List.of()));
  }

  @Override
  public ShardStore store() {
    return store;
  }

  @Override
  public CompletableFuture<Void> transferLeadership(NodeId target) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("the only replica"));
  }

  @Override
  public CompletableFuture<Void> changeMembers(List<NodeId> members, List<NodeId> learners) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("the only replica"));
  }

  @Override
  public void close() {}
}
