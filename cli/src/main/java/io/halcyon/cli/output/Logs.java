package io.halcyon.cli.output;

import java.nio.file.Path;

/// Chooses where logs go. Must be called before the first logger exists; a later choice wins until
/// then. Whoever sets `logback.configurationFile` decides alone.
public final class Logs {
  private static final String CONFIGURATION = "logback.configurationFile";
  private static final String CHOSEN = "halcyon.log.chosen";

  private Logs() {}

  /// Only warnings, to standard error.
  public static void forCommands() {
    choose("logback-cli.xml");
  }

  /// Everything of note to standard output, as text or as JSON.
  public static void forServer(boolean json) {
    choose(json ? "logback-json.xml" : "logback-server.xml");
  }

  /// Everything of note to a file.
  public static void toFile(Path file) {
    System.setProperty("halcyon.log.file", file.toString());
    choose("logback-file.xml");
  }

  private static void choose(String resource) {
    String given = System.getProperty(CONFIGURATION);
    if (given == null || given.equals(System.getProperty(CHOSEN))) {
      System.setProperty(CONFIGURATION, resource);
      System.setProperty(CHOSEN, resource);
    }
  }
}
