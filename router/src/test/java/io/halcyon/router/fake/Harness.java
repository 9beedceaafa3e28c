package io.halcyon.router.fake;

import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.router.dispatch.DispatchEvents;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.RetryConfig;
import io.halcyon.router.kv.Admission;
import io.halcyon.router.kv.AdmissionConfig;
import io.halcyon.router.kv.KvConfig;
import io.halcyon.router.kv.KvEvents;
import io.halcyon.router.kv.KvFront;
import io.halcyon.router.shardmap.ClusterView;
import io.halcyon.router.transact.KvPrograms;
import io.halcyon.router.transact.OneShots;
import io.halcyon.router.transact.TransactionEvents;
import io.halcyon.router.transact.Transactions;
import io.halcyon.router.transact.TransactionsConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/// A front over a fake cluster, without a network.
public final class Harness implements AutoCloseable {
  public static final RetryConfig RETRY =
      new RetryConfig(Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), 1_000);
  private static final int DEADLINE_MILLIS = 20_000;

  public final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("test-loop").factory());
  public final FakeCluster cluster;
  public final FakeLinks links;
  public final ClusterView view = new ClusterView();
  public final Dispatcher dispatcher;
  public final Admission admission;
  public final KvFront front;
  private final AtomicLong sequence = new AtomicLong();

  public Harness(int nodes, int shards) {
    this(nodes, shards, AdmissionConfig.DEFAULT, KvConfig.DEFAULT);
  }

  public Harness(int nodes, int shards, AdmissionConfig admissionConfig, KvConfig config) {
    cluster = new FakeCluster(nodes, shards);
    links = new FakeLinks(cluster, loop);
    view.accept(cluster.state());
    view.refreshWith(() -> view.accept(cluster.state()));
    dispatcher =
        new Dispatcher(view, links, loop, SystemClock.INSTANCE, RETRY, DispatchEvents.NONE);
    admission = new Admission(admissionConfig);
    Transactions transactions =
        new Transactions(
            dispatcher,
            loop,
            SystemClock.INSTANCE,
            admission,
            TransactionsConfig.DEFAULT,
            TransactionEvents.NONE);
    front =
        new KvFront(
            dispatcher,
            new KvPrograms(new OneShots(transactions)),
            admission,
            SystemClock.INSTANCE,
            config,
            KvEvents.NONE);
  }

  public static byte[] key(String user) {
    return StoredKey.kv(user.getBytes(StandardCharsets.UTF_8));
  }

  public RequestId id() {
    return new RequestId(7, sequence.incrementAndGet(), SystemClock.INSTANCE.millis());
  }

  public Outcome put(String key, String value) {
    return put(key, value, DEADLINE_MILLIS);
  }

  public Outcome put(String key, String value, int deadlineMillis) {
    byte[] body = Bodies.put(key(key), value.getBytes(StandardCharsets.UTF_8), 0, id());
    return submit(OpKind.PUT, body, deadlineMillis);
  }

  public Outcome get(String key) {
    return submit(OpKind.GET, Bodies.get(key(key), 0, 0), DEADLINE_MILLIS);
  }

  /// Returns the value of a GET's answer.
  public static String value(byte[] body) {
    int header = Bodies.GET_RESULT_HEADER;
    return new String(body, header, body.length - header, StandardCharsets.UTF_8);
  }

  public Outcome call(OpKind kind, Call call) {
    return submit(kind, call.toByteArray(), DEADLINE_MILLIS);
  }

  public CallResult result(OpKind kind, Call call) throws Exception {
    return CallResult.parseFrom(call(kind, call).body());
  }

  public Outcome submit(OpKind kind, byte[] body, int deadlineMillis) {
    Outcome outcome = new Outcome();
    front.submit(new OpRequest(1, kind, 0, 0, deadlineMillis, body, 0, body.length), outcome);
    return outcome;
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }
}
