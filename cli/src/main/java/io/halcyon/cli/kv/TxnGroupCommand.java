package io.halcyon.cli.kv;

import io.halcyon.cli.output.Row;
import io.halcyon.cli.txn.RequestIds;
import io.halcyon.client.CommitOutcome;
import io.halcyon.core.id.RequestId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What became of transactions.
@Command(
    name = "txn",
    header = "Asks what became of a transaction.",
    description =
        "Transactions are run by `halcyon kv txn`; those under way are shown by `halcyon admin txn`.",
    footerHeading = "%nExamples:%n",
    footer = "  halcyon txn status 00c0ffee00c0ffee-1-1795319748147 --anchor alice")
public final class TxnGroupCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private TxnGroupCommand() {}

  /// Returns the command with its sub-command.
  public static CommandLine line(KvContext context) {
    CommandLine line = new CommandLine(new TxnGroupCommand());
    line.addSubcommand(new Status(context));
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do: status");
  }

  @Command(
      name = "status",
      header = "Tells whether a request has committed; exit code 1 if it has not so far.",
      description = {
        "The way out of an ambiguous commit, which names the request and its anchor. A request that",
        "is undecided may still commit while an attempt of it is under way."
      },
      footerHeading = "%nExamples:%n",
      footer = "  halcyon txn status 00c0ffee00c0ffee-1-1795319748147 --anchor alice")
  static final class Status implements Callable<Integer> {
    @Mixin private final KvOptions options;

    @Parameters(paramLabel = "REQUEST", description = "As the begin or the failure named it.")
    private String request = "";

    @Option(
        names = "--anchor",
        required = true,
        paramLabel = "KEY",
        description = "The key at whose shard the transaction was decided.")
    private String anchor = "";

    Status(KvContext context) {
      this.options = new KvOptions(context);
    }

    @Override
    public Integer call() {
      RequestId id;
      try {
        id = RequestIds.read(request);
      } catch (IllegalArgumentException e) {
        throw options.wrong(String.valueOf(e.getMessage()));
      }
      byte[] key = options.read(anchor);
      try (var lease = options.connect()) {
        Optional<CommitOutcome.Committed> outcome = lease.client().transactionStatus(id, key);
        Row row =
            Row.of("request", request)
                .with("state", outcome.isPresent() ? "committed" : "undecided");
        options
            .printer()
            .single(
                row.with("timestamp", outcome.map(CommitOutcome.Committed::timestamp).orElse(null)),
                outcome
                    .map(committed -> "committed at " + committed.timestamp())
                    .orElse("undecided: no attempt has committed so far"));
        return outcome.isPresent() ? 0 : 1;
      }
    }
  }
}
