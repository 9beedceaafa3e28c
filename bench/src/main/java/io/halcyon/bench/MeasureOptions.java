package io.halcyon.bench;

import io.halcyon.bench.load.LoadReport;
import io.halcyon.bench.load.LoadResult;
import io.halcyon.bench.load.ProcessUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What all commands that put load on a system have in common: times, whose usage is reported, and
/// where results go.
final class MeasureOptions {
  @Option(names = "--warm-up", description = "Seconds before measuring, for each step.")
  private double warmUpSeconds = 5;

  @Option(names = "--duration", description = "Seconds to measure, for each step.")
  private double durationSeconds = 20;

  @Option(names = "--label", description = "Name of the system in results.")
  private @Nullable String label;

  @Option(
      names = "--server-pids",
      split = ",",
      description = "Server processes on this machine whose CPU time and memory to report.")
  private List<Long> serverPids = List.of();

  @Option(names = "--seed", description = "Seed of the choice of operations and keys.")
  private long seed = 1;

  @Option(
      names = {"-o", "--output"},
      converter = Choices.Formats.class,
      description = "How results are printed: ${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.TABLE;

  @Option(names = "--out", description = "Append each result to this file, one JSON line each.")
  private @Nullable Path file;

  Duration warmUp() {
    return Duration.ofMillis(Math.round(warmUpSeconds * 1000));
  }

  Duration duration() {
    return Duration.ofMillis(Math.round(durationSeconds * 1000));
  }

  @Nullable String label() {
    return label;
  }

  long seed() {
    return seed;
  }

  ProcessUsage servers() {
    return new ProcessUsage(serverPids);
  }

  /// Writes a result as soon as there is one.
  void write(LoadResult result, PrintWriter out) throws IOException {
    if (output == OutputFormat.JSON) {
      out.println(LoadReport.json(result));
      out.flush();
    }
    if (file != null) {
      Files.writeString(
          file,
          LoadReport.json(result) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /// Writes what people read at the end of all steps.
  void conclude(List<LoadResult> results, PrintWriter out) {
    if (output == OutputFormat.TABLE) {
      out.print(LoadReport.table(results));
      results.forEach(result -> printFailures(result, out));
      out.flush();
    }
  }

  private static void printFailures(LoadResult result, PrintWriter out) {
    String what = result.system() + " " + result.config().workload().name();
    result
        .failures()
        .forEach((message, count) -> out.printf("%s: %,d x %s%n", what, count, message));
    result
        .lostAttempts()
        .forEach(
            (cause, count) -> out.printf("%s: %,d attempts made again: %s%n", what, count, cause));
    if (result.absentReads() > result.all().count() / 100) {
      out.printf(
          "%s: %,d gets found nothing: were the records loaded?%n", what, result.absentReads());
    }
    if (result.usage().unfinished() > 0) {
      out.printf(
          "%s: %d operations had no answer 30 s after the end%n",
          result.system(), result.usage().unfinished());
    }
  }
}
