package io.halcyon.testkit.simulation;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Breaks things, seeded: crashes and restarts of one or all, pauses, cuts, bad weather on the
/// network, skewed and jumping clocks, elections for no reason; then heals everything.
final class Faults {
  private enum Fault {
    CRASH,
    CRASH_ALL,
    TROUBLED_JOIN,
    PAUSE,
    CUT_ONE,
    ISOLATE,
    SPLIT,
    ISOLATE_SYSTEM_LEADER,
    WEATHER,
    SKEW,
    JUMP,
    CAMPAIGN
  }

  private final World world;
  private final Scheduler scheduler;
  private final Strand process = new Strand();
  private final double intensity;
  private final double rarity;
  // Each run has its own mix of faults, many of them absent: Groce et al., "Swarm Testing" (2012).
  private final Map<Fault, Double> weights = new EnumMap<>(Fault.class);

  Faults(World world) {
    this(world, 1);
  }

  /// @param rarity how many times rarer than usual faults come
  Faults(World world, double rarity) {
    this.rarity = rarity;
    this.world = world;
    this.scheduler = world.scheduler();
    this.intensity = scheduler.random().nextDouble();
    for (Fault fault : Fault.values()) {
      weights.put(fault, scheduler.chance(0.45) ? 0.01 : scheduler.random().nextDouble());
    }
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
    double dice =
        scheduler.random().nextDouble()
            * weights.values().stream().mapToDouble(Double::doubleValue).sum();
    for (Map.Entry<Fault, Double> fault : weights.entrySet()) {
      dice -= fault.getValue();
      if (dice < 0) {
        inflict(fault.getKey());
        break;
      }
    }
    after((long) (scheduler.between(20, 350) * (0.2 + intensity) * rarity), this::strike);
  }

  private void inflict(Fault fault) {
    RandomGenerator random = scheduler.random();
    Machine victim = machine();
    switch (fault) {
      case CRASH -> crash(victim, scheduler.between(1, 700));
      case CRASH_ALL ->
          world.machines().forEach(machine -> crash(machine, scheduler.between(1, 200)));
      case TROUBLED_JOIN -> troubleJoin(victim, machine());
      case PAUSE -> victim.pause(scheduler.between(20, 1_000));
      case CUT_ONE -> cut(List.of(victim.id()), List.of(machine().id()));
      case ISOLATE -> isolate(victim);
      case SPLIT -> {
        List<NodeId> side = List.of(victim.id(), machine().id());
        cut(side, others(side));
      }
      case ISOLATE_SYSTEM_LEADER ->
          world.voters(ShardId.SYSTEM).stream()
              .filter(voter -> world.believesToLead(voter, ShardId.SYSTEM))
              .findFirst()
              .ifPresent(leader -> cut(List.of(leader), others(List.of(leader))));
      case WEATHER ->
          world.network().weather(random.nextDouble() * 0.15, random.nextDouble() * 0.4);
      case SKEW -> victim.clock().setOffset(world.skew());
      case JUMP -> victim.clock().setOffset(random.nextLong(-400, 401));
      case CAMPAIGN -> campaign();
    }
  }

  /// Restarts a node, and lets something happen to it, or to a member that it must be introduced
  /// to.
  private void troubleJoin(Machine newcomer, Machine member) {
    long down = scheduler.between(1, 100);
    long joining = down + scheduler.between(1, 60);
    crash(newcomer, down);
    switch (scheduler.random().nextInt(3)) {
      case 0 -> after(joining, () -> newcomer.pause(scheduler.between(250, 900)));
      case 1 -> after(joining, () -> isolate(newcomer));
      default -> {
        after(down, () -> cut(List.of(newcomer.id()), List.of(member.id())));
        long lost = scheduler.between(50, 500);
        after(down + lost, () -> crash(member, scheduler.between(1, 900)));
      }
    }
  }

  private void isolate(Machine victim) {
    cut(List.of(victim.id()), others(List.of(victim.id())));
  }

  private void crash(Machine victim, long downNanos) {
    if (victim.running() != null) {
      victim.crash();
      after(downNanos, victim::start);
    }
  }

  private void cut(List<NodeId> side, List<NodeId> others) {
    long until = scheduler.now() + scheduler.between(50, scheduler.chance(0.3) ? 1_800 : 500);
    boolean oneWay = scheduler.chance(0.4);
    if (world.tracing()) {
      world.trace(side.getFirst(), side + (oneWay ? " -x> " : " <x> ") + others);
    }
    for (NodeId one : side) {
      for (NodeId other : others) {
        world.network().cut(one, other, until);
        if (!oneWay) {
          world.network().cut(other, one, until);
        }
      }
    }
  }

  private List<NodeId> others(List<NodeId> side) {
    return world.machines().stream().map(Machine::id).filter(id -> !side.contains(id)).toList();
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
