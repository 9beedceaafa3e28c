package io.halcyon.node;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.node.identity.FileHlcBound;
import io.halcyon.node.identity.NodeDirectory;
import io.halcyon.node.identity.NodeIdentity;
import io.halcyon.node.membership.Bootstrap;
import io.halcyon.node.membership.ClusterView;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.rpc.GrpcCheckpoints;
import io.halcyon.node.rpc.GrpcPeers;
import io.halcyon.node.rpc.NodeServer;
import io.halcyon.node.watch.Watches;
import io.halcyon.proto.internal.v1.HelloResponse;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.http.HttpEndpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node: the process (or, embedded, the object) that hosts replicas. Finds or founds its cluster
/// in the background, serves until it is closed, and joins again by itself when it was declared
/// down.
///
/// Thread-safe. {@link #start} returns when the servers listen; {@link #active} tells when the node
/// takes part.
public final class Node implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private final NodeConfig config;
  private final NodeDirectory directory;
  private final FileHlcBound hlcBound;
  private final HlcClock clock;
  private final NodeMetrics metrics = new NodeMetrics();
  private final ClusterView view = new ClusterView();
  private final EventLoops loops;
  private final GrpcPeers peers;
  private final Pools pools = Pools.start();
  private final StorageEnvironment storage;
  private final Watches watches;
  private final NodeServer server;
  private final HttpEndpoints http;
  private final NodeAddresses addresses;
  private final Bootstrap bootstrap;
  private final CompletableFuture<Void> closedSignal = new CompletableFuture<>();
  private volatile @Nullable ActiveNode current;
  private volatile boolean closed;

  /// Threads of the node that are not event loops.
  private record Pools(
      ExecutorService evaluation,
      ExecutorService scans,
      ExecutorService background,
      ScheduledExecutorService timer) {
    static Pools start() {
      int cores = Math.max(2, Runtime.getRuntime().availableProcessors());
      return new Pools(
          Executors.newFixedThreadPool(
              cores, Thread.ofPlatform().daemon().name("halcyon-evaluation-", 0).factory()),
          Executors.newFixedThreadPool(
              cores, Thread.ofPlatform().daemon().name("halcyon-scan-", 0).factory()),
          Executors.newThreadPerTaskExecutor(
              Thread.ofVirtual().name("halcyon-background-", 0).factory()),
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("halcyon-timer").factory()));
    }

    void close() {
      timer.shutdownNow();
      background.shutdownNow();
      scans.shutdownNow();
      evaluation.shutdownNow();
    }
  }

  private Node(NodeConfig config, PhysicalClock physical) throws IOException {
    this.config = config;
    this.directory = NodeDirectory.open(config.data());
    this.hlcBound = directory.hlcBound(physical);
    this.clock = new HlcClock(physical, config.clock(), hlcBound);
    this.loops = EventLoops.start();
    this.peers = new GrpcPeers(loops);
    this.storage = StorageEnvironment.open(config.storage());
    this.watches = new Watches(pools.background());
    NodeServices services = new NodeServices(this, directory);
    this.server =
        NodeServer.start(
            ClusterView.parse(config.rpcListen()),
            loops,
            new NodeServer.Services(
                services.shards(),
                services.membership(),
                services.admin(),
                metrics.operations(physical)),
            () -> {
              ActiveNode node = current;
              return node == null ? null : node.replicas();
            },
            clock,
            pools.scans());
    this.http =
        HttpEndpoints.builder()
            .metrics(metrics::scrape)
            .readiness(this::unready)
            .start(resolved(config.httpListen()));
    this.addresses = advertised(server.port(), http.port());
    this.bootstrap = new Bootstrap(config.membership(), directory, peers, hello(Optional.empty()));
    metrics.watch(clock);
    metrics.watch(storage);
    metrics.watch(() -> current);
    metrics.watchPeers(() -> {
      ActiveNode node = current;
      return node == null ? null : node.transport();
    });
  }

  /// Starts a node; it finds its cluster in the background.
  ///
  /// @throws IOException if an address cannot be bound or the data directory cannot be used
  public static Node start(NodeConfig config) throws IOException {
    return start(config, SystemClock.INSTANCE);
  }

  /// Starts a node on a given physical clock, for tests.
  public static Node start(NodeConfig config, PhysicalClock physical) throws IOException {
    Node node = new Node(config, physical);
    var _ =
        node.pools.timer().scheduleAtFixedRate(node::extendBound, 500, 500, TimeUnit.MILLISECONDS);
    var _ =
        node.pools.timer().scheduleAtFixedRate(node.watches::tick, 100, 100, TimeUnit.MILLISECONDS);
    node.pools.background().execute(node::takePart);
    return node;
  }

  private void extendBound() {
    pools.background().execute(() -> hlcBound.extend(clock.tick()));
  }

  /// Finds out who the node is, then begins to take part.
  private void takePart() {
    try {
      awaitBound();
      NodeIdentity identity = directory.nextStart(findIdentity());
      directory.state().ifPresent(view::offer);
      synchronized (this) {
        if (!closed) {
          current = ActiveNode.start(identity, resources());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | UncheckedIOException e) {
      log.atError().setCause(e).log("the node cannot take part; correct this and start it again");
      closedSignal.completeExceptionally(e);
    }
  }

  /// A restarted clock begins at the persisted bound; waits until physical time has nearly caught
  /// up, so that others do not refuse it.
  private void awaitBound() throws InterruptedException {
    long tolerated = config.clock().maxOffset().toMillis() / 2;
    long wait = clock.leadMillis() - tolerated;
    if (wait > 0) {
      new java.util.concurrent.CountDownLatch(1).await(wait, TimeUnit.MILLISECONDS);
    }
  }

  private NodeIdentity findIdentity() throws IOException, InterruptedException {
    Optional<NodeIdentity> known = directory.identity();
    if (known.isPresent()) {
      return known.get();
    }
    Bootstrap.Found found = bootstrap.find();
    NodeIdentity identity = found.identity();
    if (identity != null) {
      return identity;
    }
    return new Newcomer(config, directory, peers, bootstrap, clock, addresses).register();
  }

  private NodeResources resources() {
    return new NodeResources(
        config,
        directory,
        addresses,
        peerBind(),
        clock,
        metrics,
        storage,
        view,
        peers,
        bootstrap,
        new GrpcCheckpoints(peers, view),
        watches,
        pools.evaluation(),
        pools.background(),
        pools.timer(),
        this::replicaFailed);
  }

  private void replicaFailed(ShardId shard, Failure failure) {
    log.atError()
        .addKeyValue("shard", shard)
        .addKeyValue("failure", failure.message())
        .log("a replica is out of service; its files are kept as evidence");
  }

  HelloResponse hello(Optional<NodeIdentity> identity) {
    HelloResponse.Builder hello =
        HelloResponse.newBuilder().setRpcAddress(addresses.rpc()).setRaftAddress(addresses.peer());
    identity.ifPresent(who -> hello.setClusterId(who.clusterId()).setNodeId(who.node().value()));
    return hello.build();
  }

  private NodeAddresses advertised(int rpcPort, int httpPort) {
    InetSocketAddress rpc = ClusterView.parse(config.rpcListen());
    InetSocketAddress peer = ClusterView.parse(config.peerListen());
    InetSocketAddress page = ClusterView.parse(config.httpListen());
    String host = config.advertiseHost();
    return new NodeAddresses(
        (host.isEmpty() ? rpc.getHostString() : host) + ":" + rpcPort,
        (host.isEmpty() ? peer.getHostString() : host) + ":" + peer.getPort(),
        (host.isEmpty() ? page.getHostString() : host) + ":" + httpPort);
  }

  private InetSocketAddress peerBind() {
    return resolved(config.peerListen());
  }

  private static InetSocketAddress resolved(String address) {
    InetSocketAddress parsed = ClusterView.parse(address);
    return new InetSocketAddress(parsed.getHostString(), parsed.getPort());
  }

  private Optional<String> unready() {
    ActiveNode node = current;
    if (node == null) {
      return Optional.of("the node has no cluster yet");
    }
    if (!node.active()) {
      return Optional.of("the node is joining its cluster");
    }
    if (!node.lease().valid()) {
      return Optional.of("the node holds no liveness lease");
    }
    Optional<ShardId> repairing = node.repairs().running().stream().findFirst();
    if (repairing.isPresent()) {
      return repairing.map(shard -> "shard " + shard + " is being replaced from the others");
    }
    return node.replicas().all().stream()
        .filter(replica -> replica.leaderHint() == null)
        .findFirst()
        .map(replica -> "shard " + replica.shard() + " has no leader");
  }

  /// Returns whether the node is an active member of its cluster and holds its lease.
  public boolean active() {
    ActiveNode node = current;
    return node != null && node.active() && node.lease().valid();
  }

  /// Returns whether the node is active and each of its shards has a leader.
  public boolean ready() {
    return unready().isEmpty();
  }

  /// Returns where others reach this node.
  public NodeAddresses addresses() {
    return addresses;
  }

  /// Returns the node's id, empty while it has none.
  public Optional<NodeId> id() {
    return Optional.ofNullable(current).map(node -> node.identity().node());
  }

  public ClusterView view() {
    return view;
  }

  Optional<ActiveNode> current() {
    return Optional.ofNullable(current);
  }

  Bootstrap bootstrap() {
    return bootstrap;
  }

  Watches watches() {
    return watches;
  }

  HlcClock clock() {
    return clock;
  }

  /// Completes when the node has been closed; exceptionally if it can never take part.
  public CompletableFuture<Void> whenClosed() {
    return closedSignal;
  }

  /// Closes gracefully: leaders move away first, then the node gives up its lease, within `grace`.
  public void shutDown(Duration grace) {
    ActiveNode node = current;
    if (node != null && node.active()) {
      Future<?> left =
          pools
              .background()
              .submit(() -> {
                node.moveLeadersAway();
                node.leave();
                return true;
              });
      try {
        left.get(grace.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        log.atInfo()
            .addKeyValue("reason", e.toString())
            .log("left before all leaders were moved away");
      }
    }
    close();
  }

  @Override
  public void close() {
    ActiveNode node;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      node = current;
      current = null;
    }
    server.serving(false);
    if (node != null) {
      node.close();
    }
    server.close();
    http.close();
    peers.close();
    pools.close();
    storage.close();
    loops.close();
    metrics.close();
    try {
      hlcBound.close();
      directory.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("the data directory was not closed cleanly");
    }
    closedSignal.complete(null);
  }

  /// Returns the replica of a shard, for the node's own services.
  Optional<Replica> replica(int shard) {
    return current().map(node -> node.replicas().find(shard));
  }
}
