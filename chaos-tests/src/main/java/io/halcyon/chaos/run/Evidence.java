package io.halcyon.chaos.run;

import io.halcyon.checker.history.HistoryFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files of a run.
final class Evidence {
  private static final int LINES_MAX = 20;
  private static final int LINE_CHARS_MAX = 400;

  /// What Ratis calls an error although it is none: a request that comes while a replica starts.
  private static final String HARMLESS = "Failed appendEntries";

  private Evidence() {}

  static void write(Path directory, ChaosReport report) {
    try (Writer writer = Files.newBufferedWriter(directory.resolve("history.jsonl"))) {
      HistoryFormat.write(report.history(), writer);
      Files.writeString(directory.resolve("report.txt"), report.describe());
      Files.write(directory.resolve("problems.txt"), report.problems());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the lines of server logs at level ERROR: a broken invariant, or data at risk.
  static List<String> errors(List<Path> logs) {
    List<String> errors = new ArrayList<>();
    for (Path log : logs) {
      if (!Files.exists(log)) {
        continue;
      }
      try (Stream<String> lines = Files.lines(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
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

  static void delete(Path directory) {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path visited, @org.jspecify.annotations.Nullable IOException e) throws IOException {
              Files.delete(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
