package io.halcyon.cli.server;

import io.halcyon.cli.output.Logs;
import io.halcyon.cli.output.Terminal;
import io.halcyon.core.config.Configured;
import io.halcyon.router.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/// The router process.
@Command(
    name = "router",
    header = "Runs a router: the stateless server process that clients connect to.",
    description = {
      "Settings are layered: defaults, then the YAML file, then environment variables, then flags;",
      "`halcyon config router` shows them all. SIGTERM finishes what is under way, then ends the",
      "process with 0."
    },
    customSynopsis = "halcyon router [--config=FILE] [--log=text|json] [--router.KEY=VALUE...]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon router --router.contacts=a:7410,b:7410 --router.listen.host=0.0.0.0",
      "  HALCYON_ROUTER_CONTACTS=a:7410,b:7410 halcyon router --log=json"
    })
public final class RouterCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final ConfigOptions configuration = new ConfigOptions();
  @Unmatched private List<String> flags = new ArrayList<>();
  @Mixin private final LogOption logs = new LogOption();

  public RouterCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Configured<ServerConfig> config = configuration.load(System.getenv(), flags);
    terminal.flush();
    Logs.forServer(logs.json());
    ServerProcess.logSettings(config, "router");
    Router router = Router.start(config.value().router());
    return ServerProcess.serve(new CompletableFuture<>(), router::close);
  }
}
