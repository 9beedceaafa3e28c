package io.halcyon.checker.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;

/// Reads files of one flat JSON object a line, in bounded memory beside what the receiver keeps.
public final class JsonLines {
  /// Longer lines are refused.
  public static final int LINE_CHARS_MAX = 8 << 20;

  private JsonLines() {}

  /// Gives each line that is not blank to the receiver, which may refuse it by an
  /// IllegalArgumentException.
  ///
  /// @throws IOException if a line is malformed or refused (its number is in the message) or
  ///   reading fails
  public static void read(Reader in, Consumer<FlatJson> receiver) throws IOException {
    BufferedReader reader = in instanceof BufferedReader b ? b : new BufferedReader(in);
    StringBuilder line = new StringBuilder();
    for (int number = 1; nextLine(reader, line); number++) {
      if (line.toString().isBlank()) {
        continue;
      }
      try {
        receiver.accept(FlatJson.read(line.toString()));
      } catch (IllegalArgumentException malformed) {
        throw new IOException("history line " + number + ": " + malformed.getMessage(), malformed);
      }
    }
  }

  private static boolean nextLine(BufferedReader reader, StringBuilder line) throws IOException {
    line.setLength(0);
    int c = reader.read();
    if (c < 0) {
      return false;
    }
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() >= LINE_CHARS_MAX) {
        throw new IOException("history line is longer than " + LINE_CHARS_MAX + " characters");
      }
      line.append((char) c);
    }
    return true;
  }
}
