package io.halcyon.testkit.simulation;

import io.halcyon.core.hlc.ClockConfig;
import io.halcyon.core.hlc.HlcBound;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.txn.floor.Floor;
import io.halcyon.txn.liveness.LeaseHolder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node's process: its hybrid clock, its membership and its replicas. Dies in a crash.
final class NodeProcess {
  /// How far beyond physical time the clock's durable bound is moved, once it must be.
  private static final long HLC_BOUND_LEAD_MILLIS = 100;

  /// How long an answer may be held back by the floor.
  private static final long HELD_BACK_MAX_NANOS = 3_000 * Scheduler.MILLI;

  private final World world;
  private final Machine machine;
  private final Strand process = new Strand();
  private final HlcClock hlc;
  private final LeaseHolder lease = new LeaseHolder();
  private final Membership membership;
  private final Map<ShardId, DataReplica> replicas = new TreeMap<>();
  private final Map<ShardId, TxnReplica> txnReplicas = new TreeMap<>();
  private @Nullable SystemReplica system;

  NodeProcess(World world, Machine machine) {
    this.world = world;
    this.machine = machine;
    Settings settings = world.settings();
    ClockConfig config =
        new ClockConfig(
            Duration.ofMillis(settings.clockOffsetMillis()),
            Duration.ofMillis(settings.boundLeadMillis()));
    this.hlc = new HlcClock(machine.clock(), config, new DiskBound());
    this.membership = new Membership(world, this);
  }

  void start() {
    for (RaftMember raft : machine.rafts().values()) {
      if (raft.shard().equals(ShardId.SYSTEM)) {
        SystemReplica replica = new SystemReplica(world, this, raft);
        system = replica;
        raft.start(process, replica);
      } else {
        startData(raft);
      }
    }
    membership.start();
  }

  private void startData(RaftMember raft) {
    TxnScene scene = world.transactions();
    if (scene == null) {
      DataReplica replica = new DataReplica(world, this, raft);
      replicas.put(raft.shard(), replica);
      raft.start(process, replica);
    } else {
      TxnReplica replica = new TxnReplica(world, scene, this, raft);
      txnReplicas.put(raft.shard(), replica);
      raft.start(process, replica);
    }
  }

  /// Returns whether operations may begin here now.
  boolean serving() {
    return membership.active() && lease.valid(machine.clock().monotonicNanos());
  }

  /// Rule C2 and C3 at an answer: waits for the floor, then checks the lease, then answers.
  ///
  /// @param shown the timestamp of the version that the answer depends on
  /// @param session the lease's session when the operation began
  void show(long shown, long session, Runnable answer) {
    long since = world.scheduler().now();
    later(() -> awaitFloor(shown, session, since, answer));
  }

  private void awaitFloor(long shown, long session, long sinceNanos, Runnable answer) {
    Floor floor = membership.floor();
    if (hlc.peek() < shown) {
      hlc.merge(shown);
    }
    boolean passed = floor != null && floor.passed(shown, hlc.peek());
    if (passed || world.weak(Weakening.FORGET_FLOOR)) {
      later(() -> checkLease(shown, session, answer));
    } else if (world.scheduler().now() - sinceNanos < HELD_BACK_MAX_NANOS) {
      ping(shown);
      soon(() -> awaitFloor(shown, session, sinceNanos, answer));
    }
  }

  private void checkLease(long shown, long session, Runnable answer) {
    if (lease.holds(session, machine.clock().monotonicNanos())
        || world.weak(Weakening.LEASE_NOT_RECHECKED)) {
      world.oracle().shown(this, shown);
      answer.run();
    }
  }

  /// Tells those that have not been heard of at `timestamp` the own clock, and asks for theirs.
  void ping(long timestamp) {
    Floor floor = membership.floor();
    if (floor != null) {
      for (Incarnation member : World.sorted(floor.lagging(timestamp))) {
        send(world.machine(member.node()), other -> other.send(machine, _ -> {}));
      }
    }
  }

  /// Sends a message that carries the own clock; the receiver merges it before anything else and
  /// drops the message if it is too far ahead.
  void send(Machine to, Consumer<NodeProcess> message) {
    long sent = hlc.tick();
    Incarnation self = membership.self();
    world
        .network()
        .send(
            machine.id(),
            to,
            receiver -> {
              if (receiver.hlc.merge(sent)) {
                receiver.membership.heard(self, sent);
                message.accept(receiver);
              }
            });
  }

  /// Runs the next step of something after a pause, mostly a short one.
  void later(Runnable step) {
    world.scheduler().after(world.pause(), process, step);
  }

  /// Runs a step that waits for something once more.
  void soon(Runnable step) {
    world.scheduler().after(world.scheduler().between(2, 12), process, step);
  }

  /// Runs an action again and again.
  void every(long millis, Runnable action) {
    world
        .scheduler()
        .after(
            world.scheduler().between(millis / 2, millis + millis / 2),
            process,
            () -> {
              action.run();
              every(millis, action);
            });
  }

  NodeId id() {
    return machine.id();
  }

  Machine machine() {
    return machine;
  }

  Strand process() {
    return process;
  }

  HlcClock hlc() {
    return hlc;
  }

  LeaseHolder lease() {
    return lease;
  }

  Membership membership() {
    return membership;
  }

  @Nullable SystemReplica system() {
    return system;
  }

  @Nullable DataReplica replica(ShardId shard) {
    return replicas.get(shard);
  }

  @Nullable TxnReplica txnReplica(ShardId shard) {
    return txnReplicas.get(shard);
  }

  /// Keeps the clock's bound on the machine's disk.
  ///
  /// The bound runs ahead of *physical* time: ahead of the clock itself it would be ratcheted up by
  /// every restart.
  private final class DiskBound implements HlcBound {
    @Override
    public long current() {
      return world.weak(Weakening.CLOCK_FORGETS_BOUND) ? 0 : machine.durableHlc();
    }

    @Override
    public void ensureAbove(long packed) {
      if (packed > machine.durableHlc()) {
        long ahead = HlcTimestamp.packMillis(machine.clock().millis() + HLC_BOUND_LEAD_MILLIS);
        machine.persistHlc(Math.max(packed, ahead));
      }
    }
  }
}
