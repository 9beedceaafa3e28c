package io.halcyon.cli.shell;

import io.halcyon.cli.HalcyonCommand;
import io.halcyon.cli.admin.AdminCommand;
import io.halcyon.cli.kv.Clients;
import io.halcyon.cli.kv.KvCommand;
import io.halcyon.cli.kv.KvContext;
import io.halcyon.cli.output.Bytes;
import io.halcyon.cli.output.OutputFormat;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Terminal;
import io.halcyon.cli.txn.TxnConversation;
import io.halcyon.client.HalcyonClient;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The interactive shell: the kv commands on one open connection. Runs on one thread.
public final class Shell {
  private static final String HISTORY = ".halcyon_history";

  /// What would work beside a transaction that is under way, which nobody expects.
  private static final Set<String> OF_DATA =
      Set.of("cas", "increment", "incr", "multi-get", "batch", "import", "export", "watch", "txn");

  private final Terminal terminal;
  private final HalcyonClient client;
  private final CommandLine commands;
  private final TxnConversation transaction;
  private final DefaultParser parser = new DefaultParser();

  /// What `help` shows above the list of commands.
  @Command(
      name = "",
      synopsisHeading = "",
      customSynopsis = "",
      footer = {
        "",
        "  help COMMAND   how to use it, with examples",
        "  exit           or Ctrl-D",
        "  begin          a transaction: then get, put, delete, scan, lock, savepoint, rollback to,",
        "                 release, and commit or rollback; see `help txn`",
        "",
        "TAB completes commands, options and keys."
      })
  static final class Root implements Runnable {
    @Override
    public void run() {}
  }

  /// @param routers for the commands that have a connection of their own
  public Shell(Terminal terminal, HalcyonClient client, List<String> routers) {
    this.terminal = terminal;
    this.client = client;
    this.transaction =
        new TxnConversation(
            client, terminal, new Printer(terminal, OutputFormat.TABLE), Bytes.TEXT);
    CommandLine root = new CommandLine(new Root());
    KvCommand.commands(new KvContext(terminal, Clients.shared(client)))
        .forEach(root::addSubcommand);
    root.addSubcommand(AdminCommand.cluster(terminal));
    root.getSubcommands().values().forEach(Shell::shortenExamples);
    this.commands = HalcyonCommand.settings(root, terminal);
    String addresses = String.join(",", routers);
    commands.setDefaultValueProvider(argument ->
        argument.isOption() && argument.paramLabel().equals("HOST:PORT") ? addresses : null);
  }

  private static void shortenExamples(CommandLine command) {
    var message = command.getCommandSpec().usageMessage();
    message.footer(
        Stream.of(message.footer())
            .map(line -> line.replace("halcyon kv ", "").replace("halcyon admin ", ""))
            .toArray(String[]::new));
  }

  /// Runs until the input ends.
  ///
  /// @return 0, or when commands were piped in 1 if one of them failed
  public int run() throws IOException {
    // Null where neither end is a terminal.
    boolean person = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    try {
      return person ? interactive() : piped();
    } finally {
      transaction.close();
    }
  }

  private int piped() throws IOException {
    var input = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
    int code = 0;
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (isExit(line)) {
        break;
      }
      try {
        code = Math.max(code, execute(parser.parse(line, line.length()).words()));
      } catch (SyntaxError e) {
        terminal.err().println("error: " + e.getMessage());
        code = 1;
      }
    }
    return Math.min(code, 1);
  }

  private int interactive() throws IOException {
    try (org.jline.terminal.Terminal screen = TerminalBuilder.builder().system(true).build()) {
      Thread self = Thread.currentThread();
      screen.handle(org.jline.terminal.Terminal.Signal.INT, _ -> self.interrupt());
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(screen)
              .appName("halcyon")
              .parser(parser)
              .completer(new ShellCompleter(commands, client))
              .variable(LineReader.HISTORY_FILE, Path.of(System.getProperty("user.home"), HISTORY))
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      while (prompt(reader)) {
        // Ctrl-C while a command ran has ended that command, not the shell.
        var _ = Thread.interrupted();
        terminal.flush();
      }
      return 0;
    }
  }

  /// Reads and runs one line.
  ///
  /// @return false at the end
  private boolean prompt(LineReader reader) {
    try {
      String line = reader.readLine(transaction.isOpen() ? "halcyon*> " : "halcyon> ");
      if (isExit(line)) {
        return false;
      }
      execute(reader.getParsedLine().words());
      return true;
    } catch (UserInterruptException abandonedLine) {
      return true;
    } catch (EndOfFileException end) {
      return false;
    }
  }

  private static boolean isExit(String line) {
    String word = line.strip();
    return word.equals("exit") || word.equals("quit");
  }

  private int execute(List<String> typed) {
    List<String> words = typed.stream().filter(word -> !word.isEmpty()).toList();
    if (words.isEmpty() || words.getFirst().startsWith("#")) {
      return 0;
    }
    if (words.getFirst().equals("help")) {
      return help(words);
    }
    if (transaction.takes(words.getFirst())) {
      int said = transaction.say(words) ? 0 : 1;
      terminal.flush();
      return said;
    }
    if (transaction.isOpen() && OF_DATA.contains(words.getFirst())) {
      terminal
          .err()
          .println(
              "error: "
                  + words.getFirst()
                  + " is no statement of a transaction: commit it or roll it back first");
      return 1;
    }
    int code = commands.execute(typed.stream().dropWhile(String::isEmpty).toArray(String[]::new));
    terminal.flush();
    return code;
  }

  private int help(List<String> words) {
    CommandLine wanted = words.size() > 1 ? commands.getSubcommands().get(words.get(1)) : commands;
    if (wanted == null) {
      terminal.err().println("no such command: " + words.get(1));
      return 1;
    }
    wanted.usage(terminal.out());
    terminal.flush();
    return 0;
  }
}
