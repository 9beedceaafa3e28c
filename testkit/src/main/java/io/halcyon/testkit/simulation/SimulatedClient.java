package io.halcyon.testkit.simulation;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.testkit.simulation.ClientRequest.Kind;
import io.halcyon.testkit.simulation.History.Invocation;
import io.halcyon.testkit.simulation.LogEntry.Outcome;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One client: an operation at a time, retried with the same id until it is answered.
///
/// It carries no timestamps: real-time order must hold for clients that share no clock with anyone.
final class SimulatedClient {
  private static final List<Kind> KINDS = List.of(Kind.values());

  private final World world;
  private final int number;
  private final Strand process = new Strand();
  private long operations;
  private long attempts;
  private long lastSeen;
  private boolean stopped;
  private @Nullable Invocation current;

  SimulatedClient(World world, int number) {
    this.world = world;
    this.number = number;
  }

  void start() {
    world.scheduler().after(world.scheduler().between(100, 500), process, this::next);
  }

  /// Finishes the operation under way and begins no other.
  void stop() {
    stopped = true;
  }

  boolean idle() {
    return current == null;
  }

  @Nullable Invocation waitingFor() {
    return current;
  }

  private void next() {
    if (stopped) {
      return;
    }
    RandomGenerator random = world.scheduler().random();
    operations++;
    long id = number * 1_000_000L + operations;
    Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    String key = World.KEYS.get(random.nextInt(World.KEYS.size()));
    // Small values come back, so that a late attempt may find what an earlier one missed.
    long value = random.nextBoolean() ? random.nextInt(3) : id * 1_000;
    long expected = random.nextBoolean() ? random.nextInt(3) : lastSeen;
    Invocation invocation =
        new Invocation(
            id,
            kind,
            key,
            value,
            expected,
            new History.Began(world.scheduler().now(), world.oracle().shownMax()));
    world.oracle().history().invoked(invocation);
    current = invocation;
    attempt(invocation);
  }

  private void attempt(Invocation invocation) {
    if (!invocation.equals(current)) {
      return;
    }
    attempts++;
    long attempt = attempts;
    ShardId shard = World.shardOf(invocation.key());
    ClientRequest request =
        new ClientRequest(
            invocation.id(),
            invocation.kind(),
            invocation.key(),
            invocation.value(),
            invocation.expected(),
            outcome -> world.network().send(process, () -> answered(invocation, attempt, outcome)));
    world
        .network()
        .send(
            world.machine(choose(shard)),
            node -> {
              DataReplica replica = node.replica(shard);
              if (replica == null) {
                request.refuse();
              } else {
                replica.handle(request);
              }
            });
    world
        .scheduler()
        .after(world.scheduler().between(30, 200), process, () -> retry(invocation, attempt));
  }

  private NodeId choose(ShardId shard) {
    List<NodeId> voters = world.voters(shard);
    List<NodeId> leaders =
        voters.stream().filter(voter -> world.believesToLead(voter, shard)).toList();
    List<NodeId> from = leaders.isEmpty() || world.scheduler().chance(0.1) ? voters : leaders;
    return from.get(world.scheduler().random().nextInt(from.size()));
  }

  private void retry(Invocation invocation, long attempt) {
    if (invocation.equals(current) && attempts == attempt) {
      attempt(invocation);
    }
  }

  private void answered(Invocation invocation, long attempt, @Nullable Outcome outcome) {
    if (!invocation.equals(current)) {
      return;
    }
    if (outcome == null) {
      world
          .scheduler()
          .after(world.scheduler().between(1, 20), process, () -> retry(invocation, attempt));
      return;
    }
    current = null;
    lastSeen = outcome.answer();
    world.oracle().history().completed(invocation, outcome, world.scheduler().now());
    world.scheduler().after(world.scheduler().between(0, 15), process, this::next);
  }
}
