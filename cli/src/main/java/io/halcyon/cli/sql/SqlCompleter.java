package io.halcyon.cli.sql;

import io.halcyon.client.SqlClient;
import io.halcyon.client.SqlException;
import io.halcyon.core.failure.HalcyonException;
import java.util.List;
import java.util.Locale;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// Completes words of SQL, commands with a backslash, and names of tables and columns.
final class SqlCompleter implements Completer {
  private static final List<String> WORDS =
      List.of(
          "ALTER TABLE",
          "ANALYZE",
          "AND",
          "AS",
          "BEGIN",
          "BETWEEN",
          "BY",
          "CASE",
          "CHECK",
          "COALESCE",
          "COMMIT",
          "CONSTRAINT",
          "COPY",
          "COUNT",
          "CREATE INDEX",
          "CREATE SEQUENCE",
          "CREATE TABLE",
          "CREATE UNIQUE INDEX",
          "CREATE VIEW",
          "DEFAULT",
          "DELETE FROM",
          "DESC",
          "DISTINCT",
          "DISTRIBUTE BY",
          "DROP INDEX",
          "DROP TABLE",
          "ELSE",
          "END",
          "EXCEPT",
          "EXISTS",
          "EXPLAIN",
          "EXPLAIN ANALYZE",
          "FOR UPDATE",
          "FOREIGN KEY",
          "FROM",
          "GROUP BY",
          "HAVING",
          "ILIKE",
          "INSERT INTO",
          "INTERSECT",
          "IS NOT NULL",
          "IS NULL",
          "JOIN",
          "LEFT JOIN",
          "LIKE",
          "LIMIT",
          "NOT",
          "NULL",
          "OFFSET",
          "ON",
          "ON CONFLICT",
          "OR",
          "ORDER BY",
          "OVER",
          "PARTITION BY",
          "PRIMARY KEY",
          "REFERENCES",
          "RETURNING",
          "ROLLBACK",
          "SAVEPOINT",
          "SELECT",
          "SET",
          "SHOW",
          "THEN",
          "TRUNCATE",
          "UNION ALL",
          "UNIQUE",
          "UPDATE",
          "USING",
          "VALUES",
          "WHEN",
          "WHERE",
          "WITH RECURSIVE");

  private final SqlClient client;

  /// @param client has sessions of its own, so that the person's transaction is left alone
  SqlCompleter(SqlClient client) {
    this.client = client;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String typed = line.word();
    if (typed.startsWith("\\")) {
      MetaCommands.NAMES.forEach(name -> candidates.add(new Candidate(name)));
      return;
    }
    boolean lower = typed.equals(typed.toLowerCase(Locale.ROOT));
    for (String word : WORDS) {
      candidates.add(new Candidate(lower ? word.toLowerCase(Locale.ROOT) : word));
    }
    names(candidates);
  }

  private void names(List<Candidate> candidates) {
    try {
      client
          .query(CatalogQueries.NAMES)
          .forEach(row -> candidates.add(new Candidate(String.valueOf(row.getString(0)))));
    } catch (SqlException | HalcyonException unreachable) {
      // No names to offer; the statement itself will say why.
      return;
    }
  }
}
