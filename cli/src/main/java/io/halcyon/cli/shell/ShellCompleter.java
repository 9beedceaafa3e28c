package io.halcyon.cli.shell;

import io.halcyon.cli.txn.TxnConversation;
import io.halcyon.client.AsyncClient;
import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.Scan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.CommandLine;

/// Completes commands, their options, and keys of the cluster.
final class ShellCompleter implements Completer {
  private static final int KEYS_MAX = 30;
  private static final Duration PATIENCE = Duration.ofMillis(700);

  private final CommandLine commands;
  private final AsyncClient client;

  ShellCompleter(CommandLine commands, HalcyonClient client) {
    this.commands = commands;
    this.client = client.async().withTimeout(PATIENCE);
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    if (line.wordIndex() == 0 || line.words().getFirst().equals("help")) {
      commands
          .getSubcommands()
          .forEach((name, command) -> {
            if (name.equals(command.getCommandName())) {
              candidates.add(new Candidate(name, name, null, summary(command), null, null, true));
            }
          });
      TxnConversation.verbs().stream()
          .sorted()
          .forEach(verb ->
              candidates.add(
                  new Candidate(verb, verb, null, "of a transaction", null, null, true)));
      return;
    }
    CommandLine command = commands.getSubcommands().get(line.words().getFirst());
    if (command == null) {
      return;
    }
    if (line.word().startsWith("-")) {
      command
          .getCommandSpec()
          .options()
          .forEach(option -> candidates.add(new Candidate(option.longestName())));
    } else {
      keys(line.word(), candidates);
    }
  }

  private static String summary(CommandLine command) {
    String[] header = command.getCommandSpec().usageMessage().header();
    return header.length == 0 ? "" : header[0];
  }

  /// Offers the first keys that begin with what was typed.
  private void keys(String typed, List<Candidate> candidates) {
    try {
      Scan scan = Scan.prefix(typed).keysOnly().limit(KEYS_MAX).pageSize(KEYS_MAX);
      for (Entry entry : client.scanPage(scan, new byte[0]).get().entries()) {
        candidates.add(new Candidate(entry.keyText()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException unreachable) {
      // No keys to offer; the command itself will say why.
      return;
    }
  }
}
