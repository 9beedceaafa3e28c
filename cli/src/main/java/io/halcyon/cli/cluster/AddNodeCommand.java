package io.halcyon.cli.cluster;

import io.halcyon.cli.output.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "add-node",
    header = "Starts one more node, which joins the cluster.",
    description = "The shards stay where they are: moving them to new nodes is not there yet.")
final class AddNodeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  AddNodeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (var control = ClusterControl.existing(data.directory, terminal)) {
      int number = control.cluster().nodes().size() + 1;
      Member added = new MemberPorts(control.cluster()).node(number);
      control.add(added);
      control.start(List.of(added), data.patience);
      return 0;
    }
  }
}
