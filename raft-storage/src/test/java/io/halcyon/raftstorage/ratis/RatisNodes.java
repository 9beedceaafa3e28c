package io.halcyon.raftstorage.ratis;

import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.engine.StorageConfig;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import io.halcyon.raftstorage.log.RecordingListener;
import io.halcyon.raftstorage.log.ReplicatedLog;
import io.halcyon.raftstorage.log.TestCluster;
import io.halcyon.raftstorage.ratis.rpc.HalcyonTransport;
import io.halcyon.raftstorage.transport.PeerIdentity;
import io.halcyon.raftstorage.transport.PeerTransport;
import io.halcyon.raftstorage.transport.PeerTransportConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Ratis hosts of several nodes in one process, on loopback; many tests share them, each with a
/// shard of its own, because a server takes seconds to close.
final class RatisNodes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Small files and frequent flushes, so that logs are purged within a few hundred entries.
  static final RaftConfig SMALL =
      new RaftConfig(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofHours(1),
          128 * 1024,
          256,
          1024 * 1024,
          16 * 1024,
          2,
          64 * 1024,
          20,
          0,
          1);

  private final Path directory;
  private final boolean overPeers;
  private final Map<NodeId, PeerTransport> transports = new ConcurrentHashMap<>();
  private final StorageEnvironment environment = StorageEnvironment.open(StorageConfig.DEFAULT);
  private final Map<NodeId, InetSocketAddress> addresses = new ConcurrentHashMap<>();
  private final Map<NodeId, RatisHost> hosts = new ConcurrentHashMap<>();
  private final AtomicInteger checkpoints = new AtomicInteger();
  private final AtomicInteger shards = new AtomicInteger();

  RatisNodes(Path directory) {
    this(directory, false);
  }

  /// @param overPeers the servers talk over the peer transport rather than over gRPC
  RatisNodes(Path directory, boolean overPeers) {
    this.directory = directory;
    this.overPeers = overPeers;
  }

  ShardId newShard() {
    return new ShardId(shards.incrementAndGet());
  }

  private InetSocketAddress address(NodeId node) {
    return addresses.computeIfAbsent(node, _ -> freeAddress());
  }

  private static InetSocketAddress freeAddress() {
    var loopback = InetAddress.getLoopbackAddress();
    try (var socket = new ServerSocket(0, 1, loopback)) {
      return new InetSocketAddress(loopback, socket.getLocalPort());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Path nodeDirectory(NodeId node) {
    return directory.resolve(node.toString());
  }

  RatisHost host(NodeId node) {
    return hosts.computeIfAbsent(node, this::startHost);
  }

  private RatisHost startHost(NodeId node) {
    if (!overPeers) {
      return RatisHost.start(SMALL, "test", node, nodeDirectory(node), this::address, this::fetch);
    }
    PeerTransport transport;
    try {
      transport =
          PeerTransport.start(
              PeerTransportConfig.DEFAULT,
              new PeerIdentity("test", new Incarnation(node, checkpoints.incrementAndGet())),
              address(node),
              this::address,
              () -> 0,
              (_, _) -> true,
              SystemClock.INSTANCE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    transports.put(node, transport);
    return RatisHost.start(
        SMALL,
        new RatisHost.Setup(
            "test",
            node,
            nodeDirectory(node),
            this::address,
            this::fetch,
            new HalcyonTransport(transport)));
  }

  private void fetch(ShardId shard, NodeId from, long minIndex, Path into) throws IOException {
    RatisHost host = hosts.get(from);
    if (host == null) {
      throw new IOException(from + " is down");
    }
    Path scratch = directory.resolve("checkpoint" + checkpoints.incrementAndGet());
    TestCluster.copyCheckpoint(host.store(shard).orElseThrow(), scratch, into);
  }

  ReplicatedLog open(NodeId node, ShardId shard, List<NodeId> members, RecordingListener listener) {
    Path store = nodeDirectory(node).resolve("store" + shard);
    return host(node).open(shard, members, store, environment, listener);
  }

  /// Closes a node's server; it starts again when it is used again.
  void stop(NodeId node) {
    RatisHost host = hosts.remove(node);
    if (host != null) {
      host.close();
    }
    PeerTransport transport = transports.remove(node);
    if (transport != null) {
      transport.close();
    }
  }

  static void until(String what, BooleanSupplier condition) {
    long start = SystemClock.INSTANCE.monotonicNanos();
    while (!condition.getAsBoolean()) {
      if (SystemClock.INSTANCE.monotonicNanos() - start > PATIENCE.toNanos()) {
        throw new AssertionError("waited in vain for " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    List.copyOf(hosts.keySet()).parallelStream().forEach(this::stop);
    environment.close();
  }
}
