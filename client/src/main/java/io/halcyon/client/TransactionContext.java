package io.halcyon.client;

import io.halcyon.core.failure.HalcyonException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What can be said in a transaction. Reads see its own writes.
///
/// Each method may throw {@link HalcyonException}. `LockNotAvailable` and `Invalid` concern the one
/// statement, and the transaction goes on. After `MustRestart` nothing but a restart or a rollback
/// is possible, and after any other failure it is over without effect. Inside {@link
/// HalcyonClient#transact} let failures pass: they are what is retried.
///
/// One thread at a time.
public interface TransactionContext {
  /// Returns the same transaction with futures, for statements that need not wait for one another:
  /// they are evaluated in the order said, before anything said after them. What fails is told by
  /// its future only, so look at each before relying on the commit.
  AsyncTransaction async();

  Optional<Entry> get(byte[] key);

  default Optional<Entry> get(String key) {
    return get(Text.utf8(key));
  }

  /// Reads several keys; the results are in their order.
  List<Optional<Entry>> getAll(List<byte[]> keys);

  /// Reads a range into memory, up to the scan's limit.
  ///
  /// @throws HalcyonException with `Invalid` if the scan names a snapshot of its own or only keys
  List<Entry> scan(Scan scan);

  /// Locks keys and reads their newest versions.
  LockResult lock(KeyLock lock, List<byte[]> keys);

  /// Locks a key for update and reads its newest version.
  default Optional<Entry> lock(byte[] key) {
    return lock(KeyLock.FOR_UPDATE, List.of(key)).entries().getFirst();
  }

  default Optional<Entry> lock(String key) {
    return lock(Text.utf8(key));
  }

  void put(byte[] key, byte[] value);

  default void put(String key, String value) {
    put(Text.utf8(key), Text.utf8(value));
  }

  /// @param ttl time to live, counted from the commit; zero: for ever
  void put(byte[] key, byte[] value, Duration ttl);

  void delete(byte[] key);

  default void delete(String key) {
    delete(Text.utf8(key));
  }

  /// Marks a point to return to.
  void savepoint(String name);

  /// Undoes the writes since the savepoint, which stays; locks stay, too.
  void rollbackTo(String name);

  /// Forgets the savepoint and those after it, keeps the writes.
  void release(String name);
}
