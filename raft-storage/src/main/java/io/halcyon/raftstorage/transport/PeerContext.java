package io.halcyon.raftstorage.transport;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.netty.channel.Channel;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What all connections of one transport share. Thread-safe.
@SuppressWarnings("FutureReturnValueIgnored") // closing and scheduling on the event loop
final class PeerContext {
  private static final int SERVICES_MAX = 256;
  final PeerTransportConfig config;
  final PeerIdentity identity;
  final LongSupplier hlc;
  final PeerListener listener;
  final PhysicalClock clock;
  final PeerCounters counters = new PeerCounters();
  final AtomicReference<LinkFilter> filter = new AtomicReference<>(LinkFilter.ALL);
  final CopyOnWriteArrayList<ConnectionWatcher> watchers = new CopyOnWriteArrayList<>();
  private final AtomicReferenceArray<@Nullable PeerService> services =
      new AtomicReferenceArray<>(SERVICES_MAX);

  PeerContext(
      PeerTransportConfig config,
      PeerIdentity identity,
      LongSupplier hlc,
      PeerListener listener,
      PhysicalClock clock) {
    this.config = config;
    this.identity = identity;
    this.hlc = hlc;
    this.listener = listener;
    this.clock = clock;
    watchers.add(listener);
  }

  NodeId self() {
    return identity.self().node();
  }

  void serve(int number, PeerService service) {
    if (!services.compareAndSet(number, null, service)) {
      throw new IllegalStateException("service " + number + " is already served");
    }
  }

  void unserve(int number, PeerService service) {
    services.compareAndSet(number, service, null);
  }

  @Nullable PeerService service(int number) {
    return services.get(number);
  }

  boolean passes(NodeId from, NodeId to) {
    return filter.get().passes(from, to);
  }

  /// Hands a clock reading on; a refused one closes the connection.
  boolean heard(Channel channel, Incarnation from, long reading) {
    if (listener.heard(from, reading)) {
      return true;
    }
    counters.clocksRefused.increment();
    channel.close();
    return false;
  }
}
