package io.halcyon.cli.sql;

import io.halcyon.cli.output.Terminal;
import io.halcyon.client.SqlClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;

/// The interactive shell of SQL. Runs on one thread.
final class SqlShell {
  private static final String HISTORY = ".halcyon_sql_history";

  private final Terminal terminal;
  private final SqlClient client;
  private final SqlRunner runner;
  private final MetaCommands commands;

  SqlShell(Terminal terminal, SqlClient client, SqlRunner runner, MetaCommands commands) {
    this.terminal = terminal;
    this.client = client;
    this.runner = runner;
    this.commands = commands;
  }

  /// Runs until the person ends it.
  void run() throws IOException {
    try (org.jline.terminal.Terminal screen = TerminalBuilder.builder().system(true).build()) {
      screen.handle(org.jline.terminal.Terminal.Signal.INT, _ -> runner.session().cancel());
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(screen)
              .appName("halcyon-sql")
              .parser(new SqlLineParser())
              .completer(new SqlCompleter(client))
              .variable(LineReader.HISTORY_FILE, Path.of(System.getProperty("user.home"), HISTORY))
              .variable(LineReader.SECONDARY_PROMPT_PATTERN, "halcyon-> ")
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .option(LineReader.Option.CASE_INSENSITIVE, true)
              .build();
      while (!runner.session().isClosed() && prompt(reader)) {
        terminal.flush();
      }
      if (runner.session().isClosed()) {
        terminal.err().println("The session was lost; start the shell again.");
      }
    }
  }

  /// Reads and runs one line, or what more of them it takes to end a statement.
  ///
  /// @return false at the end
  private boolean prompt(LineReader reader) {
    String text;
    try {
      text = reader.readLine(prompt());
    } catch (UserInterruptException abandoned) {
      return true;
    } catch (EndOfFileException end) {
      return false;
    }
    if (MetaCommands.isQuit(text)) {
      return false;
    }
    if (text.strip().equalsIgnoreCase("help")) {
      boolean _ = commands.run("\\?");
      return true;
    }
    ScriptReader script = new ScriptReader(new BufferedReader(new StringReader(text)));
    boolean goesOn = true;
    for (String each = script.next(); each != null && goesOn; each = script.next()) {
      goesOn = each.startsWith("\\") ? commands.run(each) : runner.run(each, typedData(reader));
    }
    return true;
  }

  /// Returns what the person types for a `COPY FROM STDIN`, up to `\.` or Ctrl-D.
  private static CopyLines typedData(LineReader editor) {
    // Another editor: lines of data are no statements, and no part of the history.
    LineReader lines =
        LineReaderBuilder.builder()
            .terminal(editor.getTerminal())
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // it takes backslashes away
            .build();
    return new CopyLines(() -> {
      try {
        return lines.readLine(">> ");
      } catch (EndOfFileException end) {
        return null;
      } catch (UserInterruptException e) {
        throw new IOException("given up", e);
      }
    });
  }

  private String prompt() {
    return switch (runner.session().transaction()) {
      case NONE -> "halcyon=> ";
      case OPEN -> "halcyon=*> ";
      case FAILED -> "halcyon=!> ";
    };
  }
}
