package io.halcyon.cli.admin;

import io.halcyon.cli.output.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The commands of an operator.
@Command(
    name = "admin",
    header = "Looks after a running cluster.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon admin cluster",
      "  halcyon admin drain n2",
      "  halcyon admin undrain n2",
      "  halcyon admin transfer-leader s1 n3",
      "  halcyon admin txn list --blocked"
    })
public final class AdminCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private AdminCommand() {}

  /// Returns the command with its sub-commands.
  public static CommandLine line(Terminal terminal) {
    CommandLine line = new CommandLine(new AdminCommand());
    for (Object command :
        List.of(
            new Cluster(terminal),
            new Drain(terminal),
            new Undrain(terminal),
            new TransferLeader(terminal))) {
      line.addSubcommand(command);
    }
    line.addSubcommand("txn", TxnAdminCommand.line(terminal));
    return line;
  }

  /// Returns the command that shows the cluster, to be put elsewhere.
  public static CommandLine cluster(Terminal terminal) {
    return new CommandLine(new Cluster(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name what to do: " + String.join(", ", spec.subcommands().keySet()));
  }

  @Command(name = "cluster", header = "Shows nodes, shards, leaders and how far replicas lag.")
  static final class Cluster implements Callable<Integer> {
    @Mixin private final AdminOptions options = new AdminOptions();
    private final Terminal terminal;

    Cluster(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (var admin = options.connect()) {
        new ClusterReport(admin.cluster()).print(terminal, options.format());
        return 0;
      }
    }
  }

  @Command(
      name = "drain",
      header = "Moves the leaders away from a node, and keeps them away.",
      description = "Do so before you stop it: clients notice nothing then.")
  static final class Drain implements Callable<Integer> {
    @Mixin private final AdminOptions options = new AdminOptions();
    private final Terminal terminal;

    @Parameters(paramLabel = "NODE", description = "For instance n2.")
    private String node = "";

    Drain(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      long id = options.number(node, 'n');
      try (var admin = options.connect()) {
        int moved = admin.drain(id);
        terminal.out().println("n" + id + " is draining, leaders moved: " + moved);
        return 0;
      }
    }
  }

  @Command(name = "undrain", header = "Lets a node lead again.")
  static final class Undrain implements Callable<Integer> {
    @Mixin private final AdminOptions options = new AdminOptions();
    private final Terminal terminal;

    @Parameters(paramLabel = "NODE", description = "For instance n2.")
    private String node = "";

    Undrain(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      long id = options.number(node, 'n');
      try (var admin = options.connect()) {
        admin.undrain(id);
        terminal.out().println("n" + id + " may lead again");
        return 0;
      }
    }
  }

  @Command(name = "transfer-leader", header = "Makes another node the leader of a shard.")
  static final class TransferLeader implements Callable<Integer> {
    @Mixin private final AdminOptions options = new AdminOptions();
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "SHARD", description = "For instance s1.")
    private String shard = "";

    @Parameters(index = "1", paramLabel = "NODE", description = "For instance n3.")
    private String node = "";

    TransferLeader(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      int shardId = (int) options.number(shard, 's');
      long nodeId = options.number(node, 'n');
      try (var admin = options.connect()) {
        admin.transferLeader(shardId, nodeId);
        terminal.out().println("s" + shardId + " is led by n" + nodeId);
        return 0;
      }
    }
  }
}
