package io.halcyon.cli.server;

import io.halcyon.cli.output.Logs;
import io.halcyon.cli.output.Terminal;
import io.halcyon.core.config.Configured;
import io.halcyon.node.Node;
import io.halcyon.router.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/// The node process.
@Command(
    name = "node",
    header = "Runs a node: the server process that holds data.",
    description = {
      "Settings are layered: defaults, then the YAML file, then environment variables, then flags;",
      "`halcyon config node` shows them all. SIGTERM moves its leaders to other nodes, then ends",
      "the process with 0."
    },
    synopsisHeading = "Usage: ",
    customSynopsis =
        "halcyon node [--config=FILE] [--log=text|json] [--with-router] [--node.KEY=VALUE...]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon node --node.data=/data --node.membership.join=a:7410,b:7410,c:7410 \\",
      "      --node.membership.bootstrap-nodes=3",
      "  HALCYON_NODE_DATA=/data halcyon node --config /etc/halcyon/halcyon.yaml --log=json",
      "  halcyon node --node.membership.bootstrap-nodes=1 --node.membership.replication=1 --with-router"
    })
public final class NodeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final ConfigOptions configuration = new ConfigOptions();
  @Unmatched private List<String> flags = new ArrayList<>();
  @Mixin private final LogOption logs = new LogOption();

  @Option(names = "--with-router", description = "Also run a router in this process.")
  private boolean withRouter;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long SIGTERM waits for leaders to move (${DEFAULT-VALUE}).")
  private Duration grace = Duration.ZERO;

  public NodeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Configured<ServerConfig> config = configuration.load(System.getenv(), flags);
    terminal.flush();
    Logs.forServer(logs.json());
    ServerProcess.logSettings(config, "node");
    Node node = Node.start(config.value().node());
    Optional<Router> router =
        withRouter
            ? Optional.of(
                Router.start(config.value().router().withContacts(List.of(node.addresses().rpc()))))
            : Optional.empty();
    return ServerProcess.serve(
        node.whenClosed(),
        () -> {
          router.ifPresent(Router::close);
          node.shutDown(grace);
        });
  }
}
