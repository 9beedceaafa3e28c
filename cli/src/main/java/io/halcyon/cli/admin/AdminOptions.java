package io.halcyon.cli.admin;

import io.halcyon.cli.admin.rpc.AdminConnection;
import io.halcyon.cli.output.OutputFormat;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of every admin command.
final class AdminOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  CommandSpec spec;

  @Option(
      names = "--router",
      split = ",",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:HALCYON_ROUTER:-127.0.0.1:7400}",
      description = "Routers to use, separated by commas (env HALCYON_ROUTER; ${DEFAULT-VALUE}).")
  List<String> routers = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long to wait for the answer (${DEFAULT-VALUE}).")
  Duration timeout = Duration.ZERO;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (${DEFAULT-VALUE}).")
  OutputFormat format = OutputFormat.TABLE;

  AdminConnection connect() {
    try {
      return new AdminConnection(routers, timeout);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  /// Reads `3`, `n3` or `s3`.
  long number(String typed, char letter) {
    String digits = !typed.isEmpty() && typed.charAt(0) == letter ? typed.substring(1) : typed;
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(), "write a number, or for instance " + letter + "1: " + typed);
    }
  }
}
