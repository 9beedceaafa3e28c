package io.halcyon.sql.answer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Asks a PostgreSQL 15 for the answers anew and rewrites the corpus. Run by hand, with the
/// directory of the corpus, the port of a server that trusts user postgres on loopback, and the
/// families (all if none is given):
///
/// `java … io.halcyon.sql.answer.AnswerRecorder sql/src/test/resources/answers 5432 text array`
///
/// The server's database must have encoding UTF8, collation C and character class C.UTF-8. New
/// statements are added as `>` lines without an answer.
final class AnswerRecorder {
  private AnswerRecorder() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    List<String> families =
        arguments.length > 2
            ? List.of(arguments).subList(2, arguments.length)
            : AnswerCorpus.FAMILIES;
    try (PostgresSession session = new PostgresSession(Integer.parseInt(arguments[1]))) {
      for (String family : families) {
        record(directory.resolve(family + ".txt"), session);
      }
    }
  }

  private static void record(Path file, PostgresSession session) throws IOException {
    List<String> lines = new ArrayList<>();
    session.setZone("UTC");
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("# zone ")) {
        session.setZone(line.substring(7));
      }
      if (line.startsWith("> ")) {
        lines.add(line);
        lines.addAll(session.ask(Answer.unescaped(line.substring(2))).lines());
      } else if (line.isEmpty() || line.startsWith("#")) {
        lines.add(line);
      }
    }
    Files.write(file, lines);
  }
}
