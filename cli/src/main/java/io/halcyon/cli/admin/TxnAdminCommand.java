package io.halcyon.cli.admin;

import io.halcyon.cli.output.Bytes;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.cli.output.Terminal;
import io.halcyon.cli.txn.RequestIds;
import io.halcyon.core.config.DurationText;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.GetTransactionResponse;
import io.halcyon.proto.v1.TxnEnd;
import io.halcyon.proto.v1.TxnInfo;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Transactions under way, for operators.
@Command(
    name = "txn",
    header = "Shows and ends transactions that are under way.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon admin txn list --min-age 10s",
      "  halcyon admin txn list --blocked",
      "  halcyon admin txn show TRANSACTION",
      "  halcyon admin txn abort TRANSACTION"
    })
final class TxnAdminCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private TxnAdminCommand() {}

  static CommandLine line(Terminal terminal) {
    CommandLine line = new CommandLine(new TxnAdminCommand());
    line.addSubcommand(new ListThem(terminal));
    line.addSubcommand(new Show(terminal));
    line.addSubcommand(new Abort(terminal));
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do: list, show, abort");
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Row row(TxnInfo info) {
    Row row =
        Row.of("transaction", info.getTransaction())
            .with("state", word(info.getState()))
            .with("age", seconds(info.getAgeMillis()))
            .with("idle", seconds(info.getIdleMillis()))
            .with("writes", info.getWrites())
            .with("locks", info.getLocks());
    row.with("waits for", info.getWaitsForCount() == 0 ? null : info.getWaitsForList());
    row.with("on key", text(info.getWaitsOnKey().toByteArray()));
    row.with("router", info.getRouterAddress());
    return row.with("client", info.getClientAddress().isEmpty() ? null : info.getClientAddress())
        .with("label", info.getLabel().isEmpty() ? null : info.getLabel());
  }

  private static @org.jspecify.annotations.Nullable String text(byte[] key) {
    return key.length == 0 ? null : Bytes.TEXT.show(key);
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
  }

  private static Row row(TxnEnd end) {
    return Row.of("state", end.getCommitted() ? "committed" : "aborted")
        .with("timestamp", end.getCommitted() ? new HlcTimestamp(end.getTimestamp()) : null)
        .with("by", end.getCommitted() ? null : word(end.getAbortedBy()));
  }

  private static String describe(TxnEnd end) {
    return end.getCommitted()
        ? "committed at " + new HlcTimestamp(end.getTimestamp())
        : "aborted: " + word(end.getAbortedBy());
  }

  @Command(name = "list", header = "Lists transactions of all routers, the oldest first.")
  static final class ListThem implements Callable<Integer> {
    @Mixin private final AdminOptions options = new AdminOptions();
    private final Terminal terminal;

    @Option(
        names = "--min-age",
        paramLabel = "TIME",
        defaultValue = "0s",
        description = "Only those at least this old.")
    private String minAge = "";

    @Option(names = "--blocked", description = "Only those that wait, or that others wait for.")
    private boolean blocked;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "100",
        description = "Most transactions (${DEFAULT-VALUE}).")
    private int limit;

    ListThem(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      Duration age;
      try {
        age = DurationText.parse(minAge);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(options.spec.commandLine(), "--min-age: " + e.getMessage());
      }
      if (limit < 1) {
        throw new ParameterException(options.spec.commandLine(), "--limit must be at least 1");
      }
      try (var connection = options.connectForTransactions()) {
        List<TxnInfo> all = connection.list(age, blocked, limit);
        Printer printer = new Printer(terminal, options.format());
        printer.rows(all.stream().map(TxnAdminCommand::row).toList());
        if (all.isEmpty() && !printer.isJson()) {
          terminal.out().println("(none)");
        }
        return 0;
      }
    }
  }

  @Command(name = "show", header = "Shows a transaction, also one that has ended lately.")
  static final class Show implements Callable<Integer> {
    @Mixin private final AdminOptions options = new AdminOptions();
    private final Terminal terminal;

    @Parameters(paramLabel = "TRANSACTION", description = "As `list` names it.")
    private String transaction = "";

    Show(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (var connection = options.connectForTransactions()) {
        GetTransactionResponse found = connection.get(transaction);
        Printer printer = new Printer(terminal, options.format());
        if (found.hasEnd()) {
          printer.single(row(found.getEnd()), describe(found.getEnd()));
          return 0;
        }
        TxnInfo info = found.getInfo();
        RequestId request =
            new RequestId(
                info.getRequestId().getSession(),
                info.getRequestId().getSequence(),
                info.getRequestId().getCreatedMillis());
        printer.rows(
            List.of(
                row(info)
                    .with("request", RequestIds.show(request))
                    .with("anchor", text(info.getAnchor().toByteArray()))
                    .with("isolation", word(info.getIsolation()))
                    .with("restarts", info.getRestarts())));
        return 0;
      }
    }
  }

  @Command(
      name = "abort",
      header = "Ends a transaction that is not decided yet; exit code 1 if it has committed.",
      description = "Its abort is recorded, so that it cannot commit any more.")
  static final class Abort implements Callable<Integer> {
    @Mixin private final AdminOptions options = new AdminOptions();
    private final Terminal terminal;

    @Parameters(paramLabel = "TRANSACTION", description = "As `list` names it.")
    private String transaction = "";

    Abort(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (var connection = options.connectForTransactions()) {
        TxnEnd end = connection.abort(transaction);
        new Printer(terminal, options.format()).single(row(end), describe(end));
        return end.getCommitted() ? 1 : 0;
      }
    }
  }
}
