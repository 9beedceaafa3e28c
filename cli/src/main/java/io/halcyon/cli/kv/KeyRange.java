package io.halcyon.cli.kv;

import io.halcyon.client.Scan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that choose a range of keys.
final class KeyRange {
  @Option(names = "--prefix", paramLabel = "PREFIX", description = "Keys that begin with it.")
  @Nullable String prefix;

  @Option(names = "--from", paramLabel = "KEY", description = "First key, inclusive.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "KEY", description = "Last key, exclusive.")
  @Nullable String to;

  Scan scan(KvOptions options) {
    if (prefix != null) {
      if (from != null || to != null) {
        throw options.wrong("--prefix excludes --from and --to");
      }
      return Scan.prefix(options.read(prefix));
    }
    return Scan.range(
        from == null ? new byte[0] : options.read(from), to == null ? null : options.read(to));
  }
}
