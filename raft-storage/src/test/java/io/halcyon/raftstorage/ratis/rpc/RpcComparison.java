package io.halcyon.raftstorage.ratis.rpc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Compares the cost of a Raft entry over Ratis's gRPC and over the peer transport: three server
/// processes each, the first leads every group and generates the load, logs on disk.
///
/// Run with the class path of the tests and a directory as argument; prints a line per variant and
/// load: entries per second, CPU of all three processes per entry, latency.
public final class RpcComparison {
  private static final List<String> VARIANTS =
      List.of("grpc", "grpc-inline", "halcyon", "halcyon-ask");
  private static final int GROUPS = 4;
  private static final int WARM_UP_MILLIS = 4000;
  private static final int MILLIS = 2500;

  /// A kind of load.
  private record Load(int groups, int inFlight) {}

  private static final List<Load> LOADS = List.of(new Load(1, 1), new Load(1, 4), new Load(4, 4));

  private RpcComparison() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    List<String> variants = arguments.length > 1 ? List.of(arguments[1].split(",")) : VARIANTS;
    for (String variant : variants) {
      run(variant, Files.createTempDirectory(directory, variant));
    }
  }

  private static void run(String variant, Path directory) throws Exception {
    String ports = ports();
    List<Child> children = new ArrayList<>();
    try {
      for (int i = 1; i <= 3; i++) {
        children.add(Child.start(variant, i, ports, GROUPS, directory.resolve("n" + i).toString()));
      }
      for (Child child : children) {
        child.expect("ready");
      }
      Child leader = children.getFirst();
      leader.ask("lead");
      leader.ask("run 4 8 " + WARM_UP_MILLIS);
      boolean profile = Boolean.getBoolean("profile");
      for (Load load : LOADS) {
        if (profile) {
          printThreads(children);
        }
        long before = cpu(children);
        String result = leader.ask("run " + load.groups + " " + load.inFlight + " " + MILLIS);
        String[] numbers = result.split(" ");
        long entries = Long.parseLong(numbers[0]);
        System.out.printf(
            "%-12s groups %d x %d in flight: %6d entries/s, %5.0f us CPU/entry, %s%n",
            variant,
            load.groups,
            load.inFlight,
            entries * 1000 / MILLIS,
            (cpu(children) - before) / 1000.0 / entries,
            result.substring(numbers[0].length() + 1));
      }
      if (profile) {
        printThreads(children);
      }
    } finally {
      children.forEach(Child::close);
    }
  }

  /// Prints the CPU milliseconds by kind of thread so far, of the leader and of a follower.
  private static void printThreads(List<Child> children) throws IOException {
    System.out.println("  leader   " + children.get(0).ask("threads"));
    System.out.println("  follower " + children.get(1).ask("threads"));
  }

  private static long cpu(List<Child> children) throws IOException {
    long sum = 0;
    for (Child child : children) {
      sum += Long.parseLong(child.ask("cpu"));
    }
    return sum;
  }

  private static String ports() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add(String.valueOf(socket.getLocalPort()));
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return String.join(",", ports);
  }

  /// One server process, spoken to over its standard streams.
  private record Child(Process process, BufferedReader out, PrintWriter in)
      implements AutoCloseable {
    static Child start(String variant, int node, String ports, int groups, String directory)
        throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx1g",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  System.getProperty("java.class.path"),
                  RpcComparisonNode.class.getName(),
                  variant,
                  String.valueOf(node),
                  ports,
                  String.valueOf(groups),
                  directory)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new Child(
          process,
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
          new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8));
    }

    String ask(String command) throws IOException {
      in.println(command);
      return expect(">");
    }

    String expect(String mark) throws IOException {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(mark)) {
          return line.substring(mark.length()).trim();
        }
      }
      throw new IOException("a server process has ended");
    }

    @Override
    public void close() {
      try {
        in.close();
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
