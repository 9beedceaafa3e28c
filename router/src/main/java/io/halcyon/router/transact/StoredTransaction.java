package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.ring.Tokens;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request.WaitPolicy;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One transaction of SQL: says its statements to the driver on its strand, and waits for what they
/// are answered. Owned by the session's thread; {@link #cancel} by anyone.
final class StoredTransaction implements StorageTransaction {
  private static final int WRITE_BYTES = 64;
  private static final int KEYS_PER_STATEMENT = 1_000;

  private final Transactions transactions;
  private final TransactionDriver driver;
  private final Coordinator coordinator;
  private long readTimestamp;
  private boolean validating;

  StoredTransaction(Transactions transactions, TransactionDriver driver) {
    this.transactions = transactions;
    this.driver = driver;
    this.coordinator = driver.coordinator();
  }

  @Override
  public List<byte @Nullable []> get(List<byte[]> keys) {
    List<byte @Nullable []> values = new ArrayList<>(keys.size());
    for (int from = 0; from < keys.size(); from += KEYS_PER_STATEMENT) {
      List<byte[]> part = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_STATEMENT));
      get(part, validating, values);
    }
    return values;
  }

  @Override
  public byte @Nullable [] getValidated(byte[] key) {
    List<byte @Nullable []> values = new ArrayList<>(1);
    get(List.of(key), true, values);
    return values.getFirst();
  }

  @Override
  public void validateReads() {
    validating = true;
  }

  /// A part whose values are too many bytes for one statement is read in halves.
  private void get(List<byte[]> keys, boolean validated, List<byte @Nullable []> values) {
    List<Key> wanted = keys.stream().map(Key::new).toList();
    Answer answer = ask(new Statement.Get(wanted, Statements.READ_BYTES_MAX, validated));
    boolean tooLarge =
        answer instanceof Answer.Failed(Answer.Reason reason, _, _)
            && reason == Answer.Reason.INVALID
            && !coordinator.over()
            && keys.size() > 1;
    if (tooLarge) {
      int half = keys.size() / 2;
      get(keys.subList(0, half), validated, values);
      get(keys.subList(half, keys.size()), validated, values);
      return;
    }
    Answer.Rows rows = expect(answer, Answer.Rows.class);
    readTimestamp = rows.readAt();
    rows.rows().forEach(row -> values.add(value(row)));
  }

  @Override
  public ScanPage scan(ScanRequest request) {
    Span span = new Span(new Key(request.start()), new Key(request.end()));
    byte[] part = request.part();
    if (part != null) {
      long token = Tokens.of(part, 0, part.length);
      driver.strand().execute(() -> driver.colocated(span, token));
    }
    // One row more than wanted tells whether there are more.
    Answer answer =
        ask(
            new Statement.Scan(
                span,
                request.limit() + 1,
                request.reverse(),
                Statements.READ_BYTES_MAX,
                validating));
    Answer.Rows rows = expect(answer, Answer.Rows.class);
    readTimestamp = rows.readAt();
    boolean more = rows.rows().size() > request.limit();
    List<byte[]> keys = new ArrayList<>(rows.rows().size());
    List<byte[]> values = new ArrayList<>(rows.rows().size());
    for (Row row : more ? rows.rows().subList(0, request.limit()) : rows.rows()) {
      byte[] value = value(row);
      if (value != null) {
        keys.add(row.key().bytes());
        values.add(value);
      }
    }
    return new ScanPage(keys, values, more || rows.cut());
  }

  @Override
  public LockedRows lock(List<byte[]> keys, LockStrength strength, LockWait wait) {
    List<byte @Nullable []> values = new ArrayList<>(keys.size());
    boolean[] skipped = new boolean[keys.size()];
    for (int from = 0; from < keys.size(); from += KEYS_PER_STATEMENT) {
      List<byte[]> part = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_STATEMENT));
      lock(part, strength, wait, values, skipped);
    }
    return new LockedRows(values, skipped);
  }

  private void lock(
      List<byte[]> keys,
      LockStrength strength,
      LockWait wait,
      List<byte @Nullable []> values,
      boolean[] skipped) {
    List<Key> wanted = keys.stream().map(Key::new).toList();
    LockMode mode = strength == LockStrength.SHARE ? LockMode.SHARED : LockMode.EXCLUSIVE;
    WaitPolicy policy =
        switch (wait) {
          case WAIT -> WaitPolicy.WAIT;
          case NOWAIT -> WaitPolicy.NOWAIT;
          case SKIP -> WaitPolicy.SKIP_LOCKED;
        };
    Answer.Locked locked =
        expect(ask(new Statement.Lock(wanted, mode, policy)), Answer.Locked.class);
    readTimestamp = locked.readAt();
    Map<Key, Row> found = new HashMap<>();
    locked.rows().forEach(row -> found.put(row.key(), row));
    for (Key key : wanted) {
      Row row = found.get(key);
      skipped[values.size()] = row == null;
      values.add(row == null ? null : value(row));
    }
  }

  private static byte @Nullable [] value(Row row) {
    Value value = row.version().value();
    return value == null ? null : value.bytes();
  }

  @Override
  public void put(byte[] key, byte[] value) {
    write(key, value);
  }

  @Override
  public void delete(byte[] key) {
    write(key, null);
  }

  private void write(byte[] key, byte @Nullable [] value) {
    if (driver.origin().readOnly()) {
      throw new HalcyonException(new Failure.Invalid("the transaction is read-only"));
    }
    long bytes = WRITE_BYTES + key.length + (value == null ? 0L : value.length);
    Failure full = driver.reserve(bytes);
    if (full != null) {
      throw new HalcyonException(full);
    }
    Value written = value == null ? null : new Value(value, 0);
    expect(ask(new Statement.Put(new Key(key), written)), Answer.Done.class);
  }

  @Override
  public void savepoint(String name) {
    expect(ask(new Statement.Savepoint(name)), Answer.Done.class);
  }

  @Override
  public void rollbackTo(String name) {
    expect(ask(new Statement.RollbackTo(name)), Answer.Done.class);
  }

  @Override
  public void release(String name) {
    expect(ask(new Statement.ReleaseSavepoint(name)), Answer.Done.class);
  }

  @Override
  public long commit(long notAfter) {
    boolean writes = coordinator.writes() > 0;
    Answer answer = ask(new Statement.Commit(Value.EMPTY, false, notAfter));
    return writes ? expect(answer, Answer.Committed.class).at() : 0;
  }

  @Override
  public void rollback() {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    driver
        .strand()
        .execute(() -> {
          var _ = driver.end(rolledBack());
          ended.complete(null);
        });
    await(ended);
  }

  @Override
  public long readTimestamp() {
    return readTimestamp;
  }

  @Override
  public void cancel() {
    driver
        .strand()
        .execute(() -> {
          if (!coordinator.committing()) {
            var _ = driver.end(rolledBack());
          }
        });
  }

  private static Failure rolledBack() {
    return new Failure.TxnEnded(Failure.EndCause.UNKNOWN, "the transaction is rolled back");
  }

  private Answer ask(Statement statement) {
    CompletableFuture<Answer> answered = new CompletableFuture<>();
    driver.strand().execute(() -> say(statement, answered));
    return await(answered);
  }

  private void say(Statement statement, CompletableFuture<Answer> answered) {
    Failure ended = driver.ended();
    if (ended != null) {
      answered.completeExceptionally(new HalcyonException(ended));
      return;
    }
    driver.say(
        statement,
        new TransactionDriver.Hearer() {
          @Override
          public void answered(Answer answer) {
            answered.complete(answer);
          }

          @Override
          public void refused(Failure failure) {
            answered.completeExceptionally(new HalcyonException(failure));
          }
        });
  }

  private <A extends Answer> A expect(Answer answer, Class<A> type) {
    if (type.isInstance(answer)) {
      return type.cast(answer);
    }
    throw new HalcyonException(failure(answer));
  }

  private Failure failure(Answer answer) {
    return switch (answer) {
      case Answer.Refused refused -> Answers.failure(refused);
      case Answer.MustRestart restart -> new Failure.MustRestart(Conflicts.of(restart.conflict()));
      case Answer.Failed failed -> Answers.failure(failed, coordinator.over());
      case Answer.Ambiguous ambiguous -> new Failure.Ambiguous(Answers.lost(ambiguous.txn()));
      case Answer.RolledBack _ -> rolledBack();
      case Answer.Rows _, Answer.Locked _, Answer.Done _, Answer.Committed _ ->
          throw new InvariantViolation("a statement was answered with " + answer);
    };
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HalcyonException(new Failure.Unavailable("interrupted"));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HalcyonException failure) {
        throw failure;
      }
      throw new InvariantViolation("a statement broke: " + e.getCause());
    }
  }
}
