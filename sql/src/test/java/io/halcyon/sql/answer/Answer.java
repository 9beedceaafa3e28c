package io.halcyon.sql.answer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a server says to a statement: rows as text, or an error.
///
/// @param columns of each its name, a space, and its type as `format_type` has it
/// @param error null if there are rows
record Answer(List<String> columns, List<List<@Nullable String>> rows, @Nullable Failure error) {
  /// An error.
  ///
  /// @param position in characters from 1; 0 if there is none
  record Failure(
      String sqlState,
      int position,
      String message,
      @Nullable String detail,
      @Nullable String hint) {}

  static Answer failed(Failure failure) {
    return new Answer(List.of(), List.of(), failure);
  }

  /// Returns the lines of the corpus.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (error != null) {
      lines.add("! " + error.sqlState() + " " + error.position() + " " + escaped(error.message()));
      if (error.detail() != null) {
        lines.add("!detail " + escaped(error.detail()));
      }
      if (error.hint() != null) {
        lines.add("!hint " + escaped(error.hint()));
      }
      return lines;
    }
    lines.add(": " + String.join("\t", columns.stream().map(Answer::escaped).toList()));
    for (List<@Nullable String> row : rows) {
      lines.add("= " + String.join("\t", row.stream().map(Answer::escaped).toList()));
    }
    return lines;
  }

  static String escaped(@Nullable String text) {
    return text == null
        ? "\\N"
        : text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
  }

  static String unescaped(String line) {
    StringBuilder text = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escape = line.charAt(++i);
      text.append(
          switch (escape) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
          });
    }
    return text.toString();
  }
}
