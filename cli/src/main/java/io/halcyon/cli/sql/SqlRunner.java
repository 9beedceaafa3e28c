package io.halcyon.cli.sql;

import io.halcyon.cli.output.Terminal;
import io.halcyon.client.SqlException;
import io.halcyon.client.SqlResult;
import io.halcyon.client.SqlRow;
import io.halcyon.client.SqlSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/// Runs texts on a session and prints what they return. Owned by one thread.
final class SqlRunner {
  private static final Pattern COPY_IN =
      Pattern.compile("\\s*copy\\b.*\\bfrom\\s+stdin\\b.*", flags());
  private static final Pattern COPY_OUT =
      Pattern.compile("\\s*copy\\b.*\\bto\\s+stdout\\b.*", flags());

  private static final Set<String> CHANGES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");

  private final SqlSession session;
  private final Terminal terminal;
  private SqlFormat format;
  private boolean expanded;
  private boolean timing;

  SqlRunner(SqlSession session, Terminal terminal, SqlFormat format, boolean timing) {
    this.session = session;
    this.terminal = terminal;
    this.format = format;
    this.timing = timing;
    session.onNotice(notice -> {
      terminal.flush();
      terminal.err().println(notice.severity() + ":  " + notice.message());
    });
  }

  private static int flags() {
    return Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  }

  /// Returns whether a statement reads data that follows it.
  static boolean copiesIn(String sql) {
    return COPY_IN.matcher(sql).matches();
  }

  SqlSession session() {
    return session;
  }

  void format(SqlFormat newFormat) {
    format = newFormat;
  }

  /// @return whether rows are printed expanded from now on
  boolean toggleExpanded() {
    expanded = !expanded;
    return expanded;
  }

  /// @return whether times are printed from now on
  boolean toggleTiming() {
    timing = !timing;
    return timing;
  }

  /// Runs one statement.
  ///
  /// @param data what a `COPY FROM STDIN` reads
  /// @return whether it worked; if not, why has been printed
  boolean run(String sql, InputStream data) {
    Running running = new Running(terminal);
    try (running) {
      if (copiesIn(sql)) {
        long count = session.copyIn(sql, data);
        tell(running, "COPY " + count);
      } else if (COPY_OUT.matcher(sql).matches()) {
        running.hide();
        session.copyOut(sql, terminal.out());
      } else {
        results(sql, running);
      }
      return true;
    } catch (SqlException e) {
      running.hide();
      terminal.flush();
      SqlErrors.print(e, sql, terminal.err());
      return false;
    } catch (IOException e) {
      running.hide();
      terminal.flush();
      terminal.err().println("error: " + e.getMessage());
      return false;
    } finally {
      if (timing) {
        printTime(running.elapsed());
      }
      terminal.flush();
    }
  }

  /// Copies a file, rather than the terminal, in or out.
  long copyIn(String sql, InputStream data) throws IOException {
    return session.copyIn(sql, data);
  }

  long copyOut(String sql, OutputStream sink) throws IOException {
    return session.copyOut(sql, sink);
  }

  private void results(String sql, Running running) {
    try (SqlResult result =
        RowPrinter.wantsText(format) ? session.executeAsText(sql) : session.execute(sql)) {
      do {
        if (result.returnsRows()) {
          print(result, running);
        } else if (!result.tag().isEmpty()) {
          tell(running, result.tag());
        }
      } while (result.nextStatement());
    }
  }

  private void print(SqlResult result, Running running) {
    SqlRow row = result.next();
    running.hide();
    RowPrinter printer = RowPrinter.of(format, expanded, result.columns(), terminal.out());
    while (row != null) {
      printer.row(row);
      row = result.next();
    }
    printer.end();
    String tag = result.tag();
    if (CHANGES.contains(tag.split(" ", 2)[0]) && format == SqlFormat.TABLE) {
      terminal.out().println(tag);
    }
  }

  private void tell(Running running, String tag) {
    running.hide();
    if (format == SqlFormat.TABLE) {
      terminal.out().println(tag);
    }
  }

  private void printTime(Duration elapsed) {
    terminal.flush();
    terminal.err().printf("Time: %.3f ms%n", elapsed.toNanos() / 1e6);
  }
}
