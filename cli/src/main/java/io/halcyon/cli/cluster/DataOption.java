package io.halcyon.cli.cluster;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/// The options of every cluster command.
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/cluster",
      description = "The cluster's directory (${DEFAULT-VALUE}).")
  Path directory = Path.of("data/cluster");

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "How long to wait until processes are ready (${DEFAULT-VALUE}).")
  Duration patience = Duration.ZERO;
}
