package io.halcyon.cli.kv;

import io.halcyon.cli.txn.TxnConversation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.reader.SyntaxError;
import org.jline.reader.impl.DefaultParser;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "txn",
    header = "Runs transactions from a file, or from standard input.",
    description = {
      "One statement a line; # begins a comment, quotes keep blanks together:",
      "",
      "  begin [serializable | snapshot | read committed] [read only]",
      "  get KEY...              put KEY VALUE           delete KEY",
      "  scan PREFIX [limit N]   scan from START to END [limit N]",
      "  lock KEY... [for update | for share] [nowait | skip locked]",
      "  savepoint NAME          rollback to NAME        release NAME",
      "  commit                  rollback",
      "",
      "Ends at the first failure, which rolls back what is under way; so does the end of the input.",
      "Nothing is tried again: a transaction that loses to another fails. In `halcyon kv shell` the",
      "same statements can be typed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon kv txn transfer.txn",
      "  printf 'begin\\nput a 1\\nput b 2\\ncommit\\n' | halcyon kv txn -o json"
    })
final class TxnCommand implements Callable<Integer> {
  @Mixin private final KvOptions options;
  private final KvContext context;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "Statements; - or none: stdin.")
  private @Nullable Path file;

  TxnCommand(KvContext context) {
    this.context = context;
    this.options = new KvOptions(context);
  }

  @Override
  public Integer call() throws IOException {
    Path named = file;
    if (named == null || named.toString().equals("-")) {
      // It belongs to whoever opened it.
      return run(
          new BufferedReader(
              new InputStreamReader(context.terminal().in(), StandardCharsets.UTF_8)));
    }
    try (BufferedReader lines = Files.newBufferedReader(named)) {
      return run(lines);
    } catch (NoSuchFileException e) {
      throw options.wrong("no such file: " + named);
    }
  }

  private int run(BufferedReader lines) throws IOException {
    try (Clients.Lease lease = options.connect();
        TxnConversation conversation =
            new TxnConversation(
                lease.client(), context.terminal(), options.printer(), options.bytes())) {
      return run(lines, conversation) ? 0 : 1;
    }
  }

  private boolean run(BufferedReader lines, TxnConversation conversation) throws IOException {
    DefaultParser parser = new DefaultParser();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      try {
        List<String> words = parser.parse(line.strip(), line.strip().length()).words();
        if (!conversation.say(words)) {
          context.terminal().err().println("in line " + number + ": " + line.strip());
          return false;
        }
      } catch (SyntaxError e) {
        context.terminal().err().println("error: line " + number + ": " + e.getMessage());
        return false;
      }
    }
    if (conversation.isOpen()) {
      context.terminal().err().println("error: the input ends without a commit; rolled back");
      return false;
    }
    return true;
  }
}
