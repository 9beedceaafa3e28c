package io.halcyon.raftstorage.ratis;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.engine.AppliedPosition;
import io.halcyon.raftstorage.engine.ScrubPace;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.entry.MalformedEntryException;
import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import io.halcyon.raftstorage.log.StoreHome;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/// One replica's state machine: applies entries to the store, and turns Ratis's callbacks into the
/// port's news.
///
/// S2 is kept twice: an entry whose evaluated term has passed is refused before it is appended, and
/// one that stands in the log with another term is skipped on every replica alike.
///
/// Failures: whatever the store or the listener throws stops this replica only. Ratis closes a
/// division whose apply thread throws; {@link #close} is therefore also how we learn that Ratis
/// closed one by itself, for example after a long pause of the process.
///
/// Threads: apply, snapshot and reinitialize come on the division's apply thread, the rest on any.
final class ShardStateMachine extends BaseStateMachine {
  private final ShardId shard;
  private final StoreHome home;
  private final LogEvents events;
  private final ReplicaTasks tasks;
  private final AtomicBoolean failed = new AtomicBoolean();
  private volatile boolean closing;
  private volatile boolean member = true;
  private volatile RaftServer.@Nullable Division division;
  private volatile @Nullable RaftStorage storage;

  /// Term of the last configuration entry applied; used on the apply thread only.
  private long configurationTerm;

  ShardStateMachine(ShardId shard, StoreHome home, LogEvents events, ReplicaTasks tasks) {
    this.shard = shard;
    this.home = home;
    this.events = events;
    this.tasks = tasks;
    adopt(home.store());
  }

  private void adopt(ShardStore store) {
    AppliedPosition applied = store.applied();
    setLastAppliedTermIndex(
        applied.term() == 0
            ? TermIndex.INITIAL_VALUE
            : TermIndex.valueOf(applied.term(), applied.index()));
    events.restored(store);
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    super.initialize(server, groupId, storage);
    this.storage = storage;
    getLifeCycle().transition(LifeCycle.State.STARTING);
    getLifeCycle().transition(LifeCycle.State.RUNNING);
  }

  /// Returns Ratis's side of this replica, or null before it runs.
  RaftServer.@Nullable Division division() {
    RaftServer.Division known = division;
    if (known == null && getServer().isDone()) {
      try {
        known = getServer().join().getDivision(getGroupId());
      } catch (IOException _) {
        return null; // not added yet, or removed
      }
      division = known;
    }
    return known;
  }

  @Nullable RaftStorage storage() {
    return storage;
  }

  StoreHome home() {
    return home;
  }

  private boolean leads(long term) {
    RaftServer.Division own = division();
    return own != null
        && own.getInfo().getLifeCycleState().isRunning()
        && own.getInfo().isLeader()
        && own.getInfo().getCurrentTerm() == term;
  }

  private long currentTerm() {
    RaftServer.Division own = division();
    return own == null ? 0 : own.getInfo().getCurrentTerm();
  }

  // ---- proposing

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) {
    return TransactionContext.newBuilder()
        .setStateMachine(this)
        .setClientRequest(request)
        .setStateMachineContext(request.getMessage())
        .build();
  }

  /// Called under the lock that also guards the term and the role.
  @Override
  public TransactionContext preAppendTransaction(TransactionContext transaction)
      throws StateMachineException {
    if (!(transaction.getStateMachineContext() instanceof Proposal proposal)) {
      throw new StateMachineException("entries are proposed in the leader's process only", false);
    }
    if (proposal.evaluatedTerm() != currentTerm()) {
      throw new StateMachineException(
          "evaluated in term " + proposal.evaluatedTerm() + ", now " + currentTerm(), false);
    }
    proposal.appending();
    return transaction;
  }

  // ---- applying

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    var proposal = transaction.getStateMachineContext() instanceof Proposal p ? p : null;
    try {
      Outcome outcome = apply(entry);
      if (proposal != null) {
        proposal.complete(outcome);
      }
    } catch (RuntimeException | Error e) {
      throw stop(e, "applying entry " + entry.getIndex());
    }
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  private Outcome apply(LogEntryProto entry) {
    long term = entry.getTerm();
    long index = entry.getIndex();
    EntryReader reader = EntryBytes.reader(entry.getStateMachineLogEntry().getLogData());
    if (reader.evaluatedTerm() != term) {
      home.store().skip(term, index);
      return new Outcome.Rejected(new Failure.NotLeader(shard, null));
    }
    if (home.store().apply(term, index, reader)) {
      reader.rewind();
      events.applied(term, index, reader);
    }
    return new Outcome.Applied(term, index);
  }

  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    try {
      home.store().skip(term, index);
    } catch (RuntimeException | Error e) {
      throw stop(e, "applying entry " + index);
    }
    updateLastAppliedTermIndex(term, index);
  }

  private IllegalStateException stop(Throwable cause, String during) {
    Failure failure =
        switch (cause) {
          case HalcyonException e when e.failure() instanceof Failure.Corrupted c -> c;
          case MalformedEntryException e ->
              new Failure.Corrupted(shard, during + ": " + e.getMessage());
          default -> new Failure.Internal(during + " failed: " + cause);
        };
    fail(failure);
    return new IllegalStateException("replica of " + shard + " stopped: " + during, cause);
  }

  /// Stops this replica for good; only the first failure counts.
  void fail(Failure failure) {
    if (!closing && failed.compareAndSet(false, true)) {
      events.failed(failure);
    }
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
    failAndClose(new Failure.Internal("the log cannot be written: " + cause));
  }

  /// Stops this replica from outside the apply thread.
  private void failAndClose(Failure failure) {
    fail(failure);
    RaftServer.Division own = division();
    if (own != null) {
      tasks.disk().execute(own::close);
    }
  }

  /// Looks for what nobody is told of: a division that ended without closing its state machine, a
  /// store that a read or a flush found damaged while nothing is being applied.
  void watch() {
    RaftServer.Division own = division();
    if (own == null || closing || failed.get()) {
      return;
    }
    if (own.getInfo().getLifeCycleState().isClosingOrClosed()) {
      fail(tasks.closedByItself(shard, storage, member));
      return;
    }
    Failure damage = home.failure();
    if (damage != null) {
      failAndClose(damage);
    }
  }

  /// Reads tables and log files whole and stops this replica if a checksum does not hold.
  ///
  /// @return false if the pace ended it early
  boolean scrub(ScrubPace pace) throws InterruptedException {
    RaftStorage files = storage;
    if (files == null || closing || failed.get()) {
      return true;
    }
    try {
      if (!home.store().scrub(pace)) {
        return false;
      }
      var damage = LogScrub.run(files.getStorageDir().getCurrentDir().toPath(), pace);
      damage.ifPresent(what -> failAndClose(new Failure.Corrupted(shard, what)));
    } catch (HalcyonException e) {
      // Anything else than damage: closed or swapped meanwhile, and read in the next round.
      if (e.failure() instanceof Failure.Corrupted) {
        failAndClose(e.failure());
      }
    } catch (IOException e) {
      failAndClose(new Failure.Internal("the log of " + shard + " cannot be read: " + e));
    }
    return true;
  }

  // ---- leadership

  @Override
  public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto members) {
    configurationTerm = term;
    var own = getId();
    member =
        members.getPeersList().stream().anyMatch(p -> RaftPeerId.valueOf(p.getId()).equals(own))
            || members.getListenersList().stream()
                .anyMatch(p -> RaftPeerId.valueOf(p.getId()).equals(own));
  }

  /// Follows {@link #notifyConfigurationChanged} of the leader's first entry, on the same thread.
  @Override
  public void notifyLeaderReady() {
    events.leaderReady(configurationTerm, this::leads);
  }

  @Override
  public void notifyNotLeader(java.util.Collection<TransactionContext> pending) {
    events.leadershipLost(this::leads);
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
    events.leaderChanged(GroupNames.node(leader), currentTerm());
  }

  @Override
  public void notifyExtendedNoLeader(RoleInfoProto role) {
    events.leaderChanged(null, currentTerm());
  }

  // ---- durable position, checkpoints

  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    AppliedPosition durable = home.durable();
    return durable.term() == 0 ? null : DurablePoint.of(durable);
  }

  /// Returns what is durable by now and starts a flush that makes the next call return more.
  @Override
  public long takeSnapshot() {
    return tasks.flushed(home);
  }

  /// Ratis takes null for "nothing to install".
  @Override
  @SuppressWarnings("NullAway")
  public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(
      RoleInfoProto role, TermIndex firstInLog) {
    var leader = RaftPeerId.valueOf(role.getFollowerInfo().getLeaderInfo().getId().getId());
    long applied = getLastAppliedTermIndex().getIndex();
    long minIndex = Math.max(firstInLog.getIndex() - 1, applied);
    return tasks.fetch(home, GroupNames.node(leader), Math.max(minIndex, 0));
  }

  @Override
  public void pause() {
    getLifeCycle().compareAndTransition(LifeCycle.State.RUNNING, LifeCycle.State.PAUSING);
    getLifeCycle().compareAndTransition(LifeCycle.State.PAUSING, LifeCycle.State.PAUSED);
  }

  /// Installs the checkpoint that was fetched; nothing is being applied meanwhile.
  @Override
  public void reinitialize() {
    try {
      getLifeCycle().compareAndTransition(LifeCycle.State.PAUSED, LifeCycle.State.STARTING);
      home.install();
      adopt(home.store());
      getLifeCycle().compareAndTransition(LifeCycle.State.STARTING, LifeCycle.State.RUNNING);
    } catch (IOException | RuntimeException | Error e) {
      throw stop(e, "installing a checkpoint");
    }
  }

  // ---- closing

  /// Announces that a close is wanted: no failure is told from now on.
  void closing() {
    closing = true;
    events.close();
  }

  @Override
  public void close() {
    if (!closing && !failed.get()) {
      fail(tasks.closedByItself(shard, storage, member));
    }
    home.close();
  }

  /// Returns the last applied index for status reports.
  long appliedIndex() {
    TermIndex applied = getLastAppliedTermIndex();
    return applied == null ? RaftLog.INVALID_LOG_INDEX : applied.getIndex();
  }
}
