package io.halcyon.cli.kv;

import io.halcyon.cli.output.ByteCount;
import io.halcyon.cli.output.Progress;
import io.halcyon.cli.transfer.Exporter;
import io.halcyon.cli.transfer.FileFormat;
import io.halcyon.client.Scan;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    header = "Writes the pairs of a range to a JSONL or CSV file, from one snapshot.",
    description = "Pairs that are not text are written in base 64 (JSONL only).",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon kv export all.jsonl",
      "  halcyon kv export --prefix country/ countries.csv",
      "  halcyon kv export --prefix session/ - | gzip > sessions.jsonl.gz"
    })
final class ExportCommand implements Callable<Integer> {
  private static final int PAGE_PAIRS = 1_000;

  @Mixin private final KvOptions options;
  @Mixin private final ReadChoice read = new ReadChoice();
  @Mixin private final KeyRange range = new KeyRange();
  private final KvContext context;

  @Parameters(paramLabel = "FILE", description = "The file; - is standard output.")
  private String file = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; by default as the file's name says.")
  private @Nullable FileFormat format;

  ExportCommand(KvContext context) {
    this.context = context;
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() throws IOException {
    FileFormat chosen = format == null ? FileFormat.of(file) : format;
    Scan scan = range.scan(options).options(read.options(options)).pageSize(PAGE_PAIRS);
    try (var lease = options.connect();
        var progress = new Progress(context.terminal(), "records");
        Writer writer = open()) {
      Exporter.Result result =
          Exporter.run(lease.client().scan(scan).iterator(), chosen, writer, progress);
      Duration took = progress.elapsed();
      progress.clear();
      context
          .terminal()
          .err()
          .printf(
              "%,d records (%s) in %.1f s%n",
              result.pairs(), ByteCount.show(result.bytes()), took.toMillis() / 1000.0);
      return 0;
    }
  }

  private Writer open() throws IOException {
    return file.equals("-")
        ? new BufferedWriter(
            new OutputStreamWriter(context.terminal().out(), StandardCharsets.UTF_8))
        : Files.newBufferedWriter(Path.of(file));
  }
}
