package io.halcyon.cli.cluster;

import io.halcyon.cli.output.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "start",
    header = "Starts a new cluster, or the stopped processes of the one in --data.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon cluster start",
      "  halcyon cluster start --nodes 5 --routers 2 --shards 8 --data /tmp/five",
      "  HALCYON_JAVA_OPTS=-Xmx1g halcyon cluster start --config halcyon.yaml"
    })
final class StartCommand implements Callable<Integer> {
  private static final int NODES_MAX = 30;
  private static final int ROUTERS_MAX = 9;

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin private final DataOption data = new DataOption();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Nodes of a new cluster (${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--routers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Routers of a new cluster (${DEFAULT-VALUE}).")
  private int routers;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "3",
      description = "Data shards of a new cluster (${DEFAULT-VALUE}).")
  private int shards;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings of all processes of a new cluster.")
  private @Nullable Path config;

  StartCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check(nodes >= 1 && nodes <= NODES_MAX, "--nodes must be 1 to " + NODES_MAX);
    check(routers >= 0 && routers <= ROUTERS_MAX, "--routers must be 0 to " + ROUTERS_MAX);
    Path settings = config;
    check(settings == null || Files.isReadable(settings), "no such file: " + settings);
    LocalCluster founded =
        new LocalCluster(
            shards, nodes, settings == null ? "" : settings.toAbsolutePath().toString(), List.of());
    try (var control = ClusterControl.open(data.directory, terminal, founded)) {
      if (control.cluster().members().isEmpty()) {
        found(control);
      }
      start(control);
      return 0;
    }
  }

  private void found(ClusterControl control) throws IOException {
    MemberPorts ports = new MemberPorts(control.cluster());
    for (int i = 1; i <= nodes; i++) {
      control.add(ports.node(i));
    }
    for (int i = 1; i <= routers; i++) {
      control.add(ports.router(i));
    }
  }

  private void start(ClusterControl control) throws IOException, InterruptedException {
    LocalCluster cluster = control.cluster();
    terminal
        .out()
        .printf(
            "Starting %d nodes and %d routers in %s ...%n",
            cluster.nodes().size(), cluster.routers().size(), data.directory);
    terminal.flush();
    control.start(cluster.members(), data.patience);
    String addresses =
        cluster.routers().stream().map(Member::address).collect(Collectors.joining(","));
    terminal.out().println("The cluster is ready.");
    if (!addresses.isEmpty() && !addresses.equals("127.0.0.1:7400")) {
      terminal.out().println("  export HALCYON_ROUTER=" + addresses);
    }
  }

  private void check(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
