package io.halcyon.testkit.simulation;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Breaks things, seeded: crashes and restarts of one or all, pauses, cuts, bad weather on the
/// network, skewed and jumping clocks, elections for no reason; then heals everything.
final class Faults {
  private final World world;
  private final Scheduler scheduler;
  private final Process process = new Process();
  private final double intensity;

  Faults(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.intensity = scheduler.random().nextDouble();
  }

  void start() {
    List<Machine> machines = new ArrayList<>(world.machines());
    Machine newcomer = machines.removeLast();
    machines.forEach(Machine::start);
    after(scheduler.between(300, 2_000), newcomer::start);
    world.network().weather(0.01, 0.02);
    after(scheduler.between(200, 600), this::strike);
  }

  /// Ends all faults; machines that are down start again.
  void heal() {
    process.kill();
    world.calm();
    world.network().heal();
    for (Machine machine : world.machines()) {
      machine.clock().setOffset(world.skew());
      machine.start();
    }
  }

  private void strike() {
    RandomGenerator random = scheduler.random();
    Machine victim = machine();
    switch (random.nextInt(12)) {
      case 0, 1 -> crash(victim, scheduler.between(1, 700));
      case 2 -> world.machines().forEach(machine -> crash(machine, scheduler.between(1, 200)));
      case 3, 4 -> victim.pause(scheduler.between(20, 1_200));
      case 5, 6 -> cut(victim, scheduler.between(50, 900));
      case 7 -> world.network().weather(random.nextDouble() * 0.15, random.nextDouble() * 0.3);
      case 8 -> victim.clock().setOffset(world.skew());
      case 9 -> victim.clock().setOffset(random.nextLong(-400, 401));
      default -> campaign();
    }
    after((long) (scheduler.between(20, 400) * (0.3 + intensity)), this::strike);
  }

  private void crash(Machine victim, long downNanos) {
    if (victim.running() != null) {
      victim.crash();
      after(downNanos, victim::start);
    }
  }

  private void cut(Machine victim, long nanos) {
    long until = scheduler.now() + nanos;
    boolean all = scheduler.chance(0.4);
    boolean oneWay = scheduler.chance(0.4);
    NodeId only = machine().id();
    world.trace(victim.id(), all ? "is cut off" : "is cut off from " + only);
    for (Machine other : world.machines()) {
      if ((all || other.id().equals(only)) && other != victim) {
        world.network().cut(victim.id(), other.id(), until);
        if (!oneWay) {
          world.network().cut(other.id(), victim.id(), until);
        }
      }
    }
  }

  private void campaign() {
    int shard = scheduler.random().nextInt(3);
    ShardId id = new ShardId(shard);
    List<NodeId> voters = world.voters(id);
    RaftMember raft =
        world.machine(voters.get(scheduler.random().nextInt(voters.size()))).rafts().get(id);
    if (raft != null) {
      raft.campaign();
    }
  }

  private Machine machine() {
    List<Machine> machines = List.copyOf(world.machines());
    return machines.get(scheduler.random().nextInt(machines.size()));
  }

  private void after(long nanos, Runnable action) {
    scheduler.after(nanos, process, action);
  }
}
