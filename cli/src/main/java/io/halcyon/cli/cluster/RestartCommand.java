package io.halcyon.cli.cluster;

import io.halcyon.cli.output.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "restart",
    header = "Stops processes gracefully if they run, and starts them, one after another.")
final class RestartCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(arity = "1..*", paramLabel = "NAME", description = "For instance n2 r1.")
  private List<String> names = List.of();

  RestartCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (var control = ClusterControl.existing(data.directory, terminal)) {
      for (Member member : names.stream().map(control::member).toList()) {
        control.stop(List.of(member));
        control.start(List.of(member), data.patience);
      }
      return 0;
    }
  }
}
