package io.halcyon.cli.cluster;

import io.halcyon.core.hlc.SystemClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Starts, watches and ends the processes of members. A process is only ever touched if its number
/// and its time of start are those that were noted when it was started.
final class MemberProcess {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final int HTTP_MILLIS_MAX = 1_000;
  private static final int REASON_BYTES_MAX = 500;
  private static final String[] JVM_FLAGS = {
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+UseSerialGC",
    "-Xshare:auto",
    "-Xlog:cds=off",
    "-Xlog:cds+dynamic=off",
    "-Xms32m",
    "-XX:MaxDirectMemorySize=128m"
  };
  private static final String HEAP = "-Xmx256m";

  private MemberProcess() {}

  /// Starts a member in the background; it outlives this process.
  ///
  /// @return the member with its process noted
  static Member start(Member member, LocalCluster cluster, Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // A session of its own: closing the terminal does not end it.
      command.add(SETSID.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JVM_FLAGS));
    command.add(HEAP);
    // The launcher's archive of parsed classes, if it uses one.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:SharedArchiveFile="))
        .forEach(command::add);
    String more = System.getenv("HALCYON_JAVA_OPTS");
    if (more != null && !more.isBlank()) {
      command.addAll(List.of(more.strip().split("\\s+")));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.halcyon.cli.Main"));
    command.addAll(
        member.isNode() ? nodeFlags(member, cluster, directory) : routerFlags(member, cluster));
    if (!cluster.config().isEmpty()) {
      command.add("--config=" + cluster.config());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(member, directory).toFile()));
    // What is meant for the commands must not reach the servers.
    builder.environment().remove("HALCYON_CONFIG");
    Process process = builder.start();
    return member.running(process.pid(), startMillis(process.toHandle()));
  }

  private static List<String> nodeFlags(Member node, LocalCluster cluster, Path directory) {
    boolean first = Integer.parseInt(node.name().substring(1)) <= cluster.firstNodes();
    int replication = cluster.firstNodes() >= 3 ? 3 : 1;
    return List.of(
        "node",
        "--node.data=" + directory.resolve(node.name()),
        "--node.rpc-listen=" + node.address(),
        "--node.peer-listen=" + LocalCluster.HOST + ":" + node.peerPort(),
        "--node.http-listen=" + LocalCluster.HOST + ":" + node.httpPort(),
        "--node.membership.join=" + String.join(",", cluster.contacts()),
        "--node.membership.bootstrap-nodes=" + (first ? cluster.firstNodes() : 0),
        "--node.membership.shards=" + cluster.shards(),
        "--node.membership.replication=" + replication);
  }

  private static List<String> routerFlags(Member router, LocalCluster cluster) {
    return List.of(
        "router",
        "--router.contacts=" + String.join(",", cluster.contacts()),
        "--router.listen.host=" + LocalCluster.HOST,
        "--router.listen.grpc-port=" + router.port(),
        "--router.listen.http-port=" + router.httpPort(),
        "--router.listen.postgres-port=" + router.peerPort());
  }

  static Path log(Member member, Path directory) {
    return directory.resolve(member.name() + ".log");
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /// Returns the member's process, if it is the one that was started and still runs.
  static Optional<ProcessHandle> process(Member member) {
    return member.pid() == 0
        ? Optional.empty()
        : ProcessHandle.of(member.pid())
            .filter(ProcessHandle::isAlive)
            .filter(process -> startMillis(process) == member.startedMillis());
  }

  /// Asks a process to end (SIGTERM), and ends it (SIGKILL) if it takes longer than `patience`.
  ///
  /// @return whether it ended by itself
  static boolean stop(ProcessHandle process, Duration patience) throws InterruptedException {
    process.destroy();
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      kill(process);
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for process " + process.pid(), e);
    }
  }

  /// Ends a process at once (SIGKILL), and waits until it is gone.
  static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Sends a signal that the JDK cannot send.
  ///
  /// @param name for instance STOP or CONT
  /// @throws IOException if it cannot be sent
  static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid()).start();
    if (shell.waitFor() != 0) {
      throw new IOException("cannot send SIG" + name + " to process " + process.pid());
    }
  }

  /// Returns why a member is not ready; empty if it is.
  static Optional<String> unready(Member member) {
    try {
      var connection =
          (HttpURLConnection)
              URI.create("http://" + LocalCluster.HOST + ":" + member.httpPort() + "/readyz")
                  .toURL()
                  .openConnection();
      connection.setConnectTimeout(HTTP_MILLIS_MAX);
      connection.setReadTimeout(HTTP_MILLIS_MAX);
      if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
        return Optional.empty();
      }
      try (var body = connection.getErrorStream()) {
        return Optional.of(
            body == null
                ? "not ready"
                : new String(body.readNBytes(REASON_BYTES_MAX), StandardCharsets.UTF_8).strip());
      }
    } catch (IOException e) {
      return Optional.of("no answer yet");
    }
  }

  /// Returns the resident memory of a process in bytes, where the system tells.
  static Optional<Long> memory(ProcessHandle process) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  static long nowNanos() {
    return SystemClock.INSTANCE.monotonicNanos();
  }
}
