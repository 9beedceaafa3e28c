package io.halcyon.sql.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.catalog.CatalogStore;
import io.halcyon.sql.catalog.LeaseStore;
import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.storage.StorageTransaction;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps leases of the catalog away while a change of the schema commits (docs/adr/0016).
///
/// First a fence is stored, so that nobody takes a lease; then this process gives its own back, and
/// waits until the others have done the same or theirs have passed. What reads that is a snapshot
/// `s`, which reads the version too: so the change, which writes the version, comes above `s` (T1),
/// and above all that was done under any lease. It must commit before the fence has passed.
final class SchemaChange implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SchemaChange.class);
  private static final TransactionMode LOOK =
      new TransactionMode(TransactionMode.Isolation.SNAPSHOT, true, false, null);
  private static final long FENCE_MILLIS = 10_000;
  private static final long PAUSE_MILLIS_MAX = 50;

  private final Storage storage;
  private final long id = Randomness.identity();
  private final long fenceTicks;
  private long fence;

  private SchemaChange(Storage storage, Duration age) {
    this.storage = storage;
    this.fenceTicks = HlcTimestamp.packMillis(FENCE_MILLIS + 2 * age.toMillis());
  }

  /// Returns when no lease holds any more; call {@link #close} after the commit.
  ///
  /// @param age of the transaction that makes the change: one that took long to make takes long to
  ///   commit
  static SchemaChange begin(Storage storage, CatalogLeases own, Duration age) {
    SchemaChange change = new SchemaChange(storage, age);
    boolean begun = false;
    try {
      change.raise();
      own.surrender();
      change.await();
      begun = true;
      return change;
    } finally {
      if (!begun) {
        change.close();
      }
    }
  }

  /// Returns the timestamp by which the change must commit.
  long notAfter() {
    return fence;
  }

  private void raise() {
    StorageTransaction transaction = storage.begin(TransactionMode.DEFAULT);
    try {
      var _ = CatalogStore.version(transaction);
      long until = transaction.readTimestamp() + fenceTicks;
      LeaseStore.putFence(transaction, id, until);
      transaction.commit();
      fence = until;
    } finally {
      transaction.rollback();
    }
  }

  private void await() {
    long pause = 1;
    long at = 0;
    while (at == 0 || fence - at < fenceTicks / 2) {
      if (at != 0) {
        // Waiting took most of it. Who has passed the old one unseen is seen by the next look.
        raise();
      }
      at = withoutLeases();
      while (at == 0) {
        pause(pause);
        pause = Math.min(2 * pause, PAUSE_MILLIS_MAX);
        at = withoutLeases();
      }
    }
  }

  /// Returns a snapshot in which no lease holds; 0 if one does.
  private long withoutLeases() {
    StorageTransaction transaction = storage.begin(LOOK);
    try {
      var _ = CatalogStore.version(transaction);
      boolean held =
          LeaseStore.leases(transaction).stream()
              .anyMatch(lease -> lease.until() >= transaction.readTimestamp());
      return held ? 0 : transaction.readTimestamp();
    } finally {
      transaction.rollback();
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HalcyonException(new Failure.Unavailable("interrupted"));
    }
  }

  /// Takes the fence away.
  @Override
  public void close() {
    StorageTransaction transaction = storage.begin(TransactionMode.DEFAULT);
    try {
      LeaseStore.removeFence(transaction, id);
      transaction.commit();
    } catch (HalcyonException e) {
      // It passes by itself.
      log.atDebug().addKeyValue("problem", e.getMessage()).log("a fence was left behind");
    } finally {
      transaction.rollback();
    }
  }
}
