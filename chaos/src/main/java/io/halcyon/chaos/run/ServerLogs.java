package io.halcyon.chaos.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the servers say of themselves.
final class ServerLogs {
  private static final int LINES_MAX = 20;
  private static final int LINE_CHARS_MAX = 400;

  /// What Ratis calls an error although it is none: a request that comes while a replica starts.
  private static final String HARMLESS = "Failed appendEntries";

  private ServerLogs() {}

  /// Returns the lines of server logs at level ERROR: a broken invariant, or data at risk.
  static List<String> errors(List<Path> logs) {
    List<String> errors = new ArrayList<>();
    for (Path log : logs) {
      if (!Files.exists(log)) {
        continue;
      }
      try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
        lines
            .filter(line -> line.contains(" ERROR ") || line.contains("InvariantViolation"))
            .filter(line -> !line.contains(HARMLESS))
            .limit(LINES_MAX)
            .map(line -> line.substring(0, Math.min(line.length(), LINE_CHARS_MAX)))
            .forEach(line -> errors.add(log.getFileName() + ": " + line));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return errors;
  }
}
