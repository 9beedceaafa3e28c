package io.halcyon.cli.output;

/// How results are printed.
public enum OutputFormat {
  /// For people: aligned columns.
  TABLE,
  /// For programs: one JSON object a line.
  JSON
}
