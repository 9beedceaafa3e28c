package io.halcyon.sql.corpus;

import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.parser.Parser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Statements with the verdict of PostgreSQL 15 on their grammar, one a line: `ok`, or the error's
/// code and position, a tab, and the statement with its control characters and backslashes escaped.
///
/// All are written for this repository or were recorded from clients talking to a PostgreSQL.
public final class Corpus {
  /// Written from the documentation's grammar, by family.
  static final List<String> WRITTEN =
      List.of("query", "expression", "lexical", "data", "table", "object", "session");

  /// Recorded: psql with its backslash commands, pg_dump, pgbench, pgjdbc's metadata, SQLAlchemy,
  /// Django, knex, TypeORM.
  static final String CLIENTS = "clients";

  /// Those of the others with a token dropped, doubled, swapped, replaced or put in.
  static final String MUTANTS = "mutants";

  /// Halcyon's own syntax, which PostgreSQL refuses.
  static final String EXTENSIONS = "halcyon";

  private Corpus() {}

  /// A statement and what PostgreSQL says of it.
  record Entry(Verdict verdict, String sql) {
    static Entry of(String line) {
      int tab = line.indexOf('\t');
      return new Entry(Verdict.of(line.substring(0, tab)), unescaped(line.substring(tab + 1)));
    }

    @Override
    public String toString() {
      return verdict + "\t" + escaped(sql);
    }
  }

  static List<Entry> read(String name) {
    String path = "/corpus/" + name + ".txt";
    try (InputStream in = Corpus.class.getResourceAsStream(path)) {
      byte[] bytes = Objects.requireNonNull(in, path).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().map(Entry::of).toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Returns all statements that PostgreSQL accepts and that are no mutants.
  public static List<String> accepted() {
    return Stream.concat(WRITTEN.stream(), Stream.of(CLIENTS))
        .flatMap(name -> read(name).stream())
        .filter(entry -> entry.verdict().accepted())
        .map(Entry::sql)
        .toList();
  }

  /// Returns what our parser says.
  static Verdict judge(String sql) {
    try {
      var _ = Parser.parse(sql);
      return Verdict.ACCEPTED;
    } catch (SyntaxError error) {
      return new Verdict(error.sqlState(), error.position());
    }
  }

  private static String escaped(String sql) {
    return sql.replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
        .replace("\f", "\\f");
  }

  private static String unescaped(String line) {
    StringBuilder sql = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c != '\\') {
        sql.append(c);
        continue;
      }
      char escape = line.charAt(++i);
      sql.append(
          switch (escape) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'f' -> '\f';
            default -> escape;
          });
    }
    return sql.toString();
  }
}
