package io.halcyon.client;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// An explicit transaction, without retries of its own: prefer {@link HalcyonClient#transact}.
///
/// ```java
/// try (Transaction txn = client.begin(TransactionOptions.DEFAULT)) {
///   txn.put("a", "1");
///   txn.put("b", "2");
///   txn.commit();
/// }
/// ```
///
/// Closing it without a commit rolls it back. One thread at a time.
public final class Transaction implements TransactionContext, AutoCloseable {
  private static final byte[] NO_ANSWER = {};

  /// Writes that are not answered are waited for beyond this number.
  private static final int UNANSWERED_MAX = 256;

  private final AsyncClient client;
  private final AsyncTransaction async;
  private final CompletableFuture<Void> begun;
  private final Deque<CompletableFuture<Void>> unanswered = new ArrayDeque<>();
  private boolean over;

  Transaction(AsyncClient client, AsyncTransaction async) {
    this(client, async, CompletableFuture.completedFuture(null));
  }

  /// @param begun the answer to the begin
  Transaction(AsyncClient client, AsyncTransaction async, CompletableFuture<Void> begun) {
    this.client = client;
    this.async = async;
    this.begun = begun;
  }

  @Override
  public AsyncTransaction async() {
    return async;
  }

  /// Returns the name under which the outcome is remembered.
  public RequestId request() {
    return async.request();
  }

  @Override
  public Optional<Entry> get(byte[] key) {
    return await(async.get(key));
  }

  @Override
  public List<Optional<Entry>> getAll(List<byte[]> keys) {
    return await(async.getAll(keys));
  }

  @Override
  public List<Entry> scan(Scan scan) {
    return await(async.scan(scan));
  }

  @Override
  public LockResult lock(KeyLock lock, List<byte[]> keys) {
    return await(async.lock(lock, keys));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    ahead(async.put(key, value));
  }

  @Override
  public void put(byte[] key, byte[] value, Duration ttl) {
    ahead(async.put(key, value, ttl));
  }

  @Override
  public void delete(byte[] key) {
    ahead(async.delete(key));
  }

  @Override
  public void savepoint(String name) {
    await(async.savepoint(name));
  }

  @Override
  public void rollbackTo(String name) {
    await(async.rollbackTo(name));
  }

  @Override
  public void release(String name) {
    await(async.release(name));
  }

  /// Goes on without the answer to a write: the router only buffers it. A failure is thrown by a
  /// later statement, at the latest by the commit, which then has no effect.
  private void ahead(CompletableFuture<Void> write) {
    unanswered.add(write);
    while (!unanswered.isEmpty()
        && (unanswered.size() > UNANSWERED_MAX
            || unanswered.element().isDone()
            || write.isDone())) {
      client.await(unanswered.remove());
    }
  }

  /// Waits for an answer. All earlier ones have come by then; the first failure is why.
  private <T> T await(CompletableFuture<T> statement) {
    try {
      T answer = client.await(statement);
      writesAnswered();
      return answer;
    } catch (HalcyonException e) {
      if (begun.isCompletedExceptionally()) {
        client.await(begun);
      }
      writesAnswered();
      throw e;
    }
  }

  private void writesAnswered() {
    while (!unanswered.isEmpty()) {
      client.await(unanswered.remove());
    }
  }

  /// Commits.
  ///
  /// @return when it took effect
  /// @throws HalcyonException `MustRestart` and other failures: nothing took effect; `Ambiguous`:
  ///   it may have, and {@link #tryCommit} tells what to ask for
  public HlcTimestamp commit() {
    return switch (tryCommit()) {
      case CommitOutcome.Committed committed -> committed.timestamp();
      case CommitOutcome.MustRestart lost ->
          throw new HalcyonException(new Failure.MustRestart(lost.conflict()));
      case CommitOutcome.Failed failed -> throw new HalcyonException(failed.failure());
      case CommitOutcome.Ambiguous ambiguous ->
          throw new HalcyonException(new Failure.Ambiguous(ambiguous.detail()));
    };
  }

  /// Commits, and returns whatever comes of it.
  public CommitOutcome tryCommit() {
    return tryCommit(NO_ANSWER);
  }

  /// @param answer remembered with the commit
  CommitOutcome tryCommit(byte[] answer) {
    CommitOutcome outcome = client.await(async.commit(answer));
    unanswered.clear(); // a write that failed has had the commit refused
    if (outcome instanceof CommitOutcome.Failed && begun.isCompletedExceptionally()) {
      client.await(begun);
    }
    over = !(outcome instanceof CommitOutcome.MustRestart);
    if (over) {
      async.abandon();
    }
    return outcome;
  }

  /// After `MustRestart`: begins a new attempt with the locks of the last; say the statements
  /// again.
  public void restart() {
    unanswered.clear();
    client.await(async.restart());
  }

  /// Ends it without effect.
  public void rollback() {
    over = true;
    client.await(async.rollback());
  }

  /// Rolls back what was not committed, without waiting for it.
  @Override
  public void close() {
    if (!over) {
      over = true;
      async.abandon();
    }
  }
}
