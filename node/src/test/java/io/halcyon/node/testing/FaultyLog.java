package io.halcyon.node.testing;

import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.log.LogStatus;
import io.halcyon.raftstorage.log.ReplicatedLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A log that can lose the outcomes of proposals, which it appends all the same.
final class FaultyLog implements ReplicatedLog {
  private final ReplicatedLog log;
  private boolean losing;

  FaultyLog(ReplicatedLog log) {
    this.log = log;
  }

  void loseOutcomes(boolean lose) {
    losing = lose;
  }

  @Override
  public CompletableFuture<Outcome> propose(byte[] entry) {
    CompletableFuture<Outcome> outcome = log.propose(entry);
    return losing
        ? CompletableFuture.completedFuture(new Outcome.Unknown("lost by the test"))
        : outcome;
  }

  @Override
  public LogStatus status() {
    return log.status();
  }

  @Override
  public ShardStore store() {
    return log.store();
  }

  @Override
  public CompletableFuture<Void> transferLeadership(NodeId target) {
    return losing ? new CompletableFuture<>() : log.transferLeadership(target);
  }

  @Override
  public CompletableFuture<Void> changeMembers(List<NodeId> members, List<NodeId> learners) {
    return log.changeMembers(members, learners);
  }

  @Override
  public void close() {
    log.close();
  }
}
