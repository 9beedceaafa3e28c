package io.halcyon.cli;

import io.halcyon.bench.BenchCommand;
import io.halcyon.cli.admin.AdminCommand;
import io.halcyon.cli.chaos.ChaosCommand;
import io.halcyon.cli.cluster.ClusterCommand;
import io.halcyon.cli.dataset.DataSetCommand;
import io.halcyon.cli.demo.DemoCommand;
import io.halcyon.cli.kv.Clients;
import io.halcyon.cli.kv.KvCommand;
import io.halcyon.cli.kv.KvContext;
import io.halcyon.cli.kv.TxnGroupCommand;
import io.halcyon.cli.output.Failures;
import io.halcyon.cli.output.Terminal;
import io.halcyon.cli.server.ConfigCommand;
import io.halcyon.cli.server.NodeCommand;
import io.halcyon.cli.server.RouterCommand;
import io.halcyon.cli.shell.ShellCommand;
import io.halcyon.cli.sql.SqlCommand;
import io.halcyon.cli.verify.VerifyCommand;
import io.halcyon.core.config.ConfigException;
import io.halcyon.core.config.DurationText;
import io.halcyon.core.failure.HalcyonException;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root of all commands.
@Command(
    name = "halcyon",
    header = "A distributed, replicated, sharded SQL and key-value database.",
    versionProvider = Version.class,
    footerHeading = "%nBegin with:%n",
    footer = {
      "  halcyon demo                 a cluster in one process, with a shell",
      "  halcyon cluster start        the same in processes of their own",
      "  halcyon kv put greeting hello && halcyon kv get greeting",
      "  halcyon sql                  SQL on a running cluster",
      "",
      "Every command has --help with examples. Exit codes: 0 it worked, 1 it failed, 2 it was wrong."
    })
public final class HalcyonCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private HalcyonCommand() {}

  /// Returns the whole command tree.
  public static CommandLine line(Terminal terminal) {
    CommandLine root = new CommandLine(new HalcyonCommand());
    KvContext kv = new KvContext(terminal, Clients.connecting());
    CommandLine kvLine = new CommandLine(new KvCommand());
    KvCommand.commands(kv).forEach(kvLine::addSubcommand);
    kvLine.addSubcommand(new ShellCommand(terminal));
    root.addSubcommand(new DemoCommand(terminal));
    root.addSubcommand(ClusterCommand.line(terminal));
    root.addSubcommand("kv", kvLine);
    root.addSubcommand(new SqlCommand(terminal));
    root.addSubcommand("txn", TxnGroupCommand.line(kv));
    root.addSubcommand("admin", AdminCommand.line(terminal));
    root.addSubcommand("verify", VerifyCommand.line(terminal));
    root.addSubcommand(new ChaosCommand(terminal));
    root.addSubcommand(new NodeCommand(terminal));
    root.addSubcommand(new RouterCommand(terminal));
    root.addSubcommand(new ConfigCommand(terminal));
    root.addSubcommand(new DataSetCommand(terminal));
    root.addSubcommand(new BenchCommand());
    root.addSubcommand(new VersionCommand(terminal));
    return settings(root, terminal);
  }

  /// Applies what all commands have in common: how types are read, where output goes, what failures
  /// look like.
  public static CommandLine settings(CommandLine root, Terminal terminal) {
    addHelp(root);
    return root.registerConverter(Duration.class, DurationText::parse)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(terminal.out(), true, java.nio.charset.StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, java.nio.charset.StandardCharsets.UTF_8))
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((wrong, _) -> explain(wrong, terminal))
        .setExecutionExceptionHandler(failures(terminal));
  }

  /// Says what is wrong with a command line, and shows help only where it is short.
  private static int explain(ParameterException wrong, Terminal terminal) {
    CommandLine command = wrong.getCommandLine();
    terminal.flush();
    terminal.err().println("error: " + wrong.getMessage());
    boolean group =
        !command.getSubcommands().isEmpty()
            && command.getCommandSpec().options().stream()
                .allMatch(option -> option.usageHelp() || option.versionHelp());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
      if (group) {
        terminal.err().println();
        command.usage(terminal.err());
      } else {
        terminal
            .err()
            .println("See: " + command.getCommandSpec().qualifiedName().strip() + " --help");
      }
    }
    return CommandLine.ExitCode.USAGE;
  }

  private static void addHelp(CommandLine line) {
    if (!line.getCommandSpec().mixinStandardHelpOptions()) {
      line.getCommandSpec().mixinStandardHelpOptions(true);
    }
    line.getSubcommands().values().forEach(HalcyonCommand::addHelp);
  }

  private static IExecutionExceptionHandler failures(Terminal terminal) {
    return (exception, _, _) -> {
      terminal.flush();
      switch (exception) {
        case HalcyonException failed -> {
          terminal.err().println("error: " + failed.failure().message());
          String hint = Failures.hint(failed.failure());
          if (!hint.isEmpty()) {
            terminal.err().println(hint);
          }
        }
        case ConfigException wrong -> {
          terminal.err().println("error: " + wrong.getMessage());
          return CommandLine.ExitCode.USAGE;
        }
        case Exception other -> {
          String message = other.getMessage();
          terminal
              .err()
              .println(
                  "error: " + (message == null || message.isBlank() ? other.toString() : message));
          if (Boolean.getBoolean("halcyon.stacktrace")) {
            other.printStackTrace(terminal.err());
          }
        }
      }
      return CommandLine.ExitCode.SOFTWARE;
    };
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }
}
