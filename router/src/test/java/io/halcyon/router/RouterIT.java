package io.halcyon.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpKind;
import io.halcyon.proto.v1.AdminGrpc;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.DeleteRequest;
import io.halcyon.proto.v1.DrainNodeRequest;
import io.halcyon.proto.v1.GetClusterRequest;
import io.halcyon.proto.v1.GetClusterResponse;
import io.halcyon.proto.v1.GetRequest;
import io.halcyon.proto.v1.GetResponse;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.KvGrpc;
import io.halcyon.proto.v1.MultiGetRequest;
import io.halcyon.proto.v1.PutRequest;
import io.halcyon.proto.v1.ReplicaStatus;
import io.halcyon.proto.v1.ScanRequest;
import io.halcyon.proto.v1.WatchEvent;
import io.halcyon.proto.v1.WatchRequest;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.proto.v1.Write;
import io.halcyon.router.fake.FakeCluster;
import io.halcyon.router.fake.FakeNode;
import io.halcyon.router.fake.Harness;
import io.halcyon.router.fake.Outcome;
import io.halcyon.rpc.Channels;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.Failures;
import io.halcyon.rpc.FrameConfig;
import io.halcyon.rpc.FrameConnection;
import io.halcyon.rpc.FrameHop;
import io.halcyon.rpc.HlcExchange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A router over gRPC, in front of three fake nodes.
class RouterIT {
  private final EventLoops loops = EventLoops.start(1);
  private final FakeCluster cluster = new FakeCluster(3, 4);
  private final List<FakeNode> nodes = new ArrayList<>();
  private Router router;
  private ManagedChannel channel;
  private KvGrpc.KvBlockingStub kv;

  @BeforeEach
  void start() throws Exception {
    for (long node = 1; node <= 3; node++) {
      nodes.add(FakeNode.start(node, cluster, loops));
    }
    router = Router.start(config(nodes.get(0).address(), nodes.get(1).address()));
    channel = Channels.open(router.grpcAddress(), loops);
    kv = KvGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    router.close();
    nodes.forEach(FakeNode::close);
    loops.close();
  }

  private static RouterConfig config(String... contacts) {
    return RouterConfig.DEFAULT
        .withContacts(List.of(contacts))
        .withListen(new ListenConfig("127.0.0.1", 0, 0, 0));
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private PutRequest put(String key, String value) {
    return PutRequest.newBuilder().setKey(text(key)).setValue(text(value)).build();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = SystemClock.INSTANCE.monotonicNanos() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(SystemClock.INSTANCE.monotonicNanos()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void servesTheUnaryCallsWithTheUsersKeys() {
    assertThat(kv.put(put("a", "1")).getTimestamp()).isPositive();
    GetResponse found = kv.get(GetRequest.newBuilder().setKey(text("a")).build());
    assertThat(found.getFound().getKey()).isEqualTo(text("a"));
    assertThat(found.getFound().getValue()).isEqualTo(text("1"));
    assertThat(kv.get(GetRequest.newBuilder().setKey(text("b")).build()).hasFound()).isFalse();
    IncrementRequest increment =
        IncrementRequest.newBuilder().setKey(text("a")).setDelta(41).build();
    assertThat(kv.increment(increment).getValue()).isEqualTo(42);
    for (int i = 0; i < 20; i++) {
      kv.put(put("k" + (10 + i), "v" + i));
    }
    BatchRequest.Builder batch = BatchRequest.newBuilder();
    for (int i = 0; i < 3; i++) {
      batch.addWrites(
          Write.newBuilder()
              .setKey(text("{tag}" + i))
              .setPut(Write.Put.newBuilder().setValue(text("v" + i))));
    }
    assertThat(kv.batch(batch.build()).getShards()).isEqualTo(1);
    assertThat(
            kv.multiGet(
                    MultiGetRequest.newBuilder().addKeys(text("k10")).addKeys(text("x")).build())
                .getResults(0)
                .getFound()
                .getKey())
        .isEqualTo(text("k10"));
    assertThat(
            kv
                .scan(
                    ScanRequest.newBuilder()
                        .setStart(text("k"))
                        .setEnd(text("k2"))
                        .setReverse(true)
                        .setLimit(3)
                        .build())
                .getItemsList()
                .stream()
                .map(item -> item.getKey().toStringUtf8()))
        .containsExactly("k19", "k18", "k17");
    assertThat(kv.delete(DeleteRequest.newBuilder().setKey(text("a")).build()).getExisted())
        .isTrue();
  }

  @Test
  void answersAWrongRequestWithInvalidArgument() {
    assertThatThrownBy(() -> kv.put(put("", "1")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(Failures.fromException(e)).isInstanceOf(Failure.Invalid.class);
            });
    assertThatThrownBy(
            () -> kv.get(GetRequest.newBuilder().setKey(text("x".repeat(9_000))).build()))
        .hasMessageContaining("8192");
  }

  @Test
  void servesTheBatchingStream() {
    try (FrameConnection stream =
        FrameConnection.open(
            router.grpcAddress(), FrameHop.KV, FrameConfig.DEFAULT, loops, HlcExchange.NONE)) {
      List<Outcome> puts = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        byte[] body =
            Bodies.put(
                Harness.key("key" + i),
                ("v" + i).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                0,
                new io.halcyon.core.id.RequestId(1, i + 1, 1));
        puts.add(send(stream, OpKind.PUT, body));
      }
      puts.forEach(put -> assertThat(put.body()).hasSize(8));
      for (int i = 0; i < 500; i += 50) {
        byte[] answer = send(stream, OpKind.GET, Bodies.get(Harness.key("key" + i), 0, 0)).body();
        assertThat(Harness.value(answer)).isEqualTo("v" + i);
      }
    }
  }

  private static Outcome send(FrameConnection stream, OpKind kind, byte[] body) {
    Outcome outcome = new Outcome();
    stream.send(
        kind,
        0,
        0,
        30_000,
        body,
        0,
        body.length,
        new FrameConnection.ReplyHandler() {
          @Override
          public void reply(byte[] answer) {
            outcome.ok(answer);
          }

          @Override
          public void failed(Failure failure, boolean sent) {
            outcome.failed(failure);
          }
        });
    return outcome;
  }

  @Test
  void outlivesTheLossOfANodeAndOfItsContact() {
    for (int i = 0; i < 20; i++) {
      kv.put(put("key" + i, "v" + i));
    }
    nodes.get(0).close();
    for (int shard = 0; shard <= 4; shard++) {
      if (cluster.leader(shard) == 1) {
        cluster.lead(shard, 2);
      }
    }
    for (int i = 0; i < 20; i++) {
      assertThat(
              kv.get(GetRequest.newBuilder().setKey(text("key" + i)).build()).getFound().getValue())
          .isEqualTo(text("v" + i));
    }

    cluster.addShard(5);
    nodes.forEach(FakeNode::publish);

    await(() -> router.view().current().epoch() == 2);
  }

  @Test
  void watchesOverAllShards() {
    Iterator<WatchResponse> watch =
        kv.watch(WatchRequest.newBuilder().setPrefix(true).setProgressMillis(50).build());
    watch.next();
    for (int i = 0; i < 30; i++) {
      kv.put(put("key" + i, "v" + i));
    }

    List<String> keys = new ArrayList<>();
    while (keys.size() < 30) {
      watch.next().getEventsList().stream()
          .map(WatchEvent::getKey)
          .map(ByteString::toStringUtf8)
          .forEach(keys::add);
    }

    assertThat(keys).hasSize(30).startsWith("key0", "key1").endsWith("key29");
  }

  @Test
  void reportsEveryNodesReplicasAndNamesTheOnesThatDoNotAnswer() {
    await(() -> router.ready());
    nodes.get(2).close();
    AdminGrpc.AdminBlockingStub admin = AdminGrpc.newBlockingStub(channel);

    GetClusterResponse response = admin.getCluster(GetClusterRequest.getDefaultInstance());

    assertThat(response.getState().getClusterId()).isEqualTo("fake");
    assertThat(response.getReplicasList())
        .filteredOn(replica -> replica.getNode() < 3)
        .extracting(ReplicaStatus::getRole)
        .containsExactly("LEADER", "LEADER");
    assertThat(response.getReplicasList())
        .filteredOn(replica -> replica.getNode() == 3)
        .hasSize(5)
        .allSatisfy(replica -> assertThat(replica.getProblem()).contains("does not answer"));
  }

  @Test
  void forwardsADrainToTheSystemShardsLeader() {
    await(() -> router.ready());
    cluster.lead(0, 3);
    AdminGrpc.AdminBlockingStub admin = AdminGrpc.newBlockingStub(channel);

    assertThat(admin.drainNode(DrainNodeRequest.newBuilder().setNode(1).build()).getLeadersMoved())
        .isEqualTo(2);
  }

  @Test
  void servesMetricsAndHealth() throws Exception {
    kv.put(put("a", "1"));
    assertThatThrownBy(() -> kv.put(put("", "1"))).isInstanceOf(StatusRuntimeException.class);

    String metrics = http("/metrics").body();

    assertThat(metrics)
        .contains("halcyon_router_operation_seconds_count{operation=\"put\"} 1")
        .contains("halcyon_router_operation_seconds_bucket{operation=\"put\"")
        .contains("halcyon_router_ring_epoch 1")
        .contains("halcyon_router_inflight_operations 0")
        .contains("halcyon_router_retries_total{cause=\"not_leader\"}")
        .contains("halcyon_router_leader_misses_total")
        .contains("jvm_memory_used_bytes");
    assertThat(http("/healthz").statusCode()).isEqualTo(200);
    assertThat(http("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void isNotReadyBeforeItHasARing() throws Exception {
    try (Router lonely = Router.start(config("127.0.0.1:1"))) {
      assertThat(lonely.ready()).isFalse();
      assertThat(http(lonely, "/readyz").statusCode()).isEqualTo(503);
      assertThat(http(lonely, "/healthz").statusCode()).isEqualTo(200);
      ManagedChannel other = Channels.open(lonely.grpcAddress(), loops);
      KvGrpc.KvBlockingStub stub =
          KvGrpc.newBlockingStub(other).withDeadlineAfter(300, TimeUnit.MILLISECONDS);
      assertThatThrownBy(() -> stub.put(put("a", "1"))).hasMessageContaining("DEADLINE_EXCEEDED");
      other.shutdownNow();
    }
  }

  @Test
  void closingTwiceIsHarmless() {
    router.close();
    router.close();

    assertThat(router.ready()).isFalse();
  }

  private HttpResponse<String> http(String path) throws Exception {
    return http(router, path);
  }

  private static HttpResponse<String> http(Router router, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://" + router.httpAddress() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
