package io.halcyon.cli.transfer;

import java.util.Locale;

/// The file formats of import and export.
public enum FileFormat {
  /// One JSON object a line.
  JSONL,
  /// RFC 4180, with a header line.
  CSV;

  /// Guesses by a file's name: CSV if it ends so, else JSONL.
  public static FileFormat of(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(".csv") ? CSV : JSONL;
  }
}
