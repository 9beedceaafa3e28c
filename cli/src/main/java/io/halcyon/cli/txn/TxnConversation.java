package io.halcyon.cli.txn;

import io.halcyon.cli.output.Bytes;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.cli.output.Terminal;
import io.halcyon.client.CommitOutcome;
import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.LockResult;
import io.halcyon.client.ReadOptions;
import io.halcyon.client.Scan;
import io.halcyon.client.Transaction;
import io.halcyon.client.TransactionOptions;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says statements to a cluster and prints the answers, one transaction after the other. Not
/// thread-safe.
public final class TxnConversation implements AutoCloseable {
  private static final Set<String> ALWAYS =
      Set.of("begin", "commit", "rollback", "savepoint", "release", "lock");
  private static final Set<String> WHILE_OPEN = Set.of("get", "put", "delete", "scan");

  private final HalcyonClient client;
  private final Terminal terminal;
  private final Printer printer;
  private final Bytes bytes;
  private @Nullable Transaction open;

  /// @param bytes how keys and values are typed and shown
  public TxnConversation(HalcyonClient client, Terminal terminal, Printer printer, Bytes bytes) {
    this.client = client;
    this.terminal = terminal;
    this.printer = printer;
    this.bytes = bytes;
  }

  /// Returns the first words of what is always a statement here.
  public static Set<String> verbs() {
    return ALWAYS;
  }

  /// Returns whether a transaction is under way.
  public boolean isOpen() {
    return open != null;
  }

  /// Returns whether a line with this first word is a statement here: those of transactions always,
  /// those that can also be said alone while a transaction is under way.
  public boolean takes(String word) {
    String verb = word.toLowerCase(Locale.ROOT);
    return ALWAYS.contains(verb) || (isOpen() && WHILE_OPEN.contains(verb));
  }

  /// Says one statement, and prints what comes of it. After a failure other than of the one
  /// statement the transaction is over, without effect.
  ///
  /// @param words of the line, at least one
  /// @return whether it succeeded
  public boolean say(List<String> words) {
    Statement statement;
    try {
      statement = StatementParser.parse(words);
    } catch (IllegalArgumentException wrong) {
      return failed(words.getFirst(), "Invalid", String.valueOf(wrong.getMessage()));
    }
    try {
      return said(statement);
    } catch (IllegalArgumentException wrong) {
      return failed(statement.verb(), "Invalid", String.valueOf(wrong.getMessage()));
    } catch (HalcyonException e) {
      boolean goesOn =
          e.failure() instanceof Failure.LockNotAvailable || e.failure() instanceof Failure.Invalid;
      if (!goesOn) {
        close();
      }
      return failed(statement.verb(), kind(e.failure()), e.failure().message());
    }
  }

  private boolean said(Statement statement) {
    if (statement instanceof Statement.Begin begin) {
      return begin(begin);
    }
    Transaction txn = open;
    if (txn == null) {
      return failed(statement.verb(), "Invalid", "no transaction is under way: begin one");
    }
    switch (statement) {
      case Statement.Begin _ -> throw new AssertionError("handled above");
      case Statement.Get get -> {
        List<byte[]> keys = read(get.keys());
        rows(statement, found(keys, txn.getAll(keys)), List.of());
      }
      case Statement.Lock lock -> {
        LockResult result = txn.lock(lock.how(), read(lock.keys()));
        List<byte[]> locked = new ArrayList<>(read(lock.keys()));
        locked.removeIf(
            key -> result.skipped().stream().anyMatch(skipped -> Arrays.equals(skipped, key)));
        rows(statement, found(locked, result.entries()), result.skipped());
      }
      case Statement.ScanPrefix scan ->
          scanned(statement, txn, Scan.prefix(bytes.read(scan.prefix())).limit(scan.limit()));
      case Statement.ScanRange scan ->
          scanned(
              statement,
              txn,
              Scan.range(bytes.read(scan.start()), bytes.read(scan.end())).limit(scan.limit()));
      case Statement.Put put -> {
        txn.put(bytes.read(put.key()), bytes.read(put.value()));
        done(statement, "OK");
      }
      case Statement.Delete delete -> {
        txn.delete(bytes.read(delete.key()));
        done(statement, "OK");
      }
      case Statement.Savepoint savepoint -> {
        txn.savepoint(savepoint.name());
        done(statement, "OK");
      }
      case Statement.RollbackTo rollback -> {
        txn.rollbackTo(rollback.name());
        done(statement, "OK");
      }
      case Statement.Release release -> {
        txn.release(release.name());
        done(statement, "OK");
      }
      case Statement.Rollback _ -> {
        open = null;
        txn.rollback();
        done(statement, "rolled back");
      }
      case Statement.Commit _ -> {
        return commit(txn);
      }
    }
    return true;
  }

  private boolean begin(Statement.Begin begin) {
    if (open != null) {
      return failed("begin", "Invalid", "a transaction is under way: commit it or roll it back");
    }
    TransactionOptions options =
        TransactionOptions.DEFAULT.isolation(begin.isolation()).label("halcyon cli");
    Transaction txn =
        client.begin(begin.readOnly() ? options.readOnly(ReadOptions.LINEARIZABLE) : options);
    open = txn;
    String request = RequestIds.show(txn.request());
    printer.single(
        Row.of("statement", "begin").with("request", request), "begun, request " + request);
    return true;
  }

  private boolean commit(Transaction txn) {
    CommitOutcome outcome = txn.tryCommit();
    close();
    return switch (outcome) {
      case CommitOutcome.Committed committed -> {
        Row row = Row.of("statement", "commit").with("outcome", "committed");
        printer.single(
            row.with("timestamp", committed.timestamp()), "committed at " + committed.timestamp());
        yield true;
      }
      case CommitOutcome.MustRestart lost ->
          failed("commit", "MustRestart", lost.conflict().explain());
      case CommitOutcome.Failed failed ->
          failed("commit", kind(failed.failure()), failed.failure().message());
      case CommitOutcome.Ambiguous ambiguous ->
          failed("commit", "Ambiguous", ambiguous.detail() + hint(ambiguous));
    };
  }

  private String hint(CommitOutcome.Ambiguous ambiguous) {
    return ambiguous
        .anchor()
        .map(anchor ->
            "; it may have committed, ask: halcyon txn status %s --anchor %s%s"
                .formatted(
                    RequestIds.show(ambiguous.request()),
                    bytes.show(anchor),
                    switch (bytes) {
                      case TEXT -> "";
                      case HEX -> " --hex";
                      case BASE64 -> " --base64";
                    }))
        .orElse("");
  }

  private void scanned(Statement statement, Transaction txn, Scan scan) {
    List<Row> rows = new ArrayList<>();
    txn.scan(scan).forEach(entry -> rows.add(row(entry.key(), Optional.of(entry))));
    rows(statement, rows, List.of());
  }

  private List<Row> found(List<byte[]> keys, List<Optional<Entry>> entries) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      rows.add(row(keys.get(i), entries.get(i)));
    }
    return rows;
  }

  private Row row(byte[] key, Optional<Entry> entry) {
    Row row = new Row();
    if (!printer.isJson()) {
      String value = entry.map(each -> bytes.show(each.value())).orElse(null);
      return row.with("key", bytes.show(key)).with("value", value);
    }
    bytes.add(row, "key", key);
    entry.ifPresentOrElse(
        each -> bytes.add(row, "value", each.value()), () -> row.with("value", null));
    return row;
  }

  private void rows(Statement statement, List<Row> rows, List<byte[]> skipped) {
    List<String> left = skipped.stream().map(bytes::show).toList();
    if (printer.isJson()) {
      Row row = Row.of("statement", statement.verb()).with("rows", rows);
      printer.single(statement instanceof Statement.Lock ? row.with("skipped", left) : row, "");
      return;
    }
    printer.rows(rows);
    if (rows.isEmpty()) {
      printer.single(new Row(), "(nothing)");
    }
    if (!left.isEmpty()) {
      printer.single(new Row(), "(locked by others: " + String.join(", ", left) + ")");
    }
  }

  private void done(Statement statement, String text) {
    printer.single(Row.of("statement", statement.verb()), text);
  }

  private boolean failed(String verb, String kind, String message) {
    if (printer.isJson()) {
      Row row = Row.of("statement", verb).with("failure", kind).with("message", message);
      printer.single(row.with("goesOn", isOpen()), "");
    } else {
      terminal.flush();
      terminal.err().println("error: " + message);
    }
    return false;
  }

  private static String kind(Failure failure) {
    return failure.getClass().getSimpleName();
  }

  private List<byte[]> read(List<String> typed) {
    return typed.stream().map(bytes::read).toList();
  }

  /// Rolls back what is under way.
  @Override
  public void close() {
    Transaction txn = open;
    open = null;
    if (txn != null) {
      txn.close();
    }
  }
}
