package io.halcyon.cli.sql;

import io.halcyon.cli.output.Terminal;
import io.halcyon.client.SqlException;
import io.halcyon.client.SqlRow;
import io.halcyon.client.SqlSession;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The shell's commands that begin with a backslash: a selection of psql's. Owned by one thread.
final class MetaCommands {
  static final List<String> NAMES =
      List.of(
          "\\?",
          "\\conninfo",
          "\\copy",
          "\\d",
          "\\di",
          "\\dn",
          "\\ds",
          "\\dt",
          "\\dv",
          "\\format",
          "\\i",
          "\\l",
          "\\q",
          "\\timing",
          "\\x");

  private static final Pattern COPY =
      Pattern.compile(
          "(?<what>.+?)\\s+(?<direction>from|to)\\s+'(?<file>[^']+)'\\s*(?<options>.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final SqlRunner runner;
  private final Terminal terminal;
  private final String where;
  private final Scripts scripts;

  /// Runs the statements of a file.
  interface Scripts {
    /// @return whether all of them worked
    boolean run(Path file) throws IOException;
  }

  /// @param where the routers, for `\conninfo`
  MetaCommands(SqlRunner runner, Terminal terminal, String where, Scripts scripts) {
    this.runner = runner;
    this.terminal = terminal;
    this.where = where;
    this.scripts = scripts;
  }

  static boolean isQuit(String line) {
    String word = line.strip().toLowerCase(Locale.ROOT);
    return word.equals("\\q") || word.equals("quit") || word.equals("exit");
  }

  /// Runs a command.
  ///
  /// @param line with its backslash
  /// @return whether it worked; if not, why has been printed
  boolean run(String line) {
    String[] words = line.strip().replaceFirst(";$", "").split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    try {
      return dispatch(words[0], argument);
    } catch (SqlException e) {
      terminal.flush();
      SqlErrors.print(e, "", terminal.err());
      return false;
    } catch (IOException e) {
      terminal.flush();
      terminal.err().println("error: " + words[0] + ": " + reason(e));
      return false;
    } finally {
      terminal.flush();
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "no such file: " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  private boolean dispatch(String command, String argument) throws IOException {
    PrintStream out = terminal.out();
    return switch (command) {
      case "\\d" -> argument.isEmpty() ? list("rvS") : describe(argument);
      case "\\dt" -> list("r");
      case "\\dv" -> list("v");
      case "\\di" -> list("i");
      case "\\ds" -> list("S");
      case "\\dn" -> query(CatalogQueries.SCHEMAS);
      case "\\l" -> query(CatalogQueries.DATABASES);
      case "\\x" -> say("Expanded display is " + (runner.toggleExpanded() ? "on." : "off."));
      case "\\timing" -> say("Timing is " + (runner.toggleTiming() ? "on." : "off."));
      case "\\format" -> format(argument);
      case "\\i" -> scripts.run(Path.of(unquoted(argument)));
      case "\\copy" -> copy(argument);
      case "\\conninfo" ->
          say(
              "Connected to "
                  + where
                  + ", server "
                  + runner.session().settings().get("server_version"));
      case "\\?" -> {
        help(out);
        yield true;
      }
      default -> {
        terminal.err().println("invalid command " + command + "; \\? lists what there is");
        yield false;
      }
    };
  }

  private static void help(PrintStream out) {
    out.println(
        """
        \\d              tables, views and sequences
        \\d NAME         columns, indexes and constraints of one
        \\dt \\dv \\di \\ds  tables, views, indexes, sequences
        \\dn  \\l         schemas, databases
        \\x              rows as lines of columns, on or off
        \\timing         how long statements take, on or off
        \\format FORMAT  table, csv or json
        \\i FILE         runs a script
        \\copy T FROM 'FILE' [WITH (...)]   a file of this machine into a table; also TO 'FILE'
        \\conninfo       what is at the other end
        \\q              ends the shell, as do Ctrl-D, exit and quit

        A statement ends with a semicolon. Ctrl-C cancels what runs. TAB completes words of SQL, tables and
        columns.\
        """);
  }

  private boolean say(String text) {
    terminal.out().println(text);
    return true;
  }

  private boolean format(String argument) {
    for (SqlFormat format : SqlFormat.values()) {
      if (format.name().equalsIgnoreCase(argument)) {
        runner.format(format);
        return true;
      }
    }
    terminal.err().println("there are the formats table, csv and json");
    return false;
  }

  private boolean list(String kinds) {
    return query(CatalogQueries.relations(kinds));
  }

  private boolean query(String sql) {
    return runner.run(sql, InputStream.nullInputStream());
  }

  private static String unquoted(String name) {
    boolean quoted =
        name.length() > 1
            && ((name.startsWith("\"") && name.endsWith("\""))
                || (name.startsWith("'") && name.endsWith("'")));
    return quoted ? name.substring(1, name.length() - 1) : name;
  }

  private boolean describe(String argument) {
    String[] parts = argument.split("\\.", 2);
    String schema = parts.length == 2 ? folded(parts[0]) : "";
    String name = folded(parts[parts.length - 1]);
    SqlSession session = runner.session();
    List<SqlRow> found = session.query(CatalogQueries.FIND, name, schema);
    if (found.isEmpty()) {
      terminal.err().println("Did not find any relation named \"" + argument + "\".");
      return false;
    }
    for (SqlRow each : found) {
      describe(session, each);
    }
    return true;
  }

  private static String folded(String name) {
    return name.startsWith("\"") ? unquoted(name) : name.toLowerCase(Locale.ROOT);
  }

  private void describe(SqlSession session, SqlRow relation) {
    long oid = relation.getLong("oid");
    PrintStream out = terminal.out();
    String kind =
        switch (String.valueOf(relation.getString("kind"))) {
          case "r" -> "Table";
          case "v" -> "View";
          case "i" -> "Index";
          case "S" -> "Sequence";
          default -> "Relation";
        };
    out.printf("%s \"%s.%s\"%n", kind, relation.getString("schema"), relation.getString("name"));
    List<SqlRow> columns = session.query(CatalogQueries.COLUMNS, oid);
    if (!columns.isEmpty()) {
      TablePrinter printer = new TablePrinter(columns.getFirst().columns(), out);
      columns.forEach(printer::row);
      printer.endWithoutCount();
    }
    section(session, "Indexes:", CatalogQueries.INDEXES, oid);
    section(session, "Check constraints:", CatalogQueries.CHECKS, oid);
    section(session, "Foreign-key constraints:", CatalogQueries.FOREIGN_KEYS, oid);
    section(session, "Referenced by:", CatalogQueries.REFERENCED_BY, oid);
    if (kind.equals("View")) {
      section(session, "View definition:", CatalogQueries.VIEW, oid);
    }
    out.println();
  }

  private void section(SqlSession session, String title, String sql, long oid) {
    List<SqlRow> rows = session.query(sql, oid);
    if (!rows.isEmpty()) {
      terminal.out().println(title);
      rows.forEach(row -> terminal.out().println("    " + row.getString("line")));
    }
  }

  private boolean copy(String argument) throws IOException {
    Matcher matcher = COPY.matcher(argument);
    if (!matcher.matches()) {
      terminal.err().println("\\copy TABLE FROM 'FILE' [WITH (...)], or TO 'FILE'");
      return false;
    }
    Path file = Path.of(matcher.group("file"));
    String options = " " + matcher.group("options");
    long rows;
    if (matcher.group("direction").equalsIgnoreCase("from")) {
      try (InputStream data = new BufferedInputStream(Files.newInputStream(file))) {
        rows = runner.copyIn("COPY " + matcher.group("what") + " FROM STDIN" + options, data);
      }
    } else {
      try (var sink = new BufferedOutputStream(Files.newOutputStream(file))) {
        rows = runner.copyOut("COPY " + matcher.group("what") + " TO STDOUT" + options, sink);
      }
    }
    return say("COPY " + rows);
  }
}
