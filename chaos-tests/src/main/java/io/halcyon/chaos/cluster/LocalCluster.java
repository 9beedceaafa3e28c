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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// A cluster of processes on loopback: free ports, data and logs below one directory. Processes die
/// with this JVM, unless that is itself killed.
///
/// Not thread-safe.
public final class LocalCluster implements ClusterDriver {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final String HOST = "127.0.0.1";
  private static final int REPLICATION = 3;

  private final Map<ServerId, LocalServer> servers = new LinkedHashMap<>();
  private final List<String> routerAddresses = new ArrayList<>();
  private final List<String> unexpectedExits = new ArrayList<>();
  private final Thread killAtExit = Thread.ofPlatform().unstarted(this::killAll);

  /// Prepares a cluster; nothing runs yet.
  public LocalCluster(LocalSpec spec) {
    try {
      Files.createDirectories(spec.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    FreePorts ports = new FreePorts();
    // A new cluster numbers its nodes in the order of their addresses: so their ids are ours.
    List<String> contacts = new ArrayList<>();
    for (int i = 1; i <= spec.nodes(); i++) {
      contacts.add(HOST + ":" + ports.take());
    }
    contacts.sort(null);
    for (int i = 1; i <= spec.nodes(); i++) {
      addNode(spec, ServerId.node(i), contacts, ports);
    }
    for (int i = 1; i <= spec.routers(); i++) {
      addRouter(spec, ServerId.router(i), contacts, ports);
    }
    Runtime.getRuntime().addShutdownHook(killAtExit);
  }

  private void addNode(LocalSpec spec, ServerId id, List<String> contacts, FreePorts ports) {
    int http = ports.take();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "node",
            "--node.data=" + spec.directory().resolve(id.toString()),
            "--node.rpc-listen=" + contacts.get(id.number() - 1),
            "--node.peer-listen=" + HOST + ":" + ports.take(),
            "--node.http-listen=" + HOST + ":" + http,
            "--node.membership.join=" + String.join(",", contacts),
            "--node.membership.bootstrap-nodes=" + spec.nodes(),
            "--node.membership.shards=" + spec.shards(),
            "--node.membership.replication=" + REPLICATION));
    arguments.addAll(spec.nodeFlags());
    add(spec, id, arguments, http);
  }

  private void addRouter(LocalSpec spec, ServerId id, List<String> contacts, FreePorts ports) {
    int grpc = ports.take();
    int http = ports.take();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "router",
            "--router.contacts=" + String.join(",", contacts),
            "--router.listen.host=" + HOST,
            "--router.listen.grpc-port=" + grpc,
            "--router.listen.http-port=" + http,
            "--router.listen.postgres-port=0"));
    arguments.addAll(spec.routerFlags());
    add(spec, id, arguments, http);
    routerAddresses.add(HOST + ":" + grpc);
  }

  private void add(LocalSpec spec, ServerId id, List<String> arguments, int http) {
    Path log = spec.directory().resolve(id + ".log");
    servers.put(id, new LocalServer(id, spec.launch().command(arguments), http, log));
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
    killAll();
    try {
      Runtime.getRuntime().removeShutdownHook(killAtExit);
    } catch (IllegalStateException _) {
      // The JVM is shutting down, and the hook is harmless.
    }
  }

  private void killAll() {
    servers.values().forEach(LocalServer::kill);
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
