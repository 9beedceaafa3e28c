package io.halcyon.cli.server;

import io.halcyon.cli.output.OutputFormat;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.cli.output.Terminal;
import io.halcyon.core.config.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/// Shows settings.
@Command(
    name = "config",
    header = "Prints the settings that a server would run with, and where each comes from.",
    customSynopsis =
        "halcyon config node|router [--config=FILE] [--changed] [-o table|json] [--KEY=VALUE...]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon config node",
      "  halcyon config router --config halcyon.yaml --changed",
      "  HALCYON_NODE_DATA=/data halcyon config node -o json"
    })
public final class ConfigCommand implements Callable<Integer> {
  private final Terminal terminal;

  /// Whose settings.
  enum Server {
    NODE,
    ROUTER
  }

  @Parameters(paramLabel = "SERVER", description = "node or router.")
  private Server server = Server.NODE;

  @Mixin private final ConfigOptions configuration = new ConfigOptions();
  @Unmatched private List<String> flags = new ArrayList<>();

  @Option(names = "--changed", description = "Only what is not the default.")
  private boolean changed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TABLE;

  public ConfigCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    String prefix = server.name().toLowerCase(Locale.ROOT) + ".";
    Printer printer = new Printer(terminal, format);
    for (Setting setting : configuration.load(System.getenv(), flags).settings()) {
      if (setting.key().startsWith(prefix)
          && !(changed && setting.layer() == Setting.Layer.DEFAULT)) {
        printer.row(
            Row.of("key", setting.key())
                .with("value", setting.value())
                .with("origin", setting.source()));
      }
    }
    printer.end();
    return 0;
  }
}
