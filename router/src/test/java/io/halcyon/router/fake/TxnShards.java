package io.halcyon.router.fake;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.router.dispatch.LoopTimer;
import io.halcyon.txn.fake.FakeShard;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Version;
import io.halcyon.txnwire.TxnCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The participants of a {@link FakeCluster}: real ones, over states in memory, with what a node's
/// shell does for them. All on one loop; a test may look at the shards only from there.
public final class TxnShards {
  private static final long TICK_MILLIS = 10;

  /// Takes an answer.
  public interface Reply {
    void ok(byte[] body);

    void fail(Failure failure);
  }

  /// What becomes of a request.
  public enum Fate {
    SERVED,
    /// It never arrives.
    LOST,
    /// It is served, and its answer never arrives.
    UNANSWERED,
    /// A node refuses it for good.
    REFUSED
  }

  /// Decides on the fate of requests.
  public interface Fates {
    Fate of(int shard, Request request);
  }

  private record Place(int shard, long call) {}

  private record Waiting(Reply reply, boolean unanswered) {}

  private final FakeCluster cluster;
  private final ScheduledExecutorService loop;
  private final Map<Integer, FakeShard> shards = new HashMap<>();
  private final Map<Place, Waiting> waiting = new HashMap<>();
  private final List<Request> seen = new ArrayList<>();
  private Fates fates = (_, _) -> Fate.SERVED;
  private long hlc;
  private boolean stopped;

  public TxnShards(FakeCluster cluster, ScheduledExecutorService loop, int shardCount) {
    this.cluster = cluster;
    this.loop = loop;
    for (int shard = 1; shard <= shardCount; shard++) {
      shards.put(shard, new FakeShard());
    }
    tick();
  }

  private void tick() {
    LoopTimer.after(
        loop,
        TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS),
        () -> {
          if (!stopped) {
            shards.values().forEach(shard -> shard.pass(TICK_MILLIS));
            answer();
            tick();
          }
        });
  }

  public void stop() {
    stopped = true;
  }

  public void fates(Fates decided) {
    fates = decided;
  }

  /// Serves an operation on a node.
  public void serve(long node, OpRequest operation, Reply reply) {
    loop.execute(() -> arrive(node, operation, reply));
  }

  private void arrive(long node, OpRequest operation, Reply reply) {
    long leader = cluster.leader(operation.shard());
    ShardId id = new ShardId(operation.shard());
    if (leader != node) {
      reply.fail(new Failure.NotLeader(id, leader == 0 ? null : new NodeId(leader)));
      return;
    }
    if (operation.epoch() != cluster.epoch()) {
      reply.fail(new Failure.NotOwner(id, new Epoch(cluster.epoch())));
      return;
    }
    Request request = TxnCodec.decodeRequest(operation.body());
    seen.add(request);
    Fate fate = fates.of(operation.shard(), request);
    switch (fate) {
      case LOST -> {}
      case REFUSED -> reply.fail(new Failure.OutOfRange("collected"));
      case SERVED, UNANSWERED -> {
        FakeShard shard = shard(operation.shard());
        shard.observe(hlc);
        Place place = new Place(operation.shard(), shard.ask(request));
        waiting.put(place, new Waiting(reply, fate == Fate.UNANSWERED));
        answer();
      }
    }
  }

  private void answer() {
    shards.forEach((number, shard) -> {
      for (long call : shard.takeAnswered()) {
        hlc = Math.max(hlc, shard.now());
        Waiting asked = waiting.remove(new Place(number, call));
        Response response = shard.answer(call);
        if (asked != null && response != null && !asked.unanswered) {
          asked.reply.ok(TxnCodec.encode(response));
        }
      }
    });
  }

  public FakeShard shard(int number) {
    FakeShard shard = shards.get(number);
    if (shard == null) {
      throw new IllegalArgumentException("no such shard: " + number);
    }
    return shard;
  }

  /// Returns the number of the shard that holds a user's key.
  public int shardOf(String user) {
    return cluster.shardOf(Harness.key(user));
  }

  /// Returns the newest committed version of a user's key.
  public Version newest(String user) {
    return shard(shardOf(user)).state().at(new Key(Harness.key(user)), Long.MAX_VALUE);
  }

  public int intents() {
    return shards.values().stream().mapToInt(shard -> shard.state().intentCount()).sum();
  }

  public int records() {
    return shards.values().stream().mapToInt(shard -> shard.state().recordCount()).sum();
  }

  /// Returns how many transactions hold locks.
  public int lockHolders() {
    return shards.values().stream()
        .mapToInt(shard -> shard.participant().lockHolders().size())
        .sum();
  }

  /// Returns how many requests of a kind have arrived.
  public int seen(Class<? extends Request> kind) {
    return (int) seen.stream().filter(kind::isInstance).count();
  }
}
