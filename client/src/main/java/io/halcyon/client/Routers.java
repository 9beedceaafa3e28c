package io.halcyon.client;

import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.FrameConfig;
import io.halcyon.rpc.FrameConnection;
import io.halcyon.rpc.FrameHop;
import io.halcyon.rpc.HlcExchange;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// The routers that a client knows, and the one it uses.
///
/// All operations go to one router as long as it works, so that they share frames; the first that
/// finds it failing moves all of them on. Thread-safe, lock-free.
final class Routers implements AutoCloseable {

  /// A router and the connections to it, used in turn.
  static final class Link {
    private final int index;
    private final List<FrameConnection> connections;
    private final AtomicInteger turn = new AtomicInteger();

    Link(int index, List<FrameConnection> connections) {
      this.index = index;
      this.connections = connections;
    }

    FrameConnection connection() {
      return connections.size() == 1
          ? connections.getFirst()
          : connections.get(Math.floorMod(turn.getAndIncrement(), connections.size()));
    }

    boolean connected() {
      return connections.stream().anyMatch(FrameConnection::connected);
    }
  }

  private final List<Link> links;
  private final AtomicInteger current;

  /// @param first the router to begin with, so that clients spread
  Routers(ClientConfig config, EventLoops loops, int first) {
    List<String> addresses = config.addresses();
    this.links =
        IntStream.range(0, addresses.size())
            .mapToObj(i -> new Link(i, connect(addresses.get(i), config, loops)))
            .toList();
    this.current = new AtomicInteger(first);
  }

  private static List<FrameConnection> connect(
      String address, ClientConfig config, EventLoops loops) {
    return IntStream.range(0, config.connectionsPerRouter())
        .mapToObj(_ ->
            FrameConnection.open(
                address, FrameHop.KV, FrameConfig.DEFAULT, loops, HlcExchange.NONE))
        .toList();
  }

  int count() {
    return links.size();
  }

  Link current() {
    return links.get(current.get());
  }

  /// Moves on from a router that has failed, to the next one that is connected, else to the next.
  ///
  /// @return whether the router now in use is another one, and connected
  boolean moveOn(Link failed) {
    if (current.get() == failed.index) {
      int next = (failed.index + 1) % links.size();
      for (int i = 1; i < links.size(); i++) {
        int candidate = (failed.index + i) % links.size();
        if (links.get(candidate).connected()) {
          next = candidate;
          break;
        }
      }
      current.compareAndSet(failed.index, next);
    }
    Link now = current();
    return now.index != failed.index && now.connected();
  }

  @Override
  public void close() {
    links.forEach(link -> link.connections.forEach(FrameConnection::close));
  }
}
