package io.halcyon.testkit.simulation;

import io.halcyon.core.failure.InvariantViolation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Runs a small cluster under faults in virtual time; the seed decides everything.
///
/// Five nodes, a system shard and two data shards, a few clients with single-key operations. What
/// is real: the rules in `txn` and the hybrid clock. What is modelled: Raft ({@link RaftMember}),
/// the network, disks and clocks. What is checked: see {@link Oracle} and {@link History}, and that
/// everything under way finishes once faults have ended.
public final class Simulation {
  private static final int CLIENTS_MAX = 7;

  private Simulation() {}

  /// What a run came to.
  ///
  /// @param violation the first broken invariant, if any
  /// @param operations how many operations clients finished
  /// @param events how many steps were taken
  /// @param trace what happened, if it was asked for
  public record Result(
      long seed, Optional<String> violation, int operations, long events, String trace) {}

  /// Runs one seed.
  public static Result run(long seed, Set<Weakening> weakenings, boolean tracing) {
    Trace trace = new Trace(tracing);
    World world = new World(seed, Settings.DEFAULT, weakenings, trace);
    Optional<String> violation = Optional.empty();
    try {
      play(world);
    } catch (InvariantViolation broken) {
      String what = String.valueOf(broken.getMessage());
      violation = Optional.of(what);
      trace.add(world.scheduler().now(), "VIOLATION", what);
    }
    return new Result(
        seed,
        violation,
        world.oracle().history().completedCount(),
        world.scheduler().executed(),
        trace.text());
  }

  /// Runs one seed with all rules in force.
  public static Result run(long seed) {
    return run(seed, EnumSet.noneOf(Weakening.class), false);
  }

  private static void play(World world) {
    Settings settings = world.settings();
    Scheduler scheduler = world.scheduler();
    Faults faults = new Faults(world);
    faults.start();
    List<SimulatedClient> clients = new ArrayList<>();
    int count = scheduler.random().nextInt(2, CLIENTS_MAX + 1);
    for (int i = 1; i <= count; i++) {
      clients.add(new SimulatedClient(world, i));
    }
    clients.forEach(SimulatedClient::start);
    long faultsEnd = settings.faultMillis() * Scheduler.MILLI;
    while (scheduler.step(faultsEnd)) {
      world.oracle().afterEvent();
    }
    faults.heal();
    clients.forEach(SimulatedClient::stop);
    long end = faultsEnd + settings.healMillis() * Scheduler.MILLI;
    while (!clients.stream().allMatch(SimulatedClient::idle) && scheduler.step(end)) {
      world.oracle().afterEvent();
    }
    for (SimulatedClient client : clients) {
      if (client.waitingFor() != null) {
        StringBuilder state = new StringBuilder();
        world.machines().forEach(machine -> state.append(machine.describe()));
        throw new InvariantViolation("not finished after healing: " + client.waitingFor() + state);
      }
    }
    world.oracle().history().verify();
  }
}
