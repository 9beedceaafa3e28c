package io.halcyon.testkit.simulation;

import io.halcyon.testkit.simulation.LogEntry.Effect;
import io.halcyon.testkit.simulation.LogEntry.Outcome;
import io.halcyon.testkit.simulation.LogEntry.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One replica of a data shard: applies what is committed, and as leader evaluates single-key
/// operations under C1 to C3 the way `node.replica` does, with a pause between any two steps.
final class DataReplica implements RaftMember.Listener {
  /// A version of a key; absence is value 0 at timestamp 0.
  record Version(long timestamp, long value) {
    static final Version NONE = new Version(0, 0);
  }

  /// What a leader knows in memory, in one term only; a new leader's starts empty.
  private static final class Leading {
    private final long term;
    private final Map<String, Long> readAt = new HashMap<>();
    private final Map<String, List<Long>> inFlight = new HashMap<>();
    private final Map<String, Deque<Runnable>> latches = new HashMap<>();

    Leading(long term) {
      this.term = term;
    }
  }

  private final World world;
  private final NodeProcess node;
  private final RaftMember raft;
  private final BoundSeam bound;
  private final Map<String, TreeMap<Long, Long>> versions = new HashMap<>();
  private final Map<Long, Outcome> outcomes = new HashMap<>();
  private @Nullable Leading leading;

  DataReplica(World world, NodeProcess node, RaftMember raft) {
    this.world = world;
    this.node = node;
    this.raft = raft;
    this.bound = new BoundSeam(world);
  }

  @Override
  public void applied(long index, LogEntry entry, boolean effective) {
    world.oracle().applied(raft.shard(), index, entry, effective);
    if (!effective) {
      return;
    }
    if (entry.payload().effect() instanceof Effect.Write write) {
      Outcome outcome = write.outcome();
      if (outcome.success()) {
        versions
            .computeIfAbsent(write.key(), _ -> new TreeMap<>())
            .put(outcome.position(), outcome.answer());
      }
      outcomes.put(outcome.requestId(), outcome);
    }
    bound.applied(entry.term(), entry.payload().bound());
  }

  @Override
  public void leaderReady(long term) {
    bound.elected(term);
    leading = new Leading(term);
    raft.propose(renewal(term, 0), null);
  }

  @Override
  public void leadershipLost() {
    bound.lostLeadership();
    leading = null;
  }

  /// Begins an operation that a client asked for.
  void handle(ClientRequest request) {
    Leading now = leading;
    if (!node.serving() || now == null || !bound.mayServe(now.term)) {
      request.refuse();
      return;
    }
    long session = node.lease().session();
    Operation operation = new Operation(request, now, session);
    if (request.kind() == ClientRequest.Kind.GET) {
      operation.read();
    } else {
      node.later(operation::latch);
    }
  }

  private Version newest(String key, long readAt) {
    TreeMap<Long, Long> all = versions.get(key);
    Map.Entry<Long, Long> found = all == null ? null : all.floorEntry(readAt);
    return found == null ? Version.NONE : new Version(found.getKey(), found.getValue());
  }

  private Payload renewal(long term, long readAt) {
    return new Payload(
        term, bound.next(readAt, node.hlc().physical().millis()), new Effect.Nothing());
  }

  /// One operation on its way through the rules.
  private final class Operation {
    private final ClientRequest request;
    private final Leading begun;
    private final long session;
    private final String key;

    Operation(ClientRequest request, Leading begun, long session) {
      this.request = request;
      this.begun = begun;
      this.session = session;
      this.key = request.key();
    }

    private boolean stillLeads() {
      return leading == begun;
    }

    // Writes: latch, evaluate, propose, answer.

    void latch() {
      if (!stillLeads()) {
        request.refuse();
        return;
      }
      Deque<Runnable> queue = begun.latches.get(key);
      if (queue == null) {
        begun.latches.put(key, new ArrayDeque<>());
        node.later(this::evaluate);
      } else if (queue.size() < 50) {
        queue.add(this::evaluate);
      } else {
        request.refuse();
      }
    }

    private void unlatch() {
      Deque<Runnable> queue = begun.latches.get(key);
      Runnable next = queue == null ? null : queue.poll();
      if (next == null) {
        begun.latches.remove(key);
      } else {
        node.later(next);
      }
    }

    private void evaluate() {
      long lowWater = bound.lowWater(begun.term);
      if (!stillLeads() || lowWater == Long.MAX_VALUE) {
        request.refuse();
        return;
      }
      Outcome known = outcomes.get(request.id());
      if (known != null && !world.weak(Weakening.FORGET_OUTCOMES)) {
        unlatch();
        show(known);
        return;
      }
      Version newest = newest(key, Long.MAX_VALUE);
      boolean holds =
          request.kind() != ClientRequest.Kind.CAS || newest.value() == request.expected();
      if (!holds && world.weak(Weakening.FORGET_FAILED_CONDITION)) {
        unlatch();
        read();
        return;
      }
      long served = begun.readAt.getOrDefault(key, 0L);
      long least = Math.max(Math.max(lowWater, served), newest.timestamp()) + 1;
      long timestamp = Math.max(node.hlc().now(), least);
      if (!node.hlc().merge(timestamp)) {
        unlatch();
        request.refuse();
        return;
      }
      if (!holds) {
        // The answer depends on what the key is at `timestamp`, as a read there would.
        begun.readAt.merge(key, timestamp, Math::max);
      }
      begun.inFlight.computeIfAbsent(key, _ -> new ArrayList<>()).add(timestamp);
      Outcome outcome =
          holds
              ? new Outcome(request.id(), timestamp, timestamp, request.result(newest), true)
              : new Outcome(request.id(), newest.timestamp(), timestamp, newest.value(), false);
      node.ping(timestamp);
      node.later(() -> propose(outcome));
    }

    private void propose(Outcome outcome) {
      long timestamp = outcome.position();
      Payload payload =
          new Payload(
              begun.term,
              bound.next(timestamp, node.hlc().physical().millis()),
              new Effect.Write(key, outcome));
      boolean appended =
          raft.propose(
              payload,
              result -> {
                landed(timestamp);
                if (result.applied()) {
                  node.later(() -> show(outcome));
                } else {
                  request.refuse();
                }
              });
      if (!appended) {
        landed(timestamp);
        request.refuse();
      }
    }

    private void landed(long timestamp) {
      begun.inFlight.getOrDefault(key, new ArrayList<>()).remove(timestamp);
      unlatch();
    }

    // Reads, in C1's order: note r, wait for writes in flight, wait for a bound, read.

    void read() {
      long readAt = node.hlc().now();
      node.later(() -> note(readAt));
    }

    private void note(long readAt) {
      if (!stillLeads()) {
        request.refuse();
        return;
      }
      begun.readAt.merge(key, readAt, Math::max);
      node.later(() -> awaitWrites(readAt));
    }

    private void awaitWrites(long readAt) {
      if (!stillLeads()) {
        request.refuse();
        return;
      }
      boolean pending =
          begun.inFlight.getOrDefault(key, List.of()).stream().anyMatch(c -> c <= readAt);
      if (pending && !world.weak(Weakening.READ_PASSES_WRITE_IN_FLIGHT)) {
        node.soon(() -> awaitWrites(readAt));
        return;
      }
      node.later(() -> awaitBound(readAt));
    }

    private void awaitBound(long readAt) {
      if (!stillLeads()) {
        request.refuse();
        return;
      }
      if (bound.covers(begun.term, readAt)) {
        world.oracle().covered(node, raft, begun.term, readAt);
        node.later(() -> serve(readAt));
        return;
      }
      if (bound.readyIn(begun.term)) {
        raft.propose(renewal(begun.term, readAt), null);
      }
      node.soon(() -> awaitBound(readAt));
    }

    private void serve(long readAt) {
      Version seen = newest(key, readAt);
      boolean matches =
          request.kind() == ClientRequest.Kind.CAS && seen.value() == request.expected();
      if (matches) {
        request.refuse();
        return;
      }
      show(
          new Outcome(
              request.id(),
              seen.timestamp(),
              readAt,
              seen.value(),
              request.kind() == ClientRequest.Kind.GET));
    }

    private void show(Outcome outcome) {
      node.show(
          outcome.shown(),
          session,
          () -> {
            world.oracle().answered(request, outcome);
            request.reply().accept(outcome);
          });
    }
  }
}
