package io.halcyon.cli.sql;

import io.halcyon.cli.output.Terminal;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.SqlClient;
import io.halcyon.client.SqlException;
import io.halcyon.client.SqlOptions;
import io.halcyon.client.SqlSession;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs SQL: a shell for people, and statements for scripts.
@Command(
    name = "sql",
    header = "Runs SQL: an interactive shell, or statements and files.",
    description = {
      "Without -e and -f it opens a shell or, when standard input is not a terminal, runs what it reads",
      "there. Statements stop at the first that fails, unless --keep-going is given; then the exit code",
      "is 1 all the same."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon sql",
      "  halcyon sql -e 'SELECT version()'",
      "  halcyon sql -o json -e 'SELECT id, email FROM users' | jq .email",
      "  halcyon sql -f schema.sql -f data.sql",
      "  halcyon sql -e \"COPY orders TO STDOUT (FORMAT csv)\" > orders.csv"
    })
public final class SqlCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--router",
      split = ",",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:HALCYON_ROUTER:-127.0.0.1:7400}",
      description = "Routers to use, separated by commas (env HALCYON_ROUTER; ${DEFAULT-VALUE}).")
  private List<String> routers = List.of();

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "SQL",
      description = "Run these statements; may be given several times.")
  private List<String> statements = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Run the statements of a file, after those of -e; may be given several times.")
  private List<Path> files = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv or json: one object a line (${DEFAULT-VALUE}).")
  private SqlFormat format = SqlFormat.TABLE;

  @Option(
      names = {"-U", "--user"},
      paramLabel = "NAME",
      defaultValue = "halcyon",
      description = "Who is there (${DEFAULT-VALUE}).")
  private String user = "";

  @Option(
      names = {"-d", "--database"},
      paramLabel = "NAME",
      defaultValue = "halcyon",
      description = "Name of the database (${DEFAULT-VALUE}).")
  private String database = "";

  @Option(names = "--timing", description = "Print how long each statement takes.")
  private boolean timing;

  @Option(names = "--keep-going", description = "Go on after a statement that has failed.")
  private boolean keepGoing;

  private @Nullable MetaCommands commands;

  public SqlCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    SqlOptions options = new SqlOptions(user, database, Map.of("application_name", "halcyon sql"));
    try (HalcyonClient client = HalcyonClient.connect(routers.toArray(String[]::new))) {
      SqlClient sql = client.sql().with(options);
      try (SqlSession session = sql.open()) {
        return run(sql, session) ? 0 : 1;
      } catch (SqlException e) {
        terminal.flush();
        SqlErrors.print(e, "", terminal.err());
        return 1;
      }
    }
  }

  private boolean run(SqlClient client, SqlSession session) throws IOException {
    SqlRunner runner = new SqlRunner(session, terminal, format, timing);
    MetaCommands meta =
        new MetaCommands(runner, terminal, String.join(",", routers), file -> script(file, runner));
    commands = meta;
    if (statements.isEmpty() && files.isEmpty()) {
      // Null where neither end is a terminal.
      boolean person = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
      if (person) {
        greet(session);
        new SqlShell(terminal, client, runner, meta).run();
        return true;
      }
      return script(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8), runner);
    }
    boolean good = true;
    for (String each : statements) {
      good = (good || keepGoing) && script(new StringReader(each), runner) && good;
    }
    for (Path file : files) {
      good = (good || keepGoing) && script(file, runner) && good;
    }
    return good;
  }

  private void greet(SqlSession session) {
    terminal
        .out()
        .printf(
            "Halcyon SQL, server %s at %s. \\? for help, \\q to quit.%n%n",
            session.settings().get("server_version"), String.join(",", routers));
    terminal.flush();
  }

  private boolean script(Path file, SqlRunner runner) throws IOException {
    if (!Files.isReadable(file)) {
      terminal.flush();
      terminal.err().println("error: " + file + " cannot be read");
      return false;
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      return script(lines, runner);
    }
  }

  /// @return whether all statements worked
  private boolean script(java.io.Reader text, SqlRunner runner) {
    ScriptReader script = new ScriptReader(new BufferedReader(text));
    boolean good = true;
    for (String each = script.next(); each != null; each = script.next()) {
      if (MetaCommands.isQuit(each)) {
        return good;
      }
      good &= one(each, script, runner);
      if ((!good && !keepGoing) || runner.session().isClosed()) {
        return false;
      }
    }
    return good;
  }

  private boolean one(String each, ScriptReader script, SqlRunner runner) {
    if (each.startsWith("\\")) {
      return java.util.Objects.requireNonNull(commands).run(each);
    }
    InputStream data = script.data();
    boolean good = runner.run(each, data);
    if (!good && SqlRunner.copiesIn(each)) {
      script.skip(data);
    }
    return good;
  }
}
