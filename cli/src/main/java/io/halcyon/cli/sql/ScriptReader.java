package io.halcyon.cli.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Takes a script apart: statements, commands that begin with a backslash, and the data of a `COPY
/// FROM STDIN`, which follows it up to a line `\.`. Owned by one thread.
final class ScriptReader {
  private final BufferedReader lines;
  private String rest = "";

  ScriptReader(BufferedReader lines) {
    this.lines = lines;
  }

  /// Returns the next statement without its semicolon, or the next command with its backslash; null
  /// at the end.
  @Nullable String next() {
    while (true) {
      String ahead = rest.stripLeading();
      if (ahead.startsWith("\\")) {
        int newline = ahead.indexOf('\n');
        rest = newline < 0 ? "" : ahead.substring(newline + 1);
        return (newline < 0 ? ahead : ahead.substring(0, newline)).strip();
      }
      int end = StatementText.end(rest);
      if (end >= 0) {
        String statement = rest.substring(0, end - 1);
        rest = rest.substring(end);
        if (StatementText.isBlank(statement)) {
          continue;
        }
        return statement.strip();
      }
      String line = line();
      if (line == null) {
        String last = rest.strip();
        rest = "";
        return StatementText.isBlank(last) ? null : last;
      }
      rest = StatementText.isBlank(rest) ? line + "\n" : rest + line + "\n";
    }
  }

  private @Nullable String line() {
    try {
      return lines.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException("the script cannot be read", e);
    }
  }

  /// Returns the data that follows a `COPY FROM STDIN`.
  InputStream data() {
    return new CopyLines(() -> {
      rest = ""; // the rest of the line with the statement
      return line();
    });
  }

  /// Passes over what is left of the data of a copy that has failed.
  void skip(InputStream data) {
    try (data) {
      long _ = data.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException("the script cannot be read", e);
    }
  }
}
