package io.halcyon.bench;

import io.halcyon.bench.raw.FsyncProbe;
import io.halcyon.bench.raw.RatisProbe;
import io.halcyon.bench.raw.RawReport;
import io.halcyon.bench.raw.RawResult;
import io.halcyon.bench.raw.RocksProbe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench raw`: what the disk and the libraries below Halcyon can do on this machine.
@Command(
    name = "raw",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Measure the limits below Halcyon: fdatasync, RocksDB batch writes, bare Ratis.")
final class RawCommand implements Callable<Integer> {
  enum Part {
    FSYNC,
    ROCKSDB,
    RATIS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--dir",
      required = true,
      description =
          "An existing directory on the disk to measure; a subdirectory is made and removed.")
  private Path directory = Path.of(".");

  @Option(names = "--seconds", description = "Time for each measurement.")
  private double seconds = 5;

  @Option(
      names = "--parts",
      split = ",",
      converter = Choices.Parts.class,
      description = "Any of ${COMPLETION-CANDIDATES}.")
  private List<Part> parts = List.of(Part.values());

  @Option(
      names = {"-o", "--output"},
      converter = Choices.Formats.class,
      description = "How results are printed: ${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.TABLE;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration each = Duration.ofMillis(Math.round(seconds * 1000));
    Path scratch = Files.createTempDirectory(directory, "halcyon-bench-raw");
    List<RawResult> results = new ArrayList<>();
    try {
      for (Part part : parts) {
        results.addAll(
            switch (part) {
              case FSYNC -> FsyncProbe.run(scratch, each);
              case ROCKSDB -> RocksProbe.run(scratch, each);
              case RATIS -> RatisProbe.run(scratch, each);
            });
      }
    } finally {
      print(results);
      deleteTree(scratch);
    }
    return 0;
  }

  private void print(List<RawResult> results) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(output == OutputFormat.JSON ? RawReport.json(results) : RawReport.table(results));
    out.flush();
  }

  private static void deleteTree(Path root) throws IOException {
    List<Path> all;
    try (var tree = Files.walk(root)) {
      all = new ArrayList<>(tree.toList());
    }
    for (Path path : all.reversed()) {
      Files.deleteIfExists(path);
    }
  }
}
