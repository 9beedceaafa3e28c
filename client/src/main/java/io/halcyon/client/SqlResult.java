package io.halcyon.client;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.SqlResponse;
import io.halcyon.proto.v1.SqlRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// What a text of SQL returns, statement by statement: rows, which are fetched while they are
/// iterated over, and then a command tag.
///
/// ```java
/// try (SqlResult result = session.execute("SELECT name FROM users WHERE id < $1", 100)) {
///   for (SqlRow row : result) {
///     System.out.println(row.getString("name"));
///   }
/// }
/// ```
///
/// Every method may throw {@link SqlException} if the statement fails, and {@link HalcyonException}
/// if the session breaks. Owned by the session's thread; closing it early cancels what is under
/// way.
public final class SqlResult implements Iterable<SqlRow>, AutoCloseable {
  private final SqlAnswer answer;
  private @Nullable List<SqlColumn> columns;
  private SqlRows batch = SqlRows.getDefaultInstance();
  private int taken;
  private @Nullable String tag;

  SqlResult(SqlAnswer answer) {
    this.answer = answer;
  }

  /// Returns whether the statement returns rows, perhaps without columns.
  public boolean returnsRows() {
    start();
    return columns != null;
  }

  /// Returns the columns of the statement's rows; none if it returns no rows.
  public List<SqlColumn> columns() {
    start();
    return columns == null ? List.of() : columns;
  }

  /// Returns the next row of the statement; null after the last.
  public @Nullable SqlRow next() {
    start();
    while (taken == batch.getCount() && tag == null) {
      step();
    }
    return taken == batch.getCount() ? null : new SqlRow(columns(), batch, taken++);
  }

  /// Returns the statement's command tag, for instance `INSERT 0 3`. Rows not taken yet are
  /// skipped.
  public String tag() {
    while (tag == null) {
      step();
    }
    return tag;
  }

  /// Returns how many rows the statement has returned or changed; 0 for one that does neither.
  public long rowCount() {
    String said = tag();
    String last = said.substring(said.lastIndexOf(' ') + 1);
    return !last.isEmpty() && last.chars().allMatch(Character::isDigit) ? Long.parseLong(last) : 0;
  }

  /// Goes on to the next statement of the text.
  ///
  /// @return false if there is none: then the text has been run to its end
  public boolean nextStatement() {
    String _ = tag();
    SqlResponse response = answer.next();
    if (response == null) {
      return false;
    }
    tag = null;
    columns = null;
    batch = SqlRows.getDefaultInstance();
    taken = 0;
    take(response);
    return true;
  }

  /// Returns the rows that are left of the statement.
  @Override
  public Iterator<SqlRow> iterator() {
    return new Iterator<>() {
      private @Nullable SqlRow ahead = SqlResult.this.next();

      @Override
      public boolean hasNext() {
        return ahead != null;
      }

      @Override
      public SqlRow next() {
        SqlRow row = ahead;
        if (row == null) {
          throw new NoSuchElementException("no more rows");
        }
        ahead = SqlResult.this.next();
        return row;
      }
    };
  }

  /// Returns the rows that are left of the statement, all at once.
  public List<SqlRow> toList() {
    List<SqlRow> rows = new ArrayList<>();
    forEach(rows::add);
    return rows;
  }

  private void start() {
    while (columns == null && tag == null) {
      step();
    }
  }

  private void step() {
    SqlResponse response = answer.next();
    if (response == null) {
      tag = ""; // an empty text
    } else {
      take(response);
    }
  }

  private void take(SqlResponse response) {
    switch (response.getKindCase()) {
      case COLUMNS ->
          columns = response.getColumns().getColumnsList().stream().map(SqlColumn::of).toList();
      case ROWS -> {
        batch = response.getRows();
        taken = 0;
      }
      case DONE -> tag = response.getDone().getTag();
      case COPY_IN, COPY_OUT -> {
        answer.abandon();
        throw new IllegalStateException("this is a COPY: use copyIn or copyOut of the session");
      }
      default ->
          throw new IllegalStateException(
              "the router says what this client does not know: " + response.getKindCase());
    }
  }

  /// Runs what is left of the text, and passes over what it returns.
  void finish() {
    while (nextStatement()) {
      batch = SqlRows.getDefaultInstance();
    }
  }

  /// Cancels what is still under way. What has been done by statements before is not undone.
  @Override
  public void close() {
    answer.abandon();
  }
}
