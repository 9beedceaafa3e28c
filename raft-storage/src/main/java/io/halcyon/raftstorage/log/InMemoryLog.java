package io.halcyon.raftstorage.log;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.engine.AppliedPosition;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.entry.MalformedEntryException;
import io.halcyon.raftstorage.log.LogStatus.FollowerProgress;
import io.halcyon.raftstorage.log.LogStatus.Membership;
import io.halcyon.raftstorage.log.LogStatus.Progress;
import io.halcyon.raftstorage.log.LogStatus.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One replica of an {@link InMemoryShard}: the port without Ratis, disk syncs, threads or time,
/// for simulations. Not thread-safe.
public final class InMemoryLog implements ReplicatedLog {
  record Ports(LogListener listener, CheckpointSource checkpoints) {}

  private final InMemoryShard group;
  private final NodeId node;
  private final InMemoryDisk disk;
  private final StoreHome home;
  private final Ports ports;
  private final TreeMap<Long, CompletableFuture<Outcome>> pending = new TreeMap<>();

  /// A leader's knowledge of the others, of its own term only.
  private final Map<NodeId, Long> matches = new HashMap<>();

  private Role role = Role.FOLLOWER;
  private boolean ready;
  private long commit;
  private long applied;
  private @Nullable NodeId leader;

  InMemoryLog(InMemoryShard group, NodeId node, InMemoryDisk disk, StoreHome home, Ports ports) {
    this.group = group;
    this.node = node;
    this.disk = disk;
    this.home = home;
    this.ports = ports;
    adopt();
  }

  private void adopt() {
    applied = home.store().appliedIndex();
    commit = Math.max(commit, applied);
    ports.listener().restored(home.store());
  }

  NodeId node() {
    return node;
  }

  InMemoryDisk disk() {
    return disk;
  }

  boolean leading() {
    return role == Role.LEADER;
  }

  boolean stopped() {
    return role == Role.STOPPED;
  }

  void matched(NodeId follower, long index) {
    matches.put(follower, index);
  }

  long match(NodeId follower) {
    return matches.getOrDefault(follower, 0L);
  }

  long commitIndex() {
    return commit;
  }

  // ---- Raft, called by the group

  void lead(long term) {
    disk.term = term;
    role = Role.LEADER;
    matches.clear();
    leader = node;
    ready = false;
    ports.listener().leaderChanged(node, term);
    disk.add(new InMemoryDisk.Entry(term, null));
  }

  void follow(long term, @Nullable NodeId newLeader) {
    disk.term = Math.max(disk.term, term);
    if (role == Role.LEADER) {
      role = Role.FOLLOWER;
      abandonPending("the leader stepped down");
      if (ready) {
        ready = false;
        ports.listener().leadershipLost();
      }
    }
    leader = newLeader;
  }

  private void abandonPending(String reason) {
    var waiting = new ArrayList<>(pending.values());
    pending.clear();
    waiting.forEach(future -> future.complete(new Outcome.Unknown(reason)));
  }

  /// Recognises the leader; returns whether that is new.
  boolean hear(InMemoryLog sender) {
    if (disk.term == sender.disk.term && sender.node.equals(leader)) {
      return false;
    }
    follow(sender.disk.term, sender.node);
    ports.listener().leaderChanged(sender.node, disk.term);
    return true;
  }

  void append(InMemoryDisk from, long agreed) {
    disk.truncate(agreed);
    for (long i = agreed + 1; i <= from.lastIndex(); i++) {
      disk.add(from.entry(i));
    }
  }

  boolean learnCommit(long leaderCommit) {
    long next = Math.min(leaderCommit, disk.lastIndex());
    if (next <= commit) {
      return false;
    }
    commit = next;
    return true;
  }

  /// Fetches and installs a checkpoint; returns false, to be tried again, if that failed.
  boolean install(InMemoryLog from) {
    try {
      AppliedPosition position = home.receive(ports.checkpoints(), from.node, from.disk.baseIndex);
      home.install();
      disk.reset(position.index(), position.term());
      adopt();
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  boolean applyNext() {
    if (stopped() || applied >= commit) {
      return false;
    }
    long index = applied + 1;
    InMemoryDisk.Entry entry = disk.entry(index);
    try {
      Outcome outcome = apply(index, entry);
      applied = index;
      CompletableFuture<Outcome> waiting = pending.remove(index);
      if (waiting != null) {
        waiting.complete(outcome);
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
    return true;
  }

  private Outcome apply(long index, InMemoryDisk.Entry entry) {
    byte[] bytes = entry.bytes();
    if (bytes == null) {
      home.store().skip(entry.term(), index);
      if (leading() && !ready && entry.term() == disk.term) {
        ready = true;
        ports.listener().leaderReady(disk.term);
      }
      return new Outcome.Applied(entry.term(), index);
    }
    var reader = new EntryReader(bytes, 0, bytes.length);
    if (reader.evaluatedTerm() != entry.term()) {
      home.store().skip(entry.term(), index);
      return new Outcome.Rejected(new Failure.NotLeader(group.shard(), leader));
    }
    if (home.store().apply(entry.term(), index, reader)) {
      reader.rewind();
      ports.listener().applied(entry.term(), index, reader);
    }
    return new Outcome.Applied(entry.term(), index);
  }

  private void fail(Throwable cause) {
    Failure failure =
        switch (cause) {
          case HalcyonException e when e.failure() instanceof Failure.Corrupted c -> c;
          case MalformedEntryException e ->
              new Failure.Corrupted(group.shard(), String.valueOf(e.getMessage()));
          default -> new Failure.Internal("applying an entry failed: " + cause);
        };
    follow(disk.term, null);
    role = Role.STOPPED;
    ports.listener().failed(failure);
  }

  /// Purges the log up to what the store has on disk.
  public void purge() {
    disk.purge(Math.min(home.store().durable().index(), applied));
  }

  // ---- the port

  @Override
  public CompletableFuture<Outcome> propose(byte[] entry) {
    long evaluatedTerm = new EntryReader(entry, 0, entry.length).evaluatedTerm();
    if (!leading() || !ready || evaluatedTerm != disk.term) {
      NodeId hint = node.equals(leader) ? null : leader;
      return CompletableFuture.completedFuture(
          new Outcome.Rejected(new Failure.NotLeader(group.shard(), hint)));
    }
    disk.add(new InMemoryDisk.Entry(disk.term, entry));
    var outcome = new CompletableFuture<Outcome>();
    pending.put(disk.lastIndex(), outcome);
    return outcome;
  }

  @Override
  public LogStatus status() {
    boolean learner = group.learners().contains(node);
    List<FollowerProgress> followers = new ArrayList<>();
    if (leading()) {
      for (NodeId member : group.members()) {
        if (!member.equals(node)) {
          followers.add(new FollowerProgress(member, match(member)));
        }
      }
      group.learners().forEach(l -> followers.add(new FollowerProgress(l, match(l))));
    }
    return new LogStatus(
        learner && role == Role.FOLLOWER ? Role.LEARNER : role,
        disk.term,
        leader,
        ready,
        new Progress(disk.lastIndex(), commit, applied, home.durable().index(), 0),
        new Membership(group.members(), group.learners(), followers));
  }

  @Override
  public ShardStore store() {
    return home.store();
  }

  @Override
  public CompletableFuture<Void> transferLeadership(NodeId target) {
    if (!leading()) {
      return refused(new Failure.NotLeader(group.shard(), leader));
    }
    if (target.equals(node) || group.transfer(this, target)) {
      return CompletableFuture.completedFuture(null);
    }
    return refused(new Failure.Unavailable(target + " cannot take over"));
  }

  @Override
  public CompletableFuture<Void> changeMembers(List<NodeId> members, List<NodeId> learners) {
    if (!leading()) {
      return refused(new Failure.NotLeader(group.shard(), leader));
    }
    var problem = status().membership().refusal(members, learners);
    if (problem.isPresent()) {
      return refused(new Failure.Invalid(problem.get()));
    }
    group.configure(members, learners);
    disk.add(new InMemoryDisk.Entry(disk.term, null));
    return CompletableFuture.completedFuture(null);
  }

  private static CompletableFuture<Void> refused(Failure failure) {
    return CompletableFuture.failedFuture(new HalcyonException(failure));
  }

  @Override
  public void close() {
    if (group.replica(node) == this) {
      role = Role.STOPPED;
      group.closed(node);
      home.close();
      abandonPending("the replica stopped");
    }
  }
}
