package io.halcyon.cli;

import io.halcyon.cli.output.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Prints versions, as a report of a problem should name them.
@Command(name = "version", header = "Prints the versions of Halcyon, Java and the system.")
final class VersionCommand implements Callable<Integer> {
  private final Terminal terminal;

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().println("halcyon " + Version.text());
    terminal
        .out()
        .println("java    " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    terminal
        .out()
        .println(
            "system  "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch"));
    return 0;
  }
}
