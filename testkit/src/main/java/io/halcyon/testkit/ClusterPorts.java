package io.halcyon.testkit;

import io.halcyon.core.runtime.Randomness;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The ports of a cluster on loopback. They are saved with its data, because the nodes remember
/// each other by address: a restart must find the same ones.
///
/// @param nodes one for each node
public record ClusterPorts(int router, int routerHttp, int routerPostgres, List<OfNode> nodes) {
  private static final String FILE = "ports.properties";

  /// Where a router listens unless told otherwise.
  public static final int USUAL_ROUTER = 7400;

  private static final int USUAL_ROUTER_HTTP = 7480;
  private static final int USUAL_ROUTER_POSTGRES = 7432;
  private static final int USUAL_NODE = 7410;
  private static final int USUAL_NODE_HTTP = 7481;

  /// Below the range from which systems take the ports of outgoing connections.
  private static final int FREE_FROM = 20_000;

  private static final int FREE_TO = 32_000;
  private static final int ATTEMPTS = 1_000;

  /// How ports are chosen for a new cluster.
  enum Choice {
    USUAL,
    FREE
  }

  /// The ports of one node.
  public record OfNode(int rpc, int peer, int http) {}

  public ClusterPorts {
    nodes = List.copyOf(nodes);
  }

  /// Returns the ports that a process of its own would have: nodes count from 0.
  public static OfNode usual(int node) {
    return new OfNode(USUAL_NODE + 2 * node, USUAL_NODE + 2 * node + 1, USUAL_NODE_HTTP + node);
  }

  /// Takes the ports saved in a directory, or chooses some and saves them.
  ///
  /// @throws BindException if a saved port, which cannot be replaced, is taken
  static ClusterPorts of(Path directory, int nodes, Choice choice) throws IOException {
    Path file = directory.resolve(FILE);
    if (Files.exists(file)) {
      return load(file, nodes);
    }
    ClusterPorts chosen = choose(nodes, choice);
    chosen.save(file);
    return chosen;
  }

  private static ClusterPorts choose(int nodes, Choice choice) {
    FreePorts free = new FreePorts(choice);
    int router = free.take(USUAL_ROUTER);
    int routerHttp = free.take(USUAL_ROUTER_HTTP);
    int routerPostgres = free.take(USUAL_ROUTER_POSTGRES);
    List<OfNode> each = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      OfNode usual = usual(i);
      each.add(
          new OfNode(free.take(usual.rpc()), free.take(usual.peer()), free.take(usual.http())));
    }
    // A new cluster numbers its nodes in the order of their addresses.
    each.sort(Comparator.comparingInt(OfNode::rpc));
    return new ClusterPorts(router, routerHttp, routerPostgres, each);
  }

  private static ClusterPorts load(Path file, int nodes) throws IOException {
    Properties saved = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      saved.load(reader);
    }
    List<OfNode> each = new ArrayList<>();
    for (int i = 1; saved.containsKey("node." + i + ".rpc"); i++) {
      String node = "node." + i;
      each.add(
          new OfNode(
              required(file, saved, node + ".rpc"),
              required(file, saved, node + ".peer"),
              required(file, saved, node + ".http")));
    }
    if (each.size() != nodes) {
      throw new IOException(
          file.getParent()
              + " holds a cluster of "
              + each.size()
              + " nodes; start it with as many, or give another directory");
    }
    return new ClusterPorts(
        required(file, saved, "router.rpc"),
        required(file, saved, "router.http"),
        required(file, saved, "router.postgres"),
        each);
  }

  private static int required(Path file, Properties saved, String key) throws IOException {
    int port;
    try {
      port = Integer.parseInt(saved.getProperty(key, ""));
    } catch (NumberFormatException e) {
      throw new IOException(file + " has no port for " + key, e);
    }
    if (!isFree(port)) {
      throw new BindException(
          "port "
              + port
              + " ("
              + key
              + " in "
              + file
              + ") is taken by another process; is the cluster running already?");
    }
    return port;
  }

  private void save(Path file) throws IOException {
    Properties saved = new Properties();
    saved.setProperty("router.rpc", Integer.toString(router));
    saved.setProperty("router.http", Integer.toString(routerHttp));
    saved.setProperty("router.postgres", Integer.toString(routerPostgres));
    for (int i = 0; i < nodes.size(); i++) {
      String node = "node." + (i + 1);
      saved.setProperty(node + ".rpc", Integer.toString(nodes.get(i).rpc()));
      saved.setProperty(node + ".peer", Integer.toString(nodes.get(i).peer()));
      saved.setProperty(node + ".http", Integer.toString(nodes.get(i).http()));
    }
    try (var writer = Files.newBufferedWriter(file)) {
      saved.store(writer, "Ports of this cluster; its nodes remember each other by them.");
    }
  }

  /// Returns whether a port of the loopback address can be bound at this moment.
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /// Hands out free ports, none twice. The ports are not held: another process may take one before
  /// it is used, which is unlikely outside of the range of outgoing connections.
  private static final class FreePorts {
    private final Choice choice;
    private final RandomGenerator random = Randomness.unseeded();
    private final Set<Integer> taken = new HashSet<>();

    FreePorts(Choice choice) {
      this.choice = choice;
    }

    int take(int usual) {
      if (choice == Choice.USUAL && claim(usual)) {
        return usual;
      }
      for (int i = 0; i < ATTEMPTS; i++) {
        int candidate = random.nextInt(FREE_FROM, FREE_TO);
        if (claim(candidate)) {
          return candidate;
        }
      }
      throw new IllegalStateException("no free port between " + FREE_FROM + " and " + FREE_TO);
    }

    private boolean claim(int port) {
      return !taken.contains(port) && isFree(port) && taken.add(port);
    }
  }
}
