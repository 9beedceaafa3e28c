package io.halcyon.testkit;

import io.halcyon.client.HalcyonClient;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.node.NodeConfig;
import io.halcyon.node.membership.MembershipConfig;
import io.halcyon.router.ListenConfig;
import io.halcyon.router.Router;
import io.halcyon.router.RouterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real cluster in this JVM: nodes with Raft and RocksDB, and a router, on loopback. What passes
/// here passes over the network, too: nothing is mocked.
///
/// Thread-safe. Closing it ends everything, and deletes the data if it is in a temporary directory.
public final class EmbeddedCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long POLL_MILLIS = 20;

  private final ClusterSpec spec;
  private final Path directory;
  private final ClusterPorts ports;
  private final List<EmbeddedNode> nodes = new ArrayList<>();
  private @Nullable Router router; // guarded by this
  private @Nullable HalcyonClient client; // guarded by this
  private boolean closed; // guarded by this

  private EmbeddedCluster(ClusterSpec spec) throws IOException {
    this.spec = spec;
    Path place = spec.directory();
    this.directory =
        place == null
            ? Files.createTempDirectory("halcyon-")
            : Files.createDirectories(place.toAbsolutePath());
    this.ports = ClusterPorts.of(directory, spec.nodes(), spec.ports());
    List<String> contacts = contacts();
    MembershipConfig membership =
        new MembershipConfig(contacts, spec.nodes(), spec.shards(), spec.replication());
    for (int i = 0; i < spec.nodes(); i++) {
      ClusterPorts.OfNode own = ports.nodes().get(i);
      NodeConfig config =
          spec.nodeSettings()
              .apply(NodeConfig.DEFAULT)
              .at(
                  directory.resolve("n" + (i + 1)),
                  address(own.rpc()),
                  address(own.peer()),
                  address(own.http()),
                  membership);
      nodes.add(new EmbeddedNode(i + 1, config));
    }
  }

  static EmbeddedCluster start(ClusterSpec spec) throws IOException {
    EmbeddedCluster cluster = new EmbeddedCluster(spec);
    boolean started = false;
    try {
      for (EmbeddedNode node : cluster.nodes) {
        node.start();
      }
      cluster.startRouter();
      cluster.awaitReady(spec.readyWithin());
      started = true;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
    return cluster;
  }

  private List<String> contacts() {
    return ports.nodes().stream().map(node -> address(node.rpc())).toList();
  }

  private static String address(int port) {
    return HOST + ":" + port;
  }

  /// Returns a client of this cluster, shared by all callers; the cluster closes it.
  public synchronized HalcyonClient client() {
    requireOpen();
    HalcyonClient open = client;
    if (open == null) {
      open = HalcyonClient.connect(routerAddress());
      client = open;
    }
    return open;
  }

  /// Returns a node by number, counted from 1.
  public EmbeddedNode node(int number) {
    return nodes.get(number - 1);
  }

  public List<EmbeddedNode> nodes() {
    return List.copyOf(nodes);
  }

  /// Returns where clients connect, `host:port`.
  public String routerAddress() {
    return address(ports.router());
  }

  /// Returns where the router serves the PostgreSQL protocol, `host:port`.
  public String routerPostgresAddress() {
    return address(ports.routerPostgres());
  }

  /// Returns where the router serves its metrics and health, `host:port`.
  public String routerHttpAddress() {
    return address(ports.routerHttp());
  }

  public ClusterPorts ports() {
    return ports;
  }

  /// Returns where the data is.
  public Path directory() {
    return directory;
  }

  /// Starts the router again after {@link #stopRouter}; without effect while it runs.
  public synchronized void startRouter() throws IOException {
    requireOpen();
    if (router == null) {
      RouterConfig config =
          spec.routerSettings()
              .apply(RouterConfig.DEFAULT)
              .withContacts(contacts())
              .withListen(
                  new ListenConfig(
                      HOST, ports.router(), ports.routerHttp(), ports.routerPostgres()));
      router = Router.start(config);
    }
  }

  /// Stops the router; clients wait and retry until it is started again.
  public synchronized void stopRouter() {
    Router running = router;
    router = null;
    if (running != null) {
      running.close();
    }
  }

  private synchronized boolean routerReady() {
    return router == null || router.ready();
  }

  /// Waits until every node that runs takes part, every shard has a leader, and the router can
  /// route.
  ///
  /// @throws IllegalStateException if that takes longer than `patience`
  public void awaitReady(Duration patience) {
    await(
        () ->
            routerReady()
                && nodes.stream().allMatch(node -> node.running().isEmpty() || node.ready()),
        patience);
  }

  private void await(BooleanSupplier condition, Duration patience) {
    long end = SystemClock.INSTANCE.monotonicNanos() + patience.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      if (SystemClock.INSTANCE.monotonicNanos() - end > 0) {
        throw new IllegalStateException(
            "the cluster is not ready after " + patience.toSeconds() + " s: " + state());
      }
      try {
        never.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for the cluster", e);
      }
    }
  }

  private String state() {
    StringBuilder text = new StringBuilder("router " + (routerReady() ? "ready" : "not ready"));
    for (EmbeddedNode node : nodes) {
      text.append(", node ")
          .append(node.number())
          .append(node.running().isEmpty() ? " stopped" : node.ready() ? " ready" : " not ready");
    }
    return text.toString();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the cluster is closed");
    }
  }

  @Override
  public void close() {
    HalcyonClient open;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      open = client;
      client = null;
    }
    if (open != null) {
      open.close();
    }
    stopRouter();
    closeNodes();
    if (spec.directory() == null) {
      delete(directory);
    }
  }

  /// Closes all nodes at a time: one after another, those that are left would still elect leaders.
  private void closeNodes() {
    List<Thread> closing =
        nodes.stream()
            .map(node ->
                Thread.ofPlatform().name("halcyon-close-" + node.number()).start(node::close))
            .toList();
    boolean interrupted = false;
    for (Thread thread : closing) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path root) {
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the temporary directory " + root, e);
    }
  }
}
