package io.halcyon.cli.kv;

import io.halcyon.cli.dataset.DataSet;
import io.halcyon.cli.output.ByteCount;
import io.halcyon.cli.output.Progress;
import io.halcyon.cli.output.Row;
import io.halcyon.cli.transfer.FileFormat;
import io.halcyon.cli.transfer.Importer;
import io.halcyon.cli.transfer.KeyColumn;
import io.halcyon.cli.transfer.MalformedRecordException;
import io.halcyon.cli.transfer.Pair;
import io.halcyon.cli.transfer.PairSource;
import io.halcyon.cli.transfer.PairSources;
import java.io.IOException;
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
    name = "import",
    header = "Writes the records of a JSONL or CSV file, or of a built-in data set.",
    description = {
      "A record is a pair with the fields `key` and `value`, as `export` writes it; or any object or",
      "row: then --key names the field that becomes its key, and the record becomes its value as",
      "JSON. Writing the same file again does no harm. If it breaks off, it says from which line to",
      "go on (--from-line)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon kv import backup.jsonl",
      "  halcyon kv import cities.csv --key id --key-prefix city/",
      "  halcyon kv import --dataset unicode      (some 150,000 records)",
      "  zcat pairs.jsonl.gz | halcyon kv import -"
    })
final class ImportCommand implements Callable<Integer> {
  @Mixin private final KvOptions options;
  private final KvContext context;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file; - is standard input.")
  private @Nullable String file;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Instead of a file: ${COMPLETION-CANDIDATES}.")
  private @Nullable DataSet dataSet;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; by default as the file's name says.")
  private @Nullable FileFormat format;

  @Option(names = "--key", paramLabel = "FIELD", description = "The field that becomes the key.")
  private @Nullable String keyField;

  @Option(
      names = "--key-prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Put before each key.")
  private String keyPrefix = "";

  @Option(
      names = "--from-line",
      paramLabel = "N",
      defaultValue = "1",
      description = "Skip what is before this line.")
  private long fromLine;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "After which the imported keys disappear.")
  private @Nullable String ttl;

  ImportCommand(KvContext context) {
    this.context = context;
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if ((file == null) == (dataSet == null)) {
      throw options.wrong("give either a FILE or --dataset");
    }
    Duration life = ttl == null ? Duration.ZERO : options.duration("--ttl", ttl);
    try (var lease = options.connect();
        PairSource source = open();
        var progress = new Progress(context.terminal(), "records")) {
      var importer = new Importer(lease.client().async(), life, progress);
      Importer.Result result = importer.run(source, fromLine);
      Duration took = progress.elapsed();
      progress.clear();
      report(result, took);
      return result.problem() == null ? 0 : 1;
    } catch (MalformedRecordException e) {
      context.terminal().err().println("error: " + e.getMessage());
      return 1;
    }
  }

  private PairSource open() throws IOException {
    if (dataSet != null) {
      return PairSources.of(
          dataSet
              .records()
              .map(each ->
                  new Pair(
                      (keyPrefix + each.key()).getBytes(StandardCharsets.UTF_8),
                      each.value().getBytes(StandardCharsets.UTF_8)))
              .iterator(),
          -1);
    }
    String name = file == null ? "-" : file;
    FileFormat chosen = format == null ? FileFormat.of(name) : format;
    KeyColumn keys = new KeyColumn(keyField, keyPrefix);
    if (name.equals("-")) {
      return PairSources.open(context.terminal().in(), -1, chosen, keys);
    }
    Path path = Path.of(name);
    if (!Files.isRegularFile(path)) {
      throw options.wrong("no such file: " + path);
    }
    return PairSources.open(Files.newInputStream(path), Files.size(path), chosen, keys);
  }

  private void report(Importer.Result result, Duration took) {
    double seconds = Math.max(took.toMillis(), 1) / 1000.0;
    options
        .printer()
        .single(
            Row.of("records", result.pairs())
                .with("bytes", result.bytes())
                .with("millis", took.toMillis())
                .with("failedLine", result.problem() == null ? null : result.failedLine())
                .with("problem", result.problem()),
            "%,d records (%s) in %.1f s, %,d/s"
                .formatted(
                    result.pairs(),
                    ByteCount.show(result.bytes()),
                    seconds,
                    (long) (result.pairs() / seconds)));
    if (result.problem() != null) {
      context.terminal().err().println("error: " + result.problem());
      context
          .terminal()
          .err()
          .println(
              "Everything before line "
                  + result.failedLine()
                  + " is written; go on with --from-line "
                  + result.failedLine());
    }
  }
}
