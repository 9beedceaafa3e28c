package io.halcyon.testkit.simulation;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What outlives a node's process: clock, disk, Raft logs; and the process, if one runs.
final class Machine {
  private final World world;
  private final NodeId id;
  private final VirtualClock clock;
  private final Strand wire = new Strand();
  private final Map<ShardId, RaftMember> rafts = new TreeMap<>();
  private long durableHlc;
  private long incarnations;
  private @Nullable NodeProcess process;

  Machine(World world, NodeId id, VirtualClock clock) {
    this.world = world;
    this.id = id;
    this.clock = clock;
  }

  void start() {
    if (process == null) {
      world.trace(id, "start");
      NodeProcess started = new NodeProcess(world, this);
      process = started;
      started.start();
    }
  }

  void crash() {
    NodeProcess running = process;
    if (running != null) {
      world.trace(id, "crash");
      running.process().kill();
      rafts.values().forEach(RaftMember::stop);
      process = null;
    }
  }

  void pause(long nanos) {
    NodeProcess running = process;
    if (running != null) {
      world.trace(id, "pause");
      running.process().pauseUntil(world.scheduler().now() + nanos);
    }
  }

  /// Hands an arriving message to the process.
  void receive(Consumer<NodeProcess> message) {
    NodeProcess running = process;
    if (running != null) {
      world.scheduler().after(0, running.process(), () -> message.accept(running));
    }
  }

  NodeId id() {
    return id;
  }

  VirtualClock clock() {
    return clock;
  }

  /// The process to which messages under way belong: never dead, never paused.
  Strand wire() {
    return wire;
  }

  @Nullable NodeProcess running() {
    return process;
  }

  Map<ShardId, RaftMember> rafts() {
    return rafts;
  }

  long durableHlc() {
    return durableHlc;
  }

  void persistHlc(long bound) {
    durableHlc = bound;
  }

  Incarnation nextIncarnation() {
    incarnations++;
    return new Incarnation(id, incarnations);
  }

  /// Describes where things stand, for a run that does not finish.
  String describe() {
    NodeProcess running = process;
    return "\n  "
        + id
        + (running == null ? " down" : running.membership().describe())
        + (running != null && running.serving() ? " serving" : "")
        + " "
        + rafts.values();
  }
}
