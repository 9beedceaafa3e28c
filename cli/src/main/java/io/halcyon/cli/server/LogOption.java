package io.halcyon.cli.server;

import picocli.CommandLine.Option;

/// How a server logs.
final class LogOption {
  /// The form of a line.
  enum Form {
    TEXT,
    JSON
  }

  @Option(
      names = "--log",
      paramLabel = "FORM",
      defaultValue = "text",
      description =
          "text or json, one line an event, to standard output (${DEFAULT-VALUE}); the level is"
              + " HALCYON_LOG_LEVEL.")
  private Form form = Form.TEXT;

  boolean json() {
    return form == Form.JSON;
  }
}
