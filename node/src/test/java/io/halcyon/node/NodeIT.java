package io.halcyon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpKind;
import io.halcyon.node.membership.MembershipConfig;
import io.halcyon.node.replica.Rings;
import io.halcyon.proto.v1.NodeRecord.Liveness;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.FrameConfig;
import io.halcyon.rpc.FrameConnection;
import io.halcyon.rpc.FrameHop;
import io.halcyon.rpc.HlcExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes in one process, with real Raft, stores and connections: bootstrap, service, restart of one
/// node, a fourth node.
class NodeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicLong SEQUENCE = new AtomicLong();

  @TempDir Path directory;

  private final Map<Integer, Node> nodes = new HashMap<>();
  private final Map<String, FrameConnection> connections = new HashMap<>();
  private List<Integer> ports = List.of();
  private EventLoops loops;

  @BeforeEach
  void prepare() {
    loops = EventLoops.start();
    ports = freePorts(12);
  }

  @AfterEach
  void stop() {
    connections.values().forEach(FrameConnection::close);
    try (ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor()) {
      nodes.values().forEach(node -> closing.execute(node::close));
    }
    loops.close();
  }

  private static List<Integer> freePorts(int count) {
    RandomGenerator random = Randomness.unseeded();
    Set<Integer> free = new HashSet<>();
    while (free.size() < count) {
      int candidate = random.nextInt(20_000, 32_000);
      if (isFree(candidate)) {
        free.add(candidate);
      }
    }
    List<Integer> sorted = new ArrayList<>(free);
    sorted.sort(null);
    return sorted;
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException _) {
      return false;
    }
  }

  private String address(int index) {
    return "127.0.0.1:" + ports.get(index);
  }

  /// The gRPC ports come first and in order, so that node n gets id n.
  private NodeConfig config(int number) {
    List<String> contacts = List.of(address(0), address(1), address(2));
    MembershipConfig membership = new MembershipConfig(contacts, number <= 3 ? 3 : 0, 2, 3);
    return NodeConfig.DEFAULT.at(
        directory.resolve("node" + number),
        address(number - 1),
        address(3 + number),
        address(7 + number),
        membership);
  }

  private Node start(int number) throws IOException {
    Node node = Node.start(config(number));
    nodes.put(number, node);
    return node;
  }

  private void close(int number) {
    Objects.requireNonNull(nodes.remove(number)).close();
  }

  private Node node(int number) {
    return Objects.requireNonNull(nodes.get(number));
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long tries = PATIENCE.toMillis() / 20;
    while (!condition.getAsBoolean()) {
      assertThat(tries--).as("waiting for " + what).isPositive();
      assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private void awaitReady() throws InterruptedException {
    await("every node", () -> nodes.values().stream().allMatch(Node::ready));
  }

  private Liveness liveness(int seenBy, long node) {
    return node(seenBy)
        .view()
        .node(new NodeId(node))
        .map(io.halcyon.proto.v1.NodeRecord::getLiveness)
        .orElse(Liveness.LIVENESS_UNSPECIFIED);
  }

  /// Sends an operation to whichever node leads the key's shard, as a router would.
  private byte[] send(OpKind kind, byte[] key, byte[] body) throws InterruptedException {
    CountDownLatch pause = new CountDownLatch(1);
    for (int i = 0; i < PATIENCE.toMillis() / 100; i++) {
      for (Node node : nodes.values()) {
        byte[] result = attempt(node, kind, key, body);
        if (result != null) {
          return result;
        }
      }
      assertThat(pause.await(50, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError("nobody answered " + kind);
  }

  private byte @Nullable [] attempt(Node node, OpKind kind, byte[] key, byte[] body) {
    String target = node.addresses().rpc();
    FrameConnection connection =
        connections.computeIfAbsent(
            target,
            to ->
                FrameConnection.open(
                    to, FrameHop.SHARDS, FrameConfig.DEFAULT, loops, HlcExchange.NONE));
    ShardId shard = Rings.parse(node.view().current().getRing()).ownerOf(StoredKey.token(key));
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    connection.send(
        kind,
        shard.value(),
        1,
        5_000,
        body,
        0,
        body.length,
        new FrameConnection.ReplyHandler() {
          @Override
          public void reply(byte[] result) {
            answer.complete(result);
          }

          @Override
          public void failed(Failure failure, boolean sent) {
            answer.completeExceptionally(new AssertionError(failure.message()));
          }
        });
    return answer.exceptionally(_ -> new byte[0]).orTimeout(20, TimeUnit.SECONDS).join().length == 0
        ? null
        : answer.join();
  }

  private long put(String name, String value) throws InterruptedException {
    byte[] key = StoredKey.kv(name.getBytes(StandardCharsets.UTF_8));
    RequestId id =
        new RequestId(
            Randomness.identity(), SEQUENCE.incrementAndGet(), System.currentTimeMillis());
    byte[] body = Bodies.put(key, value.getBytes(StandardCharsets.UTF_8), 0, id);
    return Bodies.longAt(send(OpKind.PUT, key, body), 0);
  }

  private String get(String name) throws InterruptedException {
    byte[] key = StoredKey.kv(name.getBytes(StandardCharsets.UTF_8));
    byte[] result = send(OpKind.GET, key, Bodies.get(key, 0, 0));
    return new String(
        Arrays.copyOfRange(result, Bodies.GET_RESULT_HEADER, result.length),
        StandardCharsets.UTF_8);
  }

  @Test
  void threeNodesFormAClusterServeAndSurviveARestart() throws Exception {
    for (int i = 1; i <= 3; i++) {
      start(i);
    }
    awaitReady();
    assertThat(nodes.values().stream().map(node -> node.id().orElseThrow().value()))
        .containsExactlyInAnyOrder(1L, 2L, 3L);
    long previous = 0;
    for (int i = 0; i < 10; i++) {
      long at = put("key" + i, "value" + i);
      // Real-time order over shards, whoever leads them.
      assertThat(at).isGreaterThan(previous);
      previous = at;
      assertThat(get("key" + i)).isEqualTo("value" + i);
    }

    close(3);
    await("the others to notice", () -> liveness(1, 3) == Liveness.DOWN);
    long whileAway = put("key0", "changed");
    assertThat(get("key0")).isEqualTo("changed");

    start(3);
    awaitReady();
    await("it to be active again", () -> liveness(1, 3) == Liveness.ACTIVE);
    assertThat(node(3).id()).contains(new NodeId(3));
    assertThat(put("key1", "again")).isGreaterThan(whileAway);
    assertThat(get("key0")).isEqualTo("changed");

    Node fourth = start(4);
    await("the fourth node", fourth::active);
    assertThat(fourth.id()).contains(new NodeId(4));
    assertThat(fourth.view().current().getNodesList()).hasSize(4);
    assertThat(fourth.ready()).isTrue();
    // It is in everybody's floor set now.
    assertThat(put("key2", "with four")).isPositive();
    assertThat(get("key2")).isEqualTo("with four");
  }

  @Test
  void aDataDirectoryServesOneNodeAtATimeAndAPortToo() throws Exception {
    start(1);
    NodeConfig same = config(1);
    assertThatThrownBy(() -> Node.start(same))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use by another node");
    assertThat(node(1).ready()).isFalse();
    assertThat(node(1).id()).isEmpty();
    close(1);
    start(1);
  }
}
