package io.halcyon.cli.cluster;

import io.halcyon.cli.output.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "stop", header = "Stops the cluster, or some of its processes, gracefully.")
final class StopCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "For instance n2 r1; none: all.")
  private List<String> names = List.of();

  StopCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (var control = ClusterControl.existing(data.directory, terminal)) {
      if (names.isEmpty()) {
        control.stop(control.cluster().routers());
        control.stop(control.cluster().nodes());
      } else {
        control.stop(names.stream().map(control::member).toList());
      }
      return 0;
    }
  }
}
