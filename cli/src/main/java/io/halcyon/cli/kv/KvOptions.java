package io.halcyon.cli.kv;

import io.halcyon.cli.connection.RouterOptions;
import io.halcyon.cli.output.Bytes;
import io.halcyon.cli.output.OutputFormat;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.client.Entry;
import io.halcyon.core.config.DurationText;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of every kv command.
final class KvOptions {
  private final KvContext context;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  CommandSpec spec;

  @Mixin private RouterOptions shared = new RouterOptions();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long to try, retries included (${DEFAULT-VALUE}).")
  Duration timeout = Duration.ZERO;

  @Option(names = "--hex", description = "Keys and values are read and shown in hexadecimal.")
  boolean hex;

  @Option(names = "--base64", description = "Keys and values are read and shown in base 64.")
  boolean base64;

  KvOptions(KvContext context) {
    this.context = context;
  }

  Clients.Lease connect() {
    try {
      return context.clients().lease(shared.routers(), timeout);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  Printer printer() {
    return new Printer(context.terminal(), shared.format());
  }

  Bytes bytes() {
    if (hex && base64) {
      throw wrong("--hex and --base64 exclude each other");
    }
    return hex ? Bytes.HEX : base64 ? Bytes.BASE64 : Bytes.TEXT;
  }

  /// Returns the bytes of a typed key or value.
  byte[] read(String typed) {
    try {
      return bytes().read(typed);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /// Says that the command line is wrong; the process ends with 2.
  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  Duration duration(String option, String typed) {
    try {
      return DurationText.parse(typed);
    } catch (IllegalArgumentException e) {
      throw wrong(option + ": " + e.getMessage());
    }
  }

  /// Returns a pair as a row; for people the value is left out if there are only keys.
  Row row(Entry entry, boolean keysOnly) {
    Bytes form = bytes();
    Row row = new Row();
    if (shared.format() == OutputFormat.JSON) {
      form.add(row, "key", entry.key());
      if (!keysOnly) {
        form.add(row, "value", entry.value());
      }
      row.with("timestamp", entry.timestamp());
      entry.expiresAt().ifPresent(at -> row.with("expiresAt", at.toString()));
      return row;
    }
    row.with("key", form.show(entry.key()));
    if (!keysOnly) {
      row.with("value", form.show(entry.value()));
    }
    return row;
  }
}
