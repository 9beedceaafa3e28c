package io.halcyon.testkit.simulation;

import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.testkit.simulation.LogEntry.Effect;
import io.halcyon.testkit.simulation.LogEntry.Outcome;
import io.halcyon.txn.floor.Floor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sees everything at once and checks the invariants, the global ones after every event.
final class Oracle {
  /// What the oracle knows of a shard's log, in log order.
  private static final class ShardLog {
    private final List<LogEntry> applied = new ArrayList<>();
    private final Map<Long, Long> lowWater = new HashMap<>();
    private long bound;
  }

  private final World world;
  private final Map<ShardId, ShardLog> logs = new HashMap<>();
  private final Map<String, Long> readServed = new HashMap<>();
  private final Map<NodeId, Long> clocks = new HashMap<>();
  private final History history = new History();
  // Per node, the greatest incarnation that has been declared down or superseded.
  private final Map<NodeId, Long> gone = new HashMap<>();
  private long membershipIndex = -1;
  private long shownMax;

  Oracle(World world) {
    this.world = world;
  }

  History history() {
    return history;
  }

  /// Returns the greatest timestamp that any answer has shown.
  long shownMax() {
    return shownMax;
  }

  /// A replica applies an entry. Checks what concerns the log when the first replica does.
  void applied(ShardId shard, long index, LogEntry entry, boolean effective) {
    ShardLog log = logs.computeIfAbsent(shard, _ -> new ShardLog());
    if (index < log.applied.size()) {
      check(log.applied.get((int) index).equals(entry), "two entries at index", shard, index);
      return;
    }
    log.applied.add(entry);
    if (!effective) {
      return;
    }
    // C1: the greatest B up to and including the first entry of the term.
    log.bound = Math.max(log.bound, entry.payload().bound());
    long lowWater = log.lowWater.computeIfAbsent(entry.term(), _ -> log.bound);
    if (entry.payload().effect() instanceof Effect.Write write) {
      Outcome outcome = write.outcome();
      if (world.tracing()) {
        world.trace(new NodeId(1), "commits " + write + " in term " + entry.term());
      }
      check(outcome.position() > lowWater, "write at or below the low-water mark", shard, write);
      check(entry.payload().bound() >= outcome.position(), "write above its B", shard, write);
      check(
          !outcome.success() || outcome.position() > readServed.getOrDefault(write.key(), 0L),
          "version under a read already served",
          shard,
          write);
      history.effect(write);
    }
  }

  /// A replica of the system shard has applied an entry.
  void membership(Collection<SystemReplica.Member> members, long index) {
    if (index <= membershipIndex) {
      return;
    }
    membershipIndex = index;
    for (SystemReplica.Member member : members) {
      long number = member.incarnation().number();
      long lost = member.status() == SystemReplica.Status.DOWN ? number : number - 1;
      gone.merge(member.incarnation().node(), lost, Math::max);
    }
  }

  /// A leader finds a read covered.
  void covered(NodeProcess node, RaftMember raft, long term, long readAt) {
    check(raft.appliedBound(term) >= readAt, "read above its own term's B", node.id(), readAt);
  }

  /// An answer that depends on a version at `timestamp` is let go.
  void shown(NodeProcess by, long timestamp) {
    check(by.serving(), "answers without a lease", by.id(), timestamp);
    shownMax = Math.max(shownMax, timestamp);
    for (Machine machine : world.machines()) {
      NodeProcess node = machine.running();
      if (node != null && node.serving()) {
        check(
            node.hlc().peek() >= timestamp,
            "shown above the clock of " + node.id(),
            by.id(),
            timestamp);
      }
    }
  }

  /// The answer itself.
  void answered(ClientRequest request, Outcome outcome) {
    boolean read = request.kind() == ClientRequest.Kind.GET || !outcome.success();
    if (read) {
      readServed.merge(request.key(), outcome.position(), Math::max);
    }
    if (world.tracing()) {
      world.trace(new NodeId(1), "answers " + request.kind() + request.key() + " " + outcome);
    }
  }

  /// Checks what must hold at any time.
  void afterEvent() {
    NodeProcess[] serving = new NodeProcess[world.machines().size()];
    int count = 0;
    for (Machine machine : world.machines()) {
      NodeProcess node = machine.running();
      if (node == null) {
        continue;
      }
      long clock = node.hlc().peek();
      Long before = clocks.put(machine.id(), clock);
      check(before == null || clock >= before, "clock went back", machine.id(), clock);
      if (node.serving()) {
        check(clock >= shownMax, "serves below what was shown", machine.id(), clock);
        Incarnation self = node.membership().self();
        check(
            self != null && self.number() > gone.getOrDefault(self.node(), 0L),
            "serves although declared down",
            self,
            clock);
        serving[count++] = node;
      }
    }
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        check(
            i == j || knows(serving[i], serving[j]),
            "not in the floor set of",
            serving[j].id(),
            serving[i].id());
      }
    }
  }

  private static boolean knows(NodeProcess node, NodeProcess other) {
    Floor floor = node.membership().floor();
    Incarnation named = other.membership().self();
    return floor != null && named != null && floor.has(named);
  }

  private void check(boolean holds, String broken, @Nullable Object where, Object what) {
    if (!holds) {
      throw new InvariantViolation(broken + ": " + where + " " + what);
    }
  }
}
