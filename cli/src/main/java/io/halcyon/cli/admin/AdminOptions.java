package io.halcyon.cli.admin;

import io.halcyon.cli.admin.rpc.AdminConnection;
import io.halcyon.cli.admin.rpc.TxnConnection;
import io.halcyon.cli.connection.RouterOptions;
import io.halcyon.cli.output.OutputFormat;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of every admin command.
final class AdminOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  CommandSpec spec;

  @Mixin private RouterOptions shared = new RouterOptions();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long to wait for the answer (${DEFAULT-VALUE}).")
  Duration timeout = Duration.ZERO;

  AdminConnection connect() {
    try {
      return new AdminConnection(shared.routers(), timeout);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  TxnConnection connectForTransactions() {
    try {
      return new TxnConnection(shared.routers(), timeout);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  OutputFormat format() {
    return shared.format();
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
