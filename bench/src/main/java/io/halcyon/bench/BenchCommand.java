package io.halcyon.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The `bench` command; the `halcyon` command mounts it.
@Command(
    name = "bench",
    description = "Measure a running cluster, the limits of this machine, or parts of Halcyon.",
    mixinStandardHelpOptions = true,
    subcommands = {KvCommand.class, TransferCommand.class, RawCommand.class, JmhCommand.class})
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// Runs the command by itself.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BenchCommand()).execute(arguments));
  }
}
