package io.halcyon.testkit.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Statements, each with what a PostgreSQL has answered. A statement begins with `> ` and goes on
/// in lines that begin with two spaces; the lines behind it are the answer.
///
/// `main` asks a server, given as a JDBC address with a user who may create schemas in an empty
/// database, and rewrites the answers of a file.
record RecordedScript(List<Entry> entries) {
  record Entry(String sql, List<String> answer) {}

  static RecordedScript parse(List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    List<String> answer = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("> ")) {
        if (!sql.isEmpty()) {
          entries.add(new Entry(sql.toString(), List.copyOf(answer)));
        }
        sql = new StringBuilder(line.substring(2));
        answer.clear();
      } else if (line.startsWith("  ") && answer.isEmpty()) {
        sql.append('\n').append(line.substring(2));
      } else {
        answer.add(line);
      }
    }
    entries.add(new Entry(sql.toString(), List.copyOf(answer)));
    return new RecordedScript(entries);
  }

  /// Runs a statement and returns the answer's lines.
  static List<String> ask(Connection connection, String sql) throws SQLException {
    List<String> answer = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      if (rows) {
        try (ResultSet result = statement.getResultSet()) {
          rows(result, answer);
        }
      } else {
        answer.add("= " + statement.getUpdateCount());
      }
    } catch (PSQLException e) {
      error(e, answer);
    }
    return answer;
  }

  private static void rows(ResultSet result, List<String> answer) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    StringBuilder head = new StringBuilder(":");
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      head.append(i == 1 ? " " : " | ");
      head.append(columns.getColumnLabel(i))
          .append(' ')
          .append(JDBCType.valueOf(columns.getColumnType(i)).getName());
    }
    answer.add(head.toString());
    while (result.next()) {
      StringBuilder row = new StringBuilder("|");
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        row.append(i == 1 ? " " : " | ").append(String.valueOf(result.getString(i)));
      }
      answer.add(row.toString());
    }
  }

  private static void error(PSQLException e, List<String> answer) throws PSQLException {
    ServerErrorMessage message = e.getServerErrorMessage();
    if (message == null) {
      throw e;
    }
    answer.add("! " + message.getSQLState() + " " + message.getMessage());
    if (message.getDetail() != null) {
      answer.add("! " + message.getDetail().replace("\n", "\n! "));
    }
    if (message.getConstraint() != null) {
      answer.add("! constraint " + message.getConstraint());
    }
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    Path file = Path.of(arguments[1]);
    List<String> lines = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(arguments[0])) {
      for (Entry entry : parse(Files.readAllLines(file)).entries()) {
        lines.add("> " + entry.sql().replace("\n", "\n  "));
        lines.addAll(ask(connection, entry.sql()));
      }
    }
    Files.write(file, lines);
  }
}
