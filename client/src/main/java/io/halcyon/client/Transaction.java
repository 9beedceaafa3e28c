package io.halcyon.client;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

  private final AsyncClient client;
  private final AsyncTransaction async;
  private boolean over;

  Transaction(AsyncClient client, AsyncTransaction async) {
    this.client = client;
    this.async = async;
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
    return client.await(async.get(key));
  }

  @Override
  public List<Optional<Entry>> getAll(List<byte[]> keys) {
    return client.await(async.getAll(keys));
  }

  @Override
  public List<Entry> scan(Scan scan) {
    return client.await(async.scan(scan));
  }

  @Override
  public LockResult lock(KeyLock lock, List<byte[]> keys) {
    return client.await(async.lock(lock, keys));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    client.await(async.put(key, value));
  }

  @Override
  public void put(byte[] key, byte[] value, Duration ttl) {
    client.await(async.put(key, value, ttl));
  }

  @Override
  public void delete(byte[] key) {
    client.await(async.delete(key));
  }

  @Override
  public void savepoint(String name) {
    client.await(async.savepoint(name));
  }

  @Override
  public void rollbackTo(String name) {
    client.await(async.rollbackTo(name));
  }

  @Override
  public void release(String name) {
    client.await(async.release(name));
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
    over = !(outcome instanceof CommitOutcome.MustRestart);
    if (over) {
      async.abandon();
    }
    return outcome;
  }

  /// After `MustRestart`: begins a new attempt with the locks of the last; say the statements
  /// again.
  public void restart() {
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
