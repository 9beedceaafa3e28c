package io.halcyon.cli;

import io.halcyon.cli.output.Terminal;
import java.util.Arrays;
import java.util.List;

/// The process's entry point.
public final class Main {
  private static final List<String> SERVERS = List.of("node", "router");

  private Main() {}

  /// Runs one command line and exits: 0 it worked, 1 it failed, 2 it was wrong.
  public static void main(String[] args) {
    chooseLog(args);
    int code;
    try (Terminal terminal = Terminal.system()) {
      code = HalcyonCommand.line(terminal).execute(args);
    }
    System.exit(code);
  }

  /// Servers log to standard output, everything else only warnings to standard error; chosen before
  /// the first logger exists.
  private static void chooseLog(String[] args) {
    boolean server = args.length > 0 && SERVERS.contains(args[0]);
    boolean json = Arrays.asList(args).contains("--log=json");
    boolean demo = args.length > 0 && args[0].equals("demo");
    String file =
        server ? (json ? "logback-json.xml" : "logback-server.xml")
            : demo ? "logback-demo.xml" : "logback-cli.xml";
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", file);
    }
  }
}
