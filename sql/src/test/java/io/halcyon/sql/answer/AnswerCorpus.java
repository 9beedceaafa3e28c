package io.halcyon.sql.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Statements with the answers of a PostgreSQL 15, by family. All are written or generated for this
/// repository.
///
/// A file holds entries: `>` and the statement, then its answer, of which `:` are the columns, `=`
/// a row, `!` an error, its detail and its hint. `# zone Z` sets the time zone for what follows,
/// other `#` lines are remarks. Tabs, line ends and backslashes are escaped; `\N` is NULL.
final class AnswerCorpus {
  /// Written by hand, or from templates, by family.
  static final List<String> FAMILIES =
      List.of(
          "boolean",
          "integer",
          "numeric",
          "float",
          "text",
          "cast",
          "datetime",
          "interval",
          "conditional",
          "array",
          "json",
          "regex",
          "aggregate",
          "window",
          "grouping",
          "query",
          "resolution",
          "format",
          "misc");

  /// Operators and functions with boundary values of all types, made by `AnswerGenerator`.
  static final List<String> GENERATED = List.of("generated");

  private AnswerCorpus() {}

  /// A statement with its answer.
  ///
  /// @param zone the session's time zone
  /// @param answer the lines of the answer
  record Entry(String zone, String sql, List<String> answer) {}

  static List<Entry> read(String family) {
    String path = "/answers/" + family + ".txt";
    try (InputStream in = AnswerCorpus.class.getResourceAsStream(path)) {
      byte[] bytes = Objects.requireNonNull(in, path).readAllBytes();
      return parse(new String(bytes, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static List<Entry> parse(List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    String zone = "UTC";
    String sql = "";
    List<String> answer = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("# zone ")) {
        zone = line.substring(7);
      } else if (line.startsWith("> ")) {
        sql = Answer.unescaped(line.substring(2));
        answer = new ArrayList<>();
        entries.add(new Entry(zone, sql, answer));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        answer.add(line);
      }
    }
    return entries;
  }
}
