package io.halcyon.cli.connection;

import io.halcyon.cli.output.OutputFormat;
import java.util.List;
import picocli.CommandLine.Option;

/// The options that name routers and the form of the output: a picocli mixin of mixins.
public final class RouterOptions {
  @Option(
      names = "--router",
      split = ",",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:HALCYON_ROUTER:-127.0.0.1:7400}",
      description = "Routers to use, separated by commas (env HALCYON_ROUTER; ${DEFAULT-VALUE}).")
  private List<String> routers = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TABLE;

  public List<String> routers() {
    return routers;
  }

  public OutputFormat format() {
    return format;
  }
}
