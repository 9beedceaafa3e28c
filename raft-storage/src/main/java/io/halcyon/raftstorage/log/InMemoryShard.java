package io.halcyon.raftstorage.log;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A shard's Raft group in one process, under a test's control: nothing happens unless {@link
/// #step}, {@link #settle} or {@link #elect} is called, and the same calls have the same effects.
///
/// Follows the Raft paper (Ongaro and Ousterhout 2014, sections 5.2 to 5.4), with elections called
/// by the test instead of by time-outs, and messages that are delivered whole or not at all. What a
/// replica keeps on disk survives {@link InMemoryLog#close}; its memory does not.
///
/// Not thread-safe: shard, logs and listeners belong to one thread.
public final class InMemoryShard {
  private record Link(NodeId from, NodeId to) {}

  private final ShardId shard;
  private final TreeMap<NodeId, InMemoryDisk> disks = new TreeMap<>();
  private final TreeMap<NodeId, InMemoryLog> open = new TreeMap<>();
  private final Set<Link> cut = new HashSet<>();
  private List<NodeId> members;
  private List<NodeId> learners = List.of();

  public InMemoryShard(ShardId shard, List<NodeId> members) {
    this.shard = shard;
    this.members = List.copyOf(members);
  }

  ShardId shard() {
    return shard;
  }

  List<NodeId> members() {
    return members;
  }

  List<NodeId> learners() {
    return learners;
  }

  /// Starts or restarts the replica of `node`.
  ///
  /// @throws IOException if the store's directory cannot be used
  public InMemoryLog open(
      NodeId node,
      Path storeDirectory,
      StorageEnvironment environment,
      CheckpointSource checkpoints,
      LogListener listener)
      throws IOException {
    if (open.containsKey(node)) {
      throw new IllegalStateException(node + " is open already");
    }
    InMemoryDisk disk = disks.computeIfAbsent(node, _ -> new InMemoryDisk());
    StoreHome home = StoreHome.open(shard, storeDirectory, environment);
    var log = new InMemoryLog(this, node, disk, home, new InMemoryLog.Ports(listener, checkpoints));
    open.put(node, log);
    return log;
  }

  void closed(NodeId node) {
    open.remove(node);
  }

  /// Holds an election that `candidate` starts.
  ///
  /// @return whether it won; its leader-ready news follows when its first entry is applied
  public boolean elect(NodeId candidate) {
    InMemoryLog own = open.get(candidate);
    if (own == null || own.stopped() || !members.contains(candidate)) {
      return false;
    }
    long term = own.disk().term + 1;
    for (InMemoryLog voter : reachableVoters(candidate)) {
      term = Math.max(term, voter.disk().term + 1);
    }
    int votes = 0;
    for (InMemoryLog voter : reachableVoters(candidate)) {
      if (own.disk().upToDateFor(voter.disk())) {
        votes++;
      }
    }
    if (votes <= members.size() / 2) {
      return false;
    }
    for (InMemoryLog voter : reachableVoters(candidate)) {
      voter.follow(term, null);
    }
    own.lead(term);
    return true;
  }

  private List<InMemoryLog> reachableVoters(NodeId from) {
    List<InMemoryLog> voters = new ArrayList<>();
    for (NodeId member : members) {
      InMemoryLog log = open.get(member);
      if (log != null && !log.stopped() && connected(from, member)) {
        voters.add(log);
      }
    }
    return voters;
  }

  private boolean connected(NodeId a, NodeId b) {
    return a.equals(b) || (!cut.contains(new Link(a, b)) && !cut.contains(new Link(b, a)));
  }

  /// From now on the nodes of `side` and all others do not hear each other.
  public void partition(Set<NodeId> side) {
    for (NodeId a : all()) {
      for (NodeId b : all()) {
        if (side.contains(a) && !side.contains(b)) {
          cut.add(new Link(a, b));
        }
      }
    }
  }

  /// Ends all partitions.
  public void heal() {
    cut.clear();
  }

  private List<NodeId> all() {
    List<NodeId> all = new ArrayList<>(members);
    all.addAll(learners);
    return all;
  }

  /// Does the next thing there is to do: one delivery, one commit or one entry applied.
  ///
  /// @return whether there was anything
  public boolean step() {
    for (InMemoryLog log : List.copyOf(open.values())) {
      if (log.leading() && (deliver(log) || commit(log))) {
        return true;
      }
      if (log.applyNext()) {
        return true;
      }
    }
    return false;
  }

  /// Steps until there is nothing left to do.
  public void settle() {
    boolean more = true;
    while (more) {
      more = step();
    }
  }

  private boolean deliver(InMemoryLog leader) {
    for (NodeId node : all()) {
      InMemoryLog follower = open.get(node);
      if (follower == null
          || follower == leader
          || follower.stopped()
          || !connected(leader.node(), node)) {
        continue;
      }
      if (follower.disk().term > leader.disk().term) {
        leader.follow(follower.disk().term, null);
        return true;
      }
      if (deliver(leader, follower)) {
        return true;
      }
    }
    return false;
  }

  /// Brings a follower's log up to the leader's; returns whether anything changed.
  private boolean deliver(InMemoryLog leader, InMemoryLog follower) {
    boolean news = follower.hear(leader);
    InMemoryDisk from = leader.disk();
    long agreed = from.agreement(follower.disk());
    if (agreed < from.baseIndex) {
      return follower.install(leader) || news;
    }
    if (agreed < from.lastIndex()) {
      follower.append(from, agreed);
      news = true;
    }
    leader.matched(follower.node(), from.lastIndex());
    return follower.learnCommit(leader.commitIndex()) || news;
  }

  /// Commits what a majority has, if the last of it is of the leader's term (section 5.4.2).
  private boolean commit(InMemoryLog leader) {
    List<Long> positions = new ArrayList<>();
    for (NodeId member : members) {
      positions.add(
          member.equals(leader.node()) ? leader.disk().lastIndex() : leader.match(member));
    }
    positions.sort(null);
    long majority = positions.get((positions.size() - 1) / 2);
    return majority > leader.commitIndex()
        && leader.disk().term(majority) == leader.disk().term
        && leader.learnCommit(majority);
  }

  /// Brings `target` up to date and has it elected.
  boolean transfer(InMemoryLog leader, NodeId target) {
    InMemoryLog follower = open.get(target);
    if (follower == null || !connected(leader.node(), target)) {
      return false;
    }
    boolean more = true;
    while (more) {
      more = deliver(leader, follower);
    }
    return elect(target);
  }

  void configure(List<NodeId> nextMembers, List<NodeId> nextLearners) {
    members = List.copyOf(nextMembers);
    learners = List.copyOf(nextLearners);
  }

  @Nullable InMemoryLog replica(NodeId node) {
    return open.get(node);
  }
}
