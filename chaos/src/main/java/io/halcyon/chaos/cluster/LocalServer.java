package io.halcyon.chaos.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One server on this machine: its command line, its log file and, while it runs, its process. Not
/// thread-safe.
final class LocalServer {
  private static final int HTTP_MILLIS_MAX = 1_000;
  private static final int REASON_BYTES_MAX = 500;
  private static final Pattern LEADS =
      Pattern.compile("halcyon_replica_leader\\{.*shard=\"s?(\\d+)\".*} 1(\\.0)?");

  private final ServerId id;
  private final List<String> command;
  private final String http;
  private final Path log;

  /// Null before the first start and after each end that was asked for.
  private @Nullable Process process;

  private boolean paused;

  LocalServer(ServerId id, List<String> command, String http, Path log) {
    this.id = id;
    this.command = List.copyOf(command);
    this.http = http;
    this.log = log;
  }

  ServerId id() {
    return id;
  }

  Path log() {
    return log;
  }

  ClusterDriver.State state() {
    Process current = process;
    if (current == null || !current.isAlive()) {
      return ClusterDriver.State.DOWN;
    }
    return paused ? ClusterDriver.State.PAUSED : ClusterDriver.State.RUNNING;
  }

  /// Returns the exit code of a process that ended although it was not asked to.
  Optional<Integer> unexpectedExit() {
    Process current = process;
    return current == null || current.isAlive()
        ? Optional.empty()
        : Optional.of(current.exitValue());
  }

  void start() {
    if (state() != ClusterDriver.State.DOWN) {
      throw new IllegalStateException(id + " is " + state());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // The settings are ours alone.
    builder.environment().keySet().removeIf(name -> name.startsWith("HALCYON_"));
    try {
      process = builder.start();
      paused = false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + id, e);
    }
  }

  void kill() {
    Process current = process;
    if (current != null) {
      end(current, Duration.ZERO);
    }
  }

  /// @return whether it ended by itself
  boolean stop(Duration patience) {
    Process current = process;
    if (current == null) {
      return true;
    }
    current.destroy();
    return end(current, patience);
  }

  void signal(String name) {
    Process current = process;
    if (current == null || !current.isAlive()) {
      throw new IllegalStateException(id + " is down and cannot get a SIG" + name);
    }
    try {
      // The JDK can only end processes; every shell can send the other signals.
      Process shell =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + current.pid()).start();
      if (shell.waitFor() != 0) {
        throw new IllegalStateException("cannot send SIG" + name + " to " + id);
      }
      paused = name.equals("STOP") || (paused && !name.equals("CONT"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot signal " + id, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling " + id, e);
    }
  }

  /// Returns why it is not ready; empty if it is.
  Optional<String> unready() {
    if (state() == ClusterDriver.State.DOWN) {
      return Optional.of("down");
    }
    try {
      HttpURLConnection connection = connect("/readyz");
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
      return Optional.of("no answer");
    }
  }

  /// Returns the numbers of the shards whose leader it says it is; none if it does not answer.
  List<Integer> ledShards() {
    try (var body = connect("/metrics").getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(LEADS::matcher)
          .filter(Matcher::matches)
          .map(led -> Integer.valueOf(led.group(1)))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private HttpURLConnection connect(String path) throws IOException {
    var connection =
        (HttpURLConnection) URI.create("http://" + http + path).toURL().openConnection();
    connection.setConnectTimeout(HTTP_MILLIS_MAX);
    connection.setReadTimeout(HTTP_MILLIS_MAX);
    return connection;
  }

  private boolean end(Process current, Duration patience) {
    try {
      boolean byItself = current.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!byItself) {
        current.destroyForcibly();
        current.waitFor();
      }
      process = null;
      paused = false;
      return byItself;
    } catch (InterruptedException e) {
      current.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while ending " + id, e);
    }
  }
}
