package io.halcyon.cli.cluster;

import io.halcyon.cli.output.Terminal;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Local clusters of separate processes.
@Command(
    name = "cluster",
    header = "Runs a cluster of separate processes on this machine.",
    description = "Data, logs and the list of processes are in --data (by default data/cluster).",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon cluster start --nodes 3 --routers 2",
      "  halcyon cluster status",
      "  halcyon cluster kill n2           kill -9",
      "  halcyon cluster restart n2",
      "  halcyon cluster add-node",
      "  halcyon cluster stop"
    })
public final class ClusterCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private ClusterCommand() {}

  /// Returns the command with its sub-commands.
  public static CommandLine line(Terminal terminal) {
    CommandLine line = new CommandLine(new ClusterCommand());
    for (Object command :
        List.of(
            new StartCommand(terminal),
            new StatusCommand(terminal),
            new StopCommand(terminal),
            new KillCommand(terminal),
            new RestartCommand(terminal),
            new AddNodeCommand(terminal))) {
      line.addSubcommand(command);
    }
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name what to do: " + String.join(", ", spec.subcommands().keySet()));
  }
}
