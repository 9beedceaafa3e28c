package io.halcyon.testkit.simulation;

import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.txn.coordinator.Isolation;
import io.halcyon.txn.coordinator.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs transactions on a small cluster under faults in virtual time; the seed decides everything.
///
/// Five nodes, a system shard and two data shards, three routers that die, and clients that repeat
/// their requests at other routers. What is real: the rules C1 to C3, the participant and the
/// coordinator in `txn`. What is modelled: Raft, the network, disks and clocks. What is checked:
/// see {@link TxnOracle} and {@link TxnHistory}; that everything under way finishes once faults
/// have ended; and that nothing is left locked by coordinators that died.
public final class TxnSimulation {
  // A short lead of the bound, so that deposed leaders outlive it.
  private static final Settings SETTINGS = new Settings(250, 40, 50, 100, 3_500, 5_000);
  private static final int CLIENTS_MAX = 6;
  private static final int ROUTERS = 3;
  // Some runs are stormy, others mostly contended.
  private static final double[] RARITIES = {1, 3, 10};

  private final World world;
  private final TxnScene scene;
  private final List<TxnClient> clients = new ArrayList<>();
  private final Strand process = new Strand();
  private double routerFaults;
  private double unrest;

  private TxnSimulation(World world, TxnScene scene) {
    this.world = world;
    this.scene = scene;
  }

  /// What a run came to.
  ///
  /// @param violation the first broken invariant, if any
  /// @param commits how many transactions committed and were told so by their own attempt
  /// @param events how many steps were taken
  /// @param turns how often it went where it may hurt
  /// @param trace what happened, if it was asked for
  public record Result(
      long seed,
      Optional<String> violation,
      int commits,
      long events,
      Map<TxnTurn, Integer> turns,
      String trace) {
    public Result {
      turns = Map.copyOf(turns);
    }
  }

  /// Runs one seed.
  public static Result run(long seed, Set<TxnWeakening> weakenings, boolean tracing) {
    Trace trace = new Trace(tracing);
    Set<Weakening> below = EnumSet.noneOf(Weakening.class);
    if (weakenings.contains(TxnWeakening.EFFECT_OF_OTHER_TERM)) {
      below.add(Weakening.EFFECT_OF_OTHER_TERM);
    }
    World world = new World(seed, SETTINGS, below, trace);
    TxnScene scene = world.transactions(weakenings);
    Optional<String> violation = Optional.empty();
    try {
      new TxnSimulation(world, scene).play();
    } catch (InvariantViolation broken) {
      String what = String.valueOf(broken.getMessage());
      violation = Optional.of(what);
      trace.add(world.scheduler().now(), "VIOLATION", what);
    }
    return new Result(
        seed,
        violation,
        scene.oracle().history().count(),
        world.scheduler().executed(),
        scene.turns(),
        trace.text());
  }

  /// Runs one seed with all rules in force.
  public static Result run(long seed) {
    return run(seed, EnumSet.noneOf(TxnWeakening.class), false);
  }

  private void play() {
    Settings settings = world.settings();
    Scheduler scheduler = world.scheduler();
    Faults faults = new Faults(world, RARITIES[scheduler.random().nextInt(RARITIES.length)]);
    faults.start();
    scene.route(ROUTERS);
    routerFaults = scheduler.chance(0.3) ? 0 : scheduler.random().nextDouble();
    breakRouters();
    unrest = scheduler.chance(0.3) ? 0 : scheduler.random().nextDouble();
    unsettle();
    int count = scheduler.random().nextInt(2, CLIENTS_MAX + 1);
    for (int i = 1; i <= count; i++) {
      clients.add(new TxnClient(world, scene, i));
    }
    clients.forEach(TxnClient::start);
    long faultsEnd = settings.faultMillis() * Scheduler.MILLI;
    while (scheduler.step(faultsEnd)) {
      world.oracle().afterEvent();
    }
    faults.heal();
    process.kill();
    scene.calm();
    scene.routers().forEach(router -> router.fragile(0));
    clients.forEach(TxnClient::stop);
    finish(faultsEnd + 2 * settings.healMillis() * Scheduler.MILLI);
    sweep();
    scene.oracle().history().verify();
  }

  private void breakRouters() {
    scene
        .routers()
        .forEach(router -> router.fragile(world.scheduler().chance(0.5) ? 0 : routerFaults * 0.02));
    world
        .scheduler()
        .after(
            world.scheduler().between(50, 600),
            process,
            () -> {
              TxnRouter victim = scene.routers().get(world.scheduler().random().nextInt(ROUTERS));
              if (world.scheduler().chance(routerFaults)) {
                if (world.scheduler().chance(0.5)) {
                  victim.crash();
                } else {
                  victim.pause(world.scheduler().between(50, 900));
                }
              }
              breakRouters();
            });
  }

  /// Changes leaders of data shards for no reason: what they served must still hold.
  private void unsettle() {
    Scheduler scheduler = world.scheduler();
    scheduler.after(
        scheduler.between(30, 300),
        process,
        () -> {
          if (scheduler.chance(unrest)) {
            ShardId shard = scheduler.chance(0.5) ? World.FIRST : World.SECOND;
            List<NodeId> voters = world.voters(shard);
            NodeId voter = voters.get(scheduler.random().nextInt(voters.size()));
            RaftMember raft = world.machine(voter).rafts().get(shard);
            if (raft != null) {
              raft.campaign();
            }
          }
          unsettle();
        });
  }

  /// Lets everything under way finish.
  private void finish(long end) {
    while (!clients.stream().allMatch(TxnClient::idle) && world.scheduler().step(end)) {
      world.oracle().afterEvent();
    }
    for (TxnClient client : clients) {
      if (client.waitingFor() != null) {
        StringBuilder state = new StringBuilder();
        world.machines().forEach(machine -> state.append(machine.describe()));
        state.append(scene.routers());
        throw new InvariantViolation("not finished after healing: " + client.waitingFor() + state);
      }
    }
  }

  /// Reads everything until nothing is left to be cleaned up, as any later reader would.
  private void sweep() {
    Scheduler scheduler = world.scheduler();
    TxnClient sweeper = new TxnClient(world, scene, 99);
    sweeper.stop();
    clients.add(sweeper);
    for (int round = 0; round < 10; round++) {
      RequestId request = sweeper.nextRequest();
      Statement scan = new Statement.Scan(TxnScene.ALL, 100, false);
      sweeper.run(
          new TxnProgram(
              request,
              TxnScene.KEYS.getFirst(),
              Isolation.SERIALIZABLE,
              List.of(new TxnProgram.Step.Say(scan))));
      finish(scheduler.now() + world.settings().healMillis() * Scheduler.MILLI);
      long settled = scheduler.now() + 600 * Scheduler.MILLI;
      while (scheduler.step(settled)) {
        world.oracle().afterEvent();
      }
      if (scene.oracle().leftovers() == null) {
        match();
        return;
      }
    }
    throw new InvariantViolation("never resolved: " + scene.oracle().leftovers());
  }

  private void match() {
    for (ShardId shard : List.of(World.FIRST, World.SECOND)) {
      for (NodeId voter : world.voters(shard)) {
        NodeProcess node = world.machine(voter).running();
        TxnReplica replica = node == null ? null : node.txnReplica(shard);
        if (replica != null && world.believesToLead(voter, shard)) {
          scene
              .oracle()
              .history()
              .matches(
                  replica.state(),
                  TxnScene.KEYS.stream()
                      .filter(key -> TxnScene.shardOf(key).equals(shard))
                      .collect(Collectors.toSet()));
        }
      }
    }
  }
}
