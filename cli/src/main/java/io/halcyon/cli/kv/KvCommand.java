package io.halcyon.cli.kv;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The key-value commands.
@Command(
    name = "kv",
    header = "Reads and writes keys.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon kv put greeting hello",
      "  halcyon kv get greeting",
      "  halcyon kv scan --prefix country/ --limit 5",
      "  halcyon kv shell"
    })
public final class KvCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do: " + names(spec));
  }

  private static String names(CommandSpec spec) {
    return String.join(", ", spec.subcommands().keySet());
  }

  /// Returns the commands by name, except for the shell, which is made of them.
  public static Map<String, CommandLine> commands(KvContext context) {
    Map<String, CommandLine> commands = new LinkedHashMap<>();
    for (Object command :
        new Object[] {
          new GetCommand(context),
          new PutCommand(context),
          new DeleteCommand(context),
          new CasCommand(context),
          new IncrementCommand(context),
          new MultiGetCommand(context),
          new BatchCommand(context),
          new ScanCommand(context),
          new WatchCommand(context),
          new ImportCommand(context),
          new ExportCommand(context),
          new TxnCommand(context)
        }) {
      CommandLine line = new CommandLine(command);
      commands.put(line.getCommandName(), line);
    }
    return commands;
  }
}
