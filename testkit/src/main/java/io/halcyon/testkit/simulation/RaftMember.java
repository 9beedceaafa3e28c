package io.halcyon.testkit.simulation;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.testkit.simulation.LogEntry.Landing;
import io.halcyon.testkit.simulation.LogEntry.Payload;
import io.halcyon.testkit.simulation.LogEntry.Proposed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One member of a Raft group: elections, replication and commitment as in Ongaro and Ousterhout,
/// "In Search of an Understandable Consensus Algorithm" (2014), figure 2, without snapshots and
/// membership changes.
///
/// What it adds is what a real library does to its user: leadership is announced late, entries are
/// applied late and one by one, and a deposed leader does not know it.
///
/// | role | event | next |
/// |---|---|---|
/// | follower | no leader heard of for long | candidate in the next term |
/// | candidate | votes of a majority | leader |
/// | any | a message of a later term | follower in that term |
final class RaftMember {
  /// What the state machine of this replica hears.
  interface Listener {
    /// An entry was committed; the same order on every replica.
    void applied(long index, LogEntry entry, boolean effective);

    void leaderReady(long term);

    /// Entries of another leader are about to be appended to the log.
    default void entriesArrived() {}

    void leadershipLost();
  }

  private enum Role {
    FOLLOWER,
    CANDIDATE,
    LEADER
  }

  private final World world;
  private final ShardId shard;
  private final NodeId id;
  private final List<NodeId> voters;

  // On disk.
  private final List<LogEntry> log = new ArrayList<>();
  private long term;
  private @Nullable NodeId votedFor;

  // In memory.
  private Role role = Role.FOLLOWER;
  private int committed;
  private int applied;
  private long heardNanos;
  private long announceNanos;
  private boolean applying;
  private final Set<NodeId> votes = new HashSet<>();
  private final Map<NodeId, Integer> matched = new HashMap<>();
  private final Map<Integer, LogEntry.Waiting> proposals = new HashMap<>();
  private @Nullable Strand process;
  private @Nullable Listener listener;

  RaftMember(World world, ShardId shard, NodeId id, List<NodeId> voters) {
    this.world = world;
    this.shard = shard;
    this.id = id;
    this.voters = List.copyOf(voters);
  }

  /// Begins to run in a new process, whose state machine starts empty and hears the log again.
  void start(Strand newProcess, Listener newListener) {
    process = newProcess;
    listener = newListener;
    heardNanos = world.scheduler().now();
    announceNanos = 0;
    schedule(electionTimeout(), this::electionTick);
    schedule(world.scheduler().between(1, 30), this::heartbeat);
  }

  void stop() {
    process = null;
    listener = null;
    role = Role.FOLLOWER;
    committed = 0;
    applied = 0;
    applying = false;
    proposals.clear();
  }

  /// Appends if this member believes that it leads; `callback` hears when the index is applied
  /// here.
  ///
  /// @return whether it was appended
  boolean propose(Payload payload, @Nullable Landing callback) {
    if (role != Role.LEADER) {
      return false;
    }
    LogEntry entry = new LogEntry(term, payload);
    log.add(entry);
    proposals.put(log.size() - 1, new LogEntry.Waiting(entry, callback));
    matched.put(id, log.size());
    replicate();
    return true;
  }

  /// Stands for election, as after a transfer of leadership or a spurious time-out.
  void campaign() {
    if (process == null || role == Role.LEADER) {
      return;
    }
    term++;
    role = Role.CANDIDATE;
    votedFor = id;
    votes.clear();
    votes.add(id);
    long lastTerm = log.isEmpty() ? 0 : log.getLast().term();
    long candidateTerm = term;
    int length = log.size();
    for (NodeId voter : voters) {
      send(voter, other -> other.voteRequested(id, candidateTerm, lastTerm, length));
    }
    heardNanos = world.scheduler().now();
  }

  boolean leads() {
    return process != null && role == Role.LEADER;
  }

  ShardId shard() {
    return shard;
  }

  /// Returns the greatest B among applied entries of terms at or below `upTo`: the truth that the
  /// oracle holds a read against.
  long appliedBound(long upTo) {
    long bound = 0;
    for (int i = 0; i < applied; i++) {
      if (log.get(i).term() <= upTo) {
        bound = Math.max(bound, log.get(i).payload().bound());
      }
    }
    return bound;
  }

  @Override
  public String toString() {
    return shard + " " + role + " in " + term + ", applied " + applied + " of " + log.size();
  }

  private void electionTick() {
    if (role != Role.LEADER && world.scheduler().now() - heardNanos > electionTimeout()) {
      campaign();
    }
    schedule(world.scheduler().between(30, 120), this::electionTick);
  }

  private long electionTimeout() {
    return world.scheduler().between(100, 250);
  }

  private void heartbeat() {
    if (role == Role.LEADER) {
      replicate();
    }
    schedule(30 * Scheduler.MILLI, this::heartbeat);
  }

  private void voteRequested(NodeId candidate, long candidateTerm, long lastTerm, int length) {
    observe(candidateTerm);
    long ownLastTerm = log.isEmpty() ? 0 : log.getLast().term();
    boolean upToDate = lastTerm > ownLastTerm || (lastTerm == ownLastTerm && length >= log.size());
    boolean free = votedFor == null || votedFor.equals(candidate);
    if (candidateTerm == term && free && upToDate && role == Role.FOLLOWER) {
      votedFor = candidate;
      heardNanos = world.scheduler().now();
      send(candidate, other -> other.voted(id, candidateTerm));
    }
  }

  private void voted(NodeId voter, long votedTerm) {
    if (role != Role.CANDIDATE || votedTerm != term) {
      return;
    }
    votes.add(voter);
    if (votes.size() * 2 > voters.size()) {
      role = Role.LEADER;
      matched.clear();
      matched.put(id, log.size());
      world.trace(id, shard, "leads", term);
      long ledTerm = term;
      announce(heard -> heard.leaderReady(ledTerm));
      replicate();
    }
  }

  private void replicate() {
    for (NodeId voter : voters) {
      if (!voter.equals(id)) {
        int from = matched.getOrDefault(voter, 0);
        List<LogEntry> entries = List.copyOf(log.subList(from, log.size()));
        long leaderTerm = term;
        int leaderCommitted = committed;
        send(voter, other -> other.appendRequested(id, leaderTerm, from, entries, leaderCommitted));
      }
    }
  }

  private void appendRequested(
      NodeId leader, long leaderTerm, int from, List<LogEntry> entries, int leaderCommitted) {
    observe(leaderTerm);
    if (leaderTerm < term) {
      long later = term;
      send(leader, other -> other.observe(later));
      return;
    }
    if (role == Role.CANDIDATE) {
      role = Role.FOLLOWER;
    }
    heardNanos = world.scheduler().now();
    if (!entries.isEmpty() && listener != null) {
      listener.entriesArrived();
    }
    for (int i = 0; i < entries.size(); i++) {
      int index = from + i;
      if (index < log.size() && log.get(index).term() != entries.get(i).term()) {
        log.subList(index, log.size()).clear();
      }
      if (index == log.size()) {
        log.add(entries.get(i));
      }
    }
    int match = from + entries.size();
    commit(Math.min(leaderCommitted, match));
    send(leader, other -> other.appended(id, leaderTerm, match));
  }

  private void appended(NodeId follower, long leaderTerm, int match) {
    if (role != Role.LEADER || leaderTerm != term) {
      return;
    }
    if (match <= matched.getOrDefault(follower, 0)) {
      return;
    }
    matched.put(follower, match);
    int[] matches = voters.stream().mapToInt(v -> matched.getOrDefault(v, 0)).sorted().toArray();
    int majority = matches[(voters.size() - 1) / 2];
    if (majority > committed && log.get(majority - 1).term() == term) {
      commit(majority);
      replicate();
    }
  }

  private void observe(long seen) {
    if (seen <= term) {
      return;
    }
    term = seen;
    votedFor = null;
    if (role == Role.LEADER) {
      world.trace(id, shard, "deposed by", seen);
      announce(Listener::leadershipLost);
    }
    role = Role.FOLLOWER;
  }

  private void commit(int upTo) {
    if (upTo > committed) {
      committed = upTo;
      scheduleApply();
    }
  }

  private void scheduleApply() {
    if (!applying && applied < committed) {
      applying = true;
      schedule(world.applyPause(), this::applyNext);
    }
  }

  private void applyNext() {
    applying = false;
    Listener hearing = listener;
    if (hearing == null || applied >= committed) {
      return;
    }
    int index = applied;
    LogEntry entry = log.get(index);
    applied++;
    boolean effective =
        entry.payload().evaluatedTerm() == entry.term()
            || world.weak(Weakening.EFFECT_OF_OTHER_TERM);
    hearing.applied(index, entry, effective);
    LogEntry.Waiting waiting = proposals.remove(index);
    if (waiting != null && waiting.callback() != null) {
      boolean own = waiting.entry().equals(entry);
      waiting.callback().done(new Proposed(own && effective, entry.term()));
    }
    scheduleApply();
  }

  /// Tells the listener later, but in order.
  private void announce(Consumer<Listener> news) {
    long now = world.scheduler().now();
    announceNanos = Math.max(announceNanos + 1, now + world.noticePause());
    schedule(
        announceNanos - now,
        () -> {
          Listener hearing = listener;
          if (hearing != null) {
            news.accept(hearing);
          }
        });
  }

  private void schedule(long delayNanos, Runnable action) {
    Strand running = process;
    if (running != null) {
      world.scheduler().after(delayNanos, running, action);
    }
  }

  private void send(NodeId to, Consumer<RaftMember> message) {
    if (to.equals(id)) {
      return;
    }
    Machine machine = world.machine(to);
    world
        .network()
        .send(
            id,
            machine,
            _ -> {
              RaftMember member = machine.rafts().get(shard);
              if (member != null && member.process != null) {
                message.accept(member);
              }
            });
  }
}
