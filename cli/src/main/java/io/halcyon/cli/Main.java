package io.halcyon.cli;

import io.halcyon.cli.output.Logs;
import io.halcyon.cli.output.Terminal;

/// The process's entry point.
public final class Main {
  private Main() {}

  /// Runs one command line and exits: 0 it worked, 1 it failed, 2 it was wrong.
  public static void main(String[] args) {
    Logs.forCommands();
    int code;
    try (Terminal terminal = Terminal.system()) {
      code = HalcyonCommand.line(terminal).execute(args);
    }
    System.exit(code);
  }
}
