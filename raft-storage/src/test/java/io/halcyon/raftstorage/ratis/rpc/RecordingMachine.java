package io.halcyon.raftstorage.ratis.rpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/// Applies writes to a list; its snapshots live in the test's memory, which stands for a disk.
final class RecordingMachine extends BaseStateMachine {
  /// A snapshot: what was applied up to an entry.
  record Snapshot(TermIndex upTo, List<String> values) implements SnapshotInfo {
    @Override
    public TermIndex getTermIndex() {
      return upTo;
    }

    @Override
    public List<FileInfo> getFiles() {
      return List.of();
    }
  }

  /// Where the snapshots of one replica are kept.
  static final class Disk {
    volatile @Nullable Snapshot snapshot;
    final AtomicInteger installs = new AtomicInteger();
  }

  private final Disk disk;
  private final Function<String, Disk> others;
  private final List<String> values = new ArrayList<>();

  /// @param others finds the disk of the peer with a given id
  RecordingMachine(Disk disk, Function<String, Disk> others) {
    this.disk = disk;
    this.others = others;
  }

  synchronized List<String> values() {
    return List.copyOf(values);
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
      throws java.io.IOException {
    super.initialize(server, group, storage);
    getLifeCycle().startAndTransition(this::load);
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() {
    getLifeCycle().startAndTransition(this::load);
  }

  private synchronized void load() {
    Snapshot latest = disk.snapshot;
    values.clear();
    if (latest != null) {
      values.addAll(latest.values());
      setLastAppliedTermIndex(latest.upTo());
    }
  }

  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    return disk.snapshot;
  }

  @Override
  public synchronized long takeSnapshot() {
    var snapshot = new Snapshot(getLastAppliedTermIndex(), List.copyOf(values));
    disk.snapshot = snapshot;
    return snapshot.getIndex();
  }

  @Override
  public synchronized CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    var entry = transaction.getLogEntry();
    values.add(entry.getStateMachineLogEntry().getLogData().toString(StandardCharsets.UTF_8));
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  @Override
  public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(
      RoleInfoProto role, TermIndex firstAvailable) {
    RaftPeerProto leader = role.getFollowerInfo().getLeaderInfo().getId();
    Snapshot snapshot = others.apply(leader.getId().toStringUtf8()).snapshot;
    disk.snapshot = snapshot;
    disk.installs.incrementAndGet();
    return CompletableFuture.completedFuture(snapshot == null ? null : snapshot.upTo());
  }
}
