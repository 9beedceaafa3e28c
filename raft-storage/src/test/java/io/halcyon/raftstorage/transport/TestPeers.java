package io.halcyon.raftstorage.transport;

import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Transports on loopback that know each other's current address.
final class TestPeers implements AutoCloseable {
  static final PeerTransportConfig CONFIG =
      new PeerTransportConfig(
          1,
          1 << 20,
          64 << 10,
          2 << 20,
          2 << 20,
          Duration.ofMillis(5),
          Duration.ofMillis(50),
          Duration.ofMillis(500),
          Duration.ofMillis(100),
          Duration.ofMillis(1500),
          Duration.ZERO);

  final Map<NodeId, InetSocketAddress> addresses = new ConcurrentHashMap<>();
  final List<PeerTransport> started = new ArrayList<>();

  PeerTransport start(long node, long incarnation, Member member) throws IOException {
    return start("test", node, incarnation, member, CONFIG);
  }

  PeerTransport start(
      String cluster, long node, long incarnation, Member member, PeerTransportConfig config)
      throws IOException {
    var self = new Incarnation(new NodeId(node), incarnation);
    var transport =
        PeerTransport.start(
            config,
            new PeerIdentity(cluster, self),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            addresses::get,
            member.clock::get,
            member,
            SystemClock.INSTANCE);
    addresses.put(self.node(), transport.localAddress());
    started.add(transport);
    return transport;
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within 20 s: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    started.forEach(PeerTransport::close);
  }

  /// A node's clock and what it has heard.
  static final class Member implements PeerListener {
    final AtomicLong clock = new AtomicLong(1);
    final Map<Incarnation, Long> heard = new ConcurrentHashMap<>();
    final AtomicLong limit = new AtomicLong(Long.MAX_VALUE);
    volatile @Nullable Incarnation lastConnected;

    @Override
    public boolean heard(Incarnation from, long hlc) {
      if (hlc > limit.get()) {
        return false;
      }
      clock.accumulateAndGet(hlc, Math::max);
      heard.merge(from, hlc, Math::max);
      return true;
    }

    @Override
    public void connected(Incarnation peer) {
      lastConnected = peer;
    }

    long heardFrom(long node) {
      return heard.entrySet().stream()
          .filter(e -> e.getKey().node().value() == node)
          .mapToLong(Map.Entry::getValue)
          .max()
          .orElse(0);
    }
  }
}
