package io.halcyon.cli.kv;

import io.halcyon.client.ReadOptions;
import io.halcyon.core.hlc.HlcTimestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of commands that read.
final class ReadChoice {
  @Option(
      names = "--at",
      paramLabel = "TIMESTAMP",
      description =
          "Read the snapshot at this time: as printed by the commands (1764000000000.3), or"
              + " 2026-01-31T12:00:00Z.")
  @Nullable String at;

  @Option(
      names = "--max-staleness",
      paramLabel = "TIME",
      description = "Any replica may answer with a state at most this old, for instance 5s.")
  @Nullable String staleness;

  ReadOptions options(KvOptions options) {
    if (at != null && staleness != null) {
      throw options.wrong("--at and --max-staleness exclude each other");
    }
    if (at != null) {
      return ReadOptions.at(timestamp(at, options));
    }
    return staleness == null
        ? ReadOptions.LINEARIZABLE
        : ReadOptions.maxStaleness(options.duration("--max-staleness", staleness));
  }

  static HlcTimestamp timestamp(String typed, KvOptions options) {
    try {
      if (typed.contains("T")) {
        Instant instant = OffsetDateTime.parse(typed).toInstant();
        return HlcTimestamp.ofMillis(instant.toEpochMilli());
      }
      int dot = typed.indexOf('.');
      long millis = Long.parseLong(dot < 0 ? typed : typed.substring(0, dot));
      int counter = dot < 0 ? 0 : Integer.parseInt(typed.substring(dot + 1));
      if (counter < 0 || counter > 0xFFFF) {
        throw new NumberFormatException("counter out of range");
      }
      return new HlcTimestamp(HlcTimestamp.packMillis(millis) | counter);
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw options.wrong(
          "not a timestamp: " + typed + " (write 1764000000000.3 or 2026-01-31T12:00:00Z)");
    }
  }
}
