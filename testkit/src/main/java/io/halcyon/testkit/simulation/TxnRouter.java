package io.halcyon.testkit.simulation;

import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.Effect;
import io.halcyon.txn.coordinator.Input;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnRef;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A router: a shell around the coordinators that production runs. Dies in a crash with all of
/// them.
final class TxnRouter {
  /// How often a router's news of who leads are old.
  private static final double STALE_ROUTE = 0.25;

  private final World world;
  private final TxnScene scene;
  private final int number;
  private Strand process = new Strand();
  private final Map<Long, TxnDriver> drivers = new LinkedHashMap<>();
  private final Map<Long, Consumer<Answer>> clients = new HashMap<>();
  private final Map<ShardId, NodeId> leader = new HashMap<>();
  private final Map<ShardId, NodeId> leaderBefore = new HashMap<>();
  private long created;
  private long hlcSeen;
  private double crashChance;

  TxnRouter(World world, TxnScene scene, int number) {
    this.world = world;
    this.scene = scene;
    this.number = number;
  }

  Strand process() {
    return process;
  }

  void start() {
    tick();
  }

  /// Sets the chance that the router dies at a message it is about to send.
  void fragile(double chance) {
    crashChance = chance;
  }

  void crash() {
    world.trace(new NodeId(1), "router " + number + " crashes");
    scene.count(TxnTurn.ROUTER_CRASHED);
    process.kill();
    process = new Strand();
    drivers.clear();
    clients.clear();
    hlcSeen = 0;
    tick();
  }

  void pause(long nanos) {
    process.pauseUntil(world.scheduler().now() + nanos);
  }

  /// Runs a client's program.
  void run(TxnProgram program, Consumer<Answer> client) {
    created++;
    long id = created;
    long name = world.scheduler().random().nextLong(1L << 40);
    Key single = program.single();
    if (single != null) {
      new TxnSingle(this, program, single, name, client).start();
      return;
    }
    Coordinator coordinator =
        new Coordinator(
            scene.coordinators(),
            TxnScene.ROUTING,
            new Coordinator.Start(
                program.request(), name, program.anchor(), program.isolation(), 0),
            millis());
    TxnDriver driver = new TxnDriver(scene, program, coordinator, world.scheduler().now());
    drivers.put(id, driver);
    clients.put(id, client);
    say(id, driver, driver.next(null));
  }

  private long millis() {
    return world.scheduler().now() / Scheduler.MILLI;
  }

  private void tick() {
    world
        .scheduler()
        .after(
            world.scheduler().between(4, 10),
            process,
            () -> {
              for (Map.Entry<Long, TxnDriver> entry : List.copyOf(drivers.entrySet())) {
                input(entry.getKey(), entry.getValue(), new Input.Tick());
              }
              drivers.values().removeIf(each -> each.coordinator().finished());
              tick();
            });
  }

  private void say(long id, TxnDriver driver, @Nullable Statement statement) {
    if (statement != null) {
      input(id, driver, new Input.Said(statement));
    }
  }

  private void input(long id, TxnDriver driver, Input input) {
    Strand alive = process;
    for (Effect effect : driver.coordinator().step(input, millis())) {
      if (process != alive) {
        return;
      }
      switch (effect) {
        case Effect.Send send -> send(id, driver, send);
        case Effect.Tell tell -> tell(id, driver, tell.answer());
      }
    }
  }

  private void count(@Nullable TxnTurn turn) {
    if (turn != null) {
      scene.count(turn);
    }
  }

  private void tell(long id, TxnDriver driver, Answer answer) {
    count(TxnTurn.of(answer));
    Statement next = driver.next(answer);
    if (next != null) {
      later(() -> say(id, driver, next));
      return;
    }
    boolean outlived =
        answer instanceof Answer.Failed failed && failed.reason() == Answer.Reason.TIMEOUT;
    TxnOracle.check(
        !outlived || !scene.calmBefore(driver.bornNanos()),
        "a transaction outlived its limit although nothing was broken",
        driver);
    scene.oracle().concluded(driver, answer);
    Consumer<Answer> client = clients.remove(id);
    if (client != null) {
      client.accept(answer);
    }
  }

  private void later(Runnable step) {
    world.scheduler().after(world.pause(), process, step);
  }

  private void send(long id, TxnDriver driver, Effect.Send send) {
    if (world.scheduler().chance(crashChance)) {
      crash();
      return;
    }
    TxnMutants mutants = new TxnMutants(scene, driver);
    Request request = mutants.rewritten(send.request());
    Response made = mutants.answeredWithoutAsking(request);
    if (made != null) {
      later(() -> input(id, driver, new Input.Answered(send.call(), made)));
      return;
    }
    mutants.sentBefore(request).forEach((shard, early) -> deliver(shard, early, _ -> {}));
    boolean ends = request instanceof Request.Commit || request instanceof Request.Resolve;
    long dawdle = ends ? scene.dawdle() : 0;
    if (dawdle == 0) {
      ask(id, driver, send, request, mutants);
    } else {
      world.scheduler().after(dawdle, process, () -> ask(id, driver, send, request, mutants));
    }
  }

  private void ask(
      long id, TxnDriver driver, Effect.Send send, Request request, TxnMutants mutants) {
    boolean[] answered = {false};
    deliver(
        send.shard(),
        request,
        response -> {
          if (!answered[0]) {
            answered[0] = true;
            count(response == null ? null : TxnTurn.of(request, response));
            input(
                id,
                driver,
                response == null
                    ? new Input.Undelivered(send.call())
                    : new Input.Answered(send.call(), mutants.rewritten(response)));
          }
        });
    world
        .scheduler()
        .after(
            world.scheduler().between(60, 200),
            process,
            () -> {
              if (!answered[0]) {
                answered[0] = true;
                input(id, driver, new Input.Undelivered(send.call()));
              }
            });
  }

  /// Sends a request and hands on the answer, or null if none comes.
  void ask(ShardId shard, Request request, Consumer<@Nullable Response> reply) {
    boolean[] answered = {false};
    Consumer<@Nullable Response> once =
        response -> {
          if (!answered[0]) {
            answered[0] = true;
            reply.accept(response);
          }
        };
    deliver(shard, request, once);
    world.scheduler().after(world.scheduler().between(60, 200), process, () -> once.accept(null));
  }

  /// Runs a step after a rest.
  void soon(Runnable step) {
    world.scheduler().after(world.scheduler().between(3, 15), process, step);
  }

  /// Asks what became of a request.
  void status(TxnProgram program, Consumer<@Nullable Response> client) {
    TxnRef txn = new TxnRef(new TxnId(program.request(), 0, 0), program.anchor());
    deliver(TxnScene.shardOf(program.anchor()), new Request.Status(txn), client);
  }

  /// Sends to a node that leads the shard, or believes so, or to any.
  private void deliver(ShardId shard, Request request, Consumer<@Nullable Response> reply) {
    long carried = hlcSeen;
    Strand sender = process;
    world
        .network()
        .send(
            world.machine(choose(shard)),
            node -> {
              if (!node.hlc().merge(carried)) {
                return;
              }
              TxnReplica replica = node.txnReplica(shard);
              if (replica == null) {
                return;
              }
              replica.handle(
                  request,
                  response -> {
                    long sent = node.hlc().tick();
                    world
                        .network()
                        .send(
                            sender,
                            () -> {
                              hlcSeen = Math.max(hlcSeen, sent);
                              reply.accept(response);
                            });
                  });
            });
  }

  /// Returns the leader, or whoever was it before, as a router with old news would ask.
  private NodeId choose(ShardId shard) {
    List<NodeId> voters = world.voters(shard);
    List<NodeId> leaders =
        voters.stream().filter(voter -> world.believesToLead(voter, shard)).toList();
    NodeId known = leader.get(shard);
    if (!leaders.isEmpty() && (known == null || !leaders.contains(known))) {
      leader.put(shard, leaders.getFirst());
      leaderBefore.put(shard, known == null ? leaders.getFirst() : known);
    }
    NodeId before = leaderBefore.get(shard);
    if (before != null && world.scheduler().chance(STALE_ROUTE)) {
      return before;
    }
    List<NodeId> from = leaders.isEmpty() || world.scheduler().chance(0.1) ? voters : leaders;
    return from.get(world.scheduler().random().nextInt(from.size()));
  }

  @Override
  public String toString() {
    return "router " + number + " " + drivers.values();
  }
}
