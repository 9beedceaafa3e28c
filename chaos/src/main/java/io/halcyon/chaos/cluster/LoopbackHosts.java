package io.halcyon.chaos.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All servers on the loopback address, each with ports of its own.
final class LoopbackHosts implements Hosts {
  private static final String HOST = "127.0.0.1";

  private record Key(ServerId server, Listener listener) {}

  private final Map<Key, Integer> ports = new HashMap<>();

  LoopbackHosts(List<ServerId> servers) {
    FreePorts free = new FreePorts();
    for (ServerId server : servers) {
      for (Listener listener : Listener.values()) {
        ports.put(new Key(server, listener), free.take());
      }
    }
    // A new cluster numbers its nodes in the order of their addresses: so their ids are ours.
    List<ServerId> nodes = servers.stream().filter(ServerId::isNode).toList();
    List<Integer> sorted = nodes.stream().map(node -> port(node, Listener.RPC)).sorted().toList();
    for (int i = 0; i < nodes.size(); i++) {
      ports.put(new Key(nodes.get(i), Listener.RPC), sorted.get(i));
    }
  }

  @Override
  public String host(ServerId server) {
    return HOST;
  }

  @Override
  public int port(ServerId server, Listener listener) {
    Integer port = ports.get(new Key(server, listener));
    if (port == null) {
      throw new IllegalArgumentException("no such server: " + server);
    }
    return port;
  }

  @Override
  public List<String> prefix(ServerId server) {
    return List.of();
  }

  @Override
  public Optional<Network> network() {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
