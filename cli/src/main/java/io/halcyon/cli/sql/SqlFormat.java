package io.halcyon.cli.sql;

/// How rows are printed.
public enum SqlFormat {
  /// For people: aligned columns, as psql prints them.
  TABLE,
  /// For spreadsheets: a line of names, then comma-separated values; NULL is empty, and an empty
  /// text is `""`.
  CSV,
  /// For programs: one JSON object a line.
  JSON
}
