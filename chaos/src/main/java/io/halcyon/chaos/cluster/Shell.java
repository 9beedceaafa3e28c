package io.halcyon.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs the machine's own commands.
final class Shell {
  private static final List<String> DIRECTORIES =
      List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/local/bin");
  private static final long SECONDS_MAX = 20;

  private Shell() {}

  /// Returns where a command is; empty if it is not installed.
  static Optional<String> find(String command) {
    return DIRECTORIES.stream()
        .map(directory -> Path.of(directory, command))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /// Runs a command to its end.
  ///
  /// @return what it printed
  /// @throws IllegalStateException with what it printed, if it failed
  static String run(String... command) {
    return feed("", command);
  }

  /// Runs a command that reads `input`.
  static String feed(String input, String... command) {
    String line = String.join(" ", command);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(line + ": no end after " + SECONDS_MAX + " s");
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException(
            line + ": exit code " + process.exitValue() + ": " + said.strip());
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in: " + line, e);
    }
  }
}
