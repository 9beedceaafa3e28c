package io.halcyon.chaos.cluster;

import io.halcyon.core.hlc.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A cluster of processes on this machine, data and logs below one directory. Processes die with
/// this JVM, unless that is itself killed.
///
/// Not thread-safe.
public final class LocalCluster implements ClusterDriver {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int REPLICATION = 3;

  private final Map<ServerId, LocalServer> servers = new LinkedHashMap<>();
  private final List<String> routerAddresses = new ArrayList<>();
  private final List<String> unexpectedExits = new ArrayList<>();
  private final Hosts hosts;
  private final Thread endAtExit = Thread.ofPlatform().unstarted(this::end);

  /// Prepares a cluster; nothing runs yet.
  ///
  /// @throws IllegalStateException if the backend is not to be had here
  public LocalCluster(LocalSpec spec) {
    try {
      Files.createDirectories(spec.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<ServerId> nodes = numbered(spec.nodes(), ServerId::node);
    List<ServerId> routers = numbered(spec.routers(), ServerId::router);
    hosts = spec.backend().hosts(Stream.concat(nodes.stream(), routers.stream()).toList());
    String contacts =
        nodes.stream()
            .map(node -> hosts.address(node, Hosts.Listener.RPC))
            .collect(Collectors.joining(","));
    nodes.forEach(node -> add(spec, node, nodeArguments(spec, node, contacts)));
    routers.forEach(router -> {
      add(spec, router, routerArguments(spec, router, contacts));
      routerAddresses.add(hosts.address(router, Hosts.Listener.RPC));
    });
    Runtime.getRuntime().addShutdownHook(endAtExit);
  }

  private static List<ServerId> numbered(int count, IntFunction<ServerId> id) {
    return IntStream.rangeClosed(1, count).mapToObj(id).toList();
  }

  private List<String> nodeArguments(LocalSpec spec, ServerId id, String contacts) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "node",
            "--node.data=" + spec.directory().resolve(id.toString()),
            "--node.rpc-listen=" + hosts.address(id, Hosts.Listener.RPC),
            "--node.peer-listen=" + hosts.address(id, Hosts.Listener.PEERS),
            "--node.http-listen=" + hosts.address(id, Hosts.Listener.HTTP),
            "--node.membership.join=" + contacts,
            "--node.membership.bootstrap-nodes=" + spec.nodes(),
            "--node.membership.shards=" + spec.shards(),
            "--node.membership.replication=" + REPLICATION));
    arguments.addAll(spec.nodeFlags());
    return arguments;
  }

  private List<String> routerArguments(LocalSpec spec, ServerId id, String contacts) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "router",
            "--router.contacts=" + contacts,
            "--router.listen.host=" + hosts.host(id),
            "--router.listen.grpc-port=" + hosts.port(id, Hosts.Listener.RPC),
            "--router.listen.http-port=" + hosts.port(id, Hosts.Listener.HTTP),
            "--router.listen.postgres-port=0"));
    arguments.addAll(spec.routerFlags());
    return arguments;
  }

  private void add(LocalSpec spec, ServerId id, List<String> arguments) {
    List<String> command = new ArrayList<>(hosts.prefix(id));
    command.addAll(spec.launch().command(arguments));
    Path log = spec.directory().resolve(id + ".log");
    servers.put(id, new LocalServer(id, command, hosts.address(id, Hosts.Listener.HTTP), log));
  }

  @Override
  public Optional<Network> network() {
    return hosts.network();
  }

  @Override
  public Map<Integer, ServerId> leaders() {
    Map<Integer, ServerId> leaders = new TreeMap<>();
    servers.forEach((id, server) -> {
      if (id.isNode() && server.state() == State.RUNNING) {
        server.ledShards().forEach(shard -> leaders.put(shard, id));
      }
    });
    return leaders;
  }

  @Override
  public void dumpThreads() {
    servers
        .values()
        .forEach(server -> {
          if (server.state() == State.RUNNING) {
            server.signal("QUIT");
          }
        });
  }

  @Override
  public List<ServerId> servers() {
    return List.copyOf(servers.keySet());
  }

  @Override
  public State state(ServerId server) {
    return server(server).state();
  }

  @Override
  public void start(ServerId server) {
    noteExit(server(server));
    server(server).start();
  }

  @Override
  public void kill(ServerId server) {
    noteExit(server(server));
    server(server).kill();
  }

  @Override
  public boolean stop(ServerId server, Duration patience) {
    noteExit(server(server));
    return server(server).stop(patience);
  }

  @Override
  public void pause(ServerId server) {
    server(server).signal("STOP");
  }

  @Override
  public void resume(ServerId server) {
    server(server).signal("CONT");
  }

  @Override
  public void awaitReady(Duration patience) {
    long deadline = SystemClock.INSTANCE.monotonicNanos() + patience.toNanos();
    for (; ; ) {
      Map<ServerId, String> unready = unready();
      if (unready.isEmpty()) {
        return;
      }
      if (SystemClock.INSTANCE.monotonicNanos() - deadline >= 0 || !unexpectedExits().isEmpty()) {
        throw new IllegalStateException(
            "waited up to " + patience + " for " + unready + unexpectedExits());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private Map<ServerId, String> unready() {
    Map<ServerId, String> reasons = new LinkedHashMap<>();
    for (LocalServer server : servers.values()) {
      if (server.state() == State.RUNNING || server.unexpectedExit().isPresent()) {
        server.unready().ifPresent(reason -> reasons.put(server.id(), reason));
      }
    }
    return reasons;
  }

  @Override
  public List<String> routerAddresses() {
    return List.copyOf(routerAddresses);
  }

  @Override
  public List<String> unexpectedExits() {
    List<String> all = new ArrayList<>(unexpectedExits);
    servers.values().forEach(server -> describeExit(server, all));
    return all;
  }

  @Override
  public List<Path> logs() {
    return servers.values().stream().map(LocalServer::log).collect(Collectors.toList());
  }

  @Override
  public void close() {
    servers.values().forEach(this::noteExit);
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(endAtExit);
    } catch (IllegalStateException _) {
      // The JVM is shutting down, and the hook is harmless.
    }
  }

  private void end() {
    servers.values().forEach(LocalServer::kill);
    hosts.close();
  }

  private LocalServer server(ServerId id) {
    LocalServer server = servers.get(id);
    if (server == null) {
      throw new IllegalArgumentException("no such server: " + id);
    }
    return server;
  }

  private void noteExit(LocalServer server) {
    describeExit(server, unexpectedExits);
  }

  private static void describeExit(LocalServer server, List<String> into) {
    server
        .unexpectedExit()
        .ifPresent(code -> into.add(server.id() + " ended by itself with exit code " + code));
  }
}
