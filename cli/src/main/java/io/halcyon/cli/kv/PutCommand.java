package io.halcyon.cli.kv;

import io.halcyon.cli.output.Row;
import io.halcyon.core.hlc.HlcTimestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "put",
    header = "Writes a key.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon kv put greeting hello",
      "  halcyon kv put session/42 '{\"user\":7}' --ttl 30m",
      "  halcyon kv put picture - < picture.png"
    })
final class PutCommand implements Callable<Integer> {
  private static final int VALUE_READ_MAX = 2 * 1024 * 1024;

  @Mixin private final KvOptions options;
  private final KvContext context;

  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(
      index = "1",
      paramLabel = "VALUE",
      description = "The value; - reads it from standard input.")
  private String value = "";

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "After which the key disappears, for instance 90s, 30m, 7d.")
  private @Nullable String ttl;

  PutCommand(KvContext context) {
    this.context = context;
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() {
    Duration life = ttl == null ? Duration.ZERO : options.duration("--ttl", ttl);
    try (var lease = options.connect()) {
      HlcTimestamp timestamp = lease.client().put(options.read(key), value(), life);
      options.printer().single(Row.of("timestamp", timestamp), "OK at " + timestamp);
      return 0;
    }
  }

  private byte[] value() {
    if (!value.equals("-")) {
      return options.read(value);
    }
    try {
      return context.terminal().in().readNBytes(VALUE_READ_MAX);
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
  }
}
