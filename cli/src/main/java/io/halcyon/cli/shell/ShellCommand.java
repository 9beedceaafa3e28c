package io.halcyon.cli.shell;

import io.halcyon.cli.output.Terminal;
import io.halcyon.client.HalcyonClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Opens the shell on a running cluster.
@Command(
    name = "shell",
    header = "Opens an interactive shell: history, completion of commands and keys.",
    description = "When standard input is not a terminal, it runs the commands it reads there.",
    footerHeading = "%nExamples:%n",
    footer = {"  halcyon kv shell", "  echo 'scan country/A' | halcyon kv shell"})
public final class ShellCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--router",
      split = ",",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:HALCYON_ROUTER:-127.0.0.1:7400}",
      description = "Routers to use, separated by commas (env HALCYON_ROUTER; ${DEFAULT-VALUE}).")
  private List<String> routers = List.of();

  public ShellCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (var client = HalcyonClient.connect(routers.toArray(String[]::new))) {
      return new Shell(terminal, client, routers).run();
    }
  }
}
