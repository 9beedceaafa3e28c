package io.halcyon.router.fake;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.router.dispatch.DispatchEvents;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.LoopTimer;
import io.halcyon.router.dispatch.NodeLink;
import io.halcyon.router.dispatch.NodeLinks;
import io.halcyon.router.kv.Admission;
import io.halcyon.router.kv.AdmissionConfig;
import io.halcyon.router.kv.KvConfig;
import io.halcyon.router.kv.KvEvents;
import io.halcyon.router.kv.KvFront;
import io.halcyon.router.shardmap.ClusterView;
import io.halcyon.router.transact.KvPrograms;
import io.halcyon.router.transact.OneShots;
import io.halcyon.router.transact.TransactionDesk;
import io.halcyon.router.transact.TransactionEvents;
import io.halcyon.router.transact.Transactions;
import io.halcyon.router.transact.TransactionsConfig;
import io.halcyon.rpc.FrameConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Routers over real participants in virtual time: everything on the test's thread, messages take a
/// seeded random time.
public final class TxnHarness {
  /// Settings that fit the participants' short timeouts.
  public static final TransactionsConfig CONFIG =
      new TransactionsConfig(
          100,
          1_000,
          16,
          1_000,
          4 << 20,
          16 << 20,
          100,
          10,
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(200),
          Duration.ofSeconds(1));

  private static final int SHARDS = 4;
  private static final long DELAY_NANOS_MAX = 2_000_000;

  public final VirtualLoop loop = new VirtualLoop();
  public final FakeCluster cluster = new FakeCluster(3, SHARDS);
  public final TxnShards shards = new TxnShards(cluster, loop, SHARDS);
  private final RandomGenerator random;
  private long requests;

  public TxnHarness(long seed) {
    this.random = Randomness.seeded(seed);
  }

  /// One router.
  public final class VirtualRouter {
    public final Admission admission;
    public final Transactions transactions;
    public final OneShots oneShots;
    public final TransactionDesk desk;
    public final KvFront front;
    public final Counting events = new Counting();
    private boolean dead;

    private VirtualRouter(TransactionsConfig config, AdmissionConfig admissionConfig) {
      ClusterView view = new ClusterView();
      view.accept(cluster.state());
      view.refreshWith(() -> view.accept(cluster.state()));
      Dispatcher dispatcher =
          new Dispatcher(view, links(), loop, loop, Harness.RETRY, DispatchEvents.NONE);
      admission = new Admission(admissionConfig);
      transactions = new Transactions(dispatcher, loop, loop, admission, config, events);
      oneShots = new OneShots(transactions);
      desk = new TransactionDesk(transactions, () -> "router:1");
      front =
          new KvFront(
              dispatcher,
              new KvPrograms(oneShots),
              admission,
              loop,
              KvConfig.DEFAULT,
              KvEvents.NONE);
    }

    private NodeLinks links() {
      return node ->
          (NodeLink)
              (kind, shard, epoch, millis, body, offset, length, handler) ->
                  later(() ->
                      send(
                          node,
                          new OpRequest(0, kind, shard, epoch, millis, body, offset, length),
                          handler));
    }

    /// Dies: nothing leaves it any more, and nothing arrives.
    public void kill() {
      dead = true;
    }

    private void send(long node, OpRequest request, FrameConnection.ReplyHandler handler) {
      boolean[] answered = {false};
      LoopTimer.after(
          loop,
          TimeUnit.MILLISECONDS.toNanos(request.deadlineMillis()),
          () -> once(answered, () -> handler.failed(new Failure.DeadlineExceeded("late"), true)));
      if (dead) {
        return;
      }
      if (request.kind() != OpKind.TXN_CALL) {
        switch (cluster.execute(node, request)) {
          case FakeCluster.Answer.Ok ok -> once(answered, () -> handler.reply(ok.body()));
          case FakeCluster.Answer.Failed failed ->
              once(answered, () -> handler.failed(failed.failure(), false));
        }
        return;
      }
      shards.serve(
          node,
          request,
          new TxnShards.Reply() {
            @Override
            public void ok(byte[] body) {
              later(() -> once(answered, () -> handler.reply(body)));
            }

            @Override
            public void fail(Failure failure) {
              later(() -> once(answered, () -> handler.failed(failure, false)));
            }
          });
    }

    private void once(boolean[] answered, Runnable action) {
      if (!answered[0] && !dead) {
        answered[0] = true;
        action.run();
      }
    }

    public VirtualSession session() {
      return VirtualSession.open(loop, transactions);
    }

    /// Submits an operation and waits for its end.
    public Outcome submit(OpKind kind, byte[] body) {
      Outcome outcome = new Outcome();
      front.submit(new OpRequest(1, kind, 0, 0, 20_000, body, 0, body.length), outcome);
      loop.runUntil(outcome::isDone);
      return outcome;
    }
  }

  /// Counts what transactions tell.
  public static final class Counting implements TransactionEvents {
    public final List<End> ends = new ArrayList<>();
    public final List<io.halcyon.txn.coordinator.Conflict.Kind> restarts = new ArrayList<>();
    public final List<Phase> phases = new ArrayList<>();
    public final List<Long> lockWaits = new ArrayList<>();

    @Override
    public void ended(End end) {
      ends.add(end);
    }

    @Override
    public void restarted(io.halcyon.txn.coordinator.Conflict.Kind cause) {
      restarts.add(cause);
    }

    @Override
    public void lockWaited(long nanos) {
      lockWaits.add(nanos);
    }

    @Override
    public void phase(Phase phase, long nanos) {
      phases.add(phase);
    }
  }

  public VirtualRouter router() {
    return router(CONFIG);
  }

  public VirtualRouter router(TransactionsConfig config) {
    return router(config, AdmissionConfig.DEFAULT);
  }

  public VirtualRouter router(TransactionsConfig config, AdmissionConfig admission) {
    return new VirtualRouter(config, admission);
  }

  private void later(Runnable task) {
    LoopTimer.after(loop, random.nextLong(DELAY_NANOS_MAX), task);
  }

  /// Returns a fresh request id of a client.
  public RequestId request() {
    return new RequestId(77, ++requests, loop.millis());
  }

  public static io.halcyon.proto.v1.RequestId message(RequestId id) {
    return io.halcyon.proto.v1.RequestId.newBuilder()
        .setSession(id.session())
        .setSequence(id.sequence())
        .setCreatedMillis(id.createdMillis())
        .build();
  }

  public static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /// Returns `count` keys, each on a shard of its own, beginning with `prefix`.
  public List<String> apart(String prefix, int count) {
    List<String> found = new ArrayList<>();
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; found.size() < count; i++) {
      String key = prefix + i;
      if (!taken.contains(shards.shardOf(key))) {
        taken.add(shards.shardOf(key));
        found.add(key);
      }
    }
    return found;
  }

  /// Returns the newest committed value of a key; "-" if there is none.
  public String value(String key) {
    var value = shards.newest(key).value();
    return value == null ? "-" : ByteString.copyFrom(value.bytes()).toStringUtf8();
  }

  /// Lets everything that is under way in the background end.
  public void settle(VirtualRouter router) {
    loop.runUntil(() -> router.transactions.count() == 0);
  }
}
