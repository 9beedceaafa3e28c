package io.halcyon.sql.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.catalog.CatalogStore;
import io.halcyon.sql.catalog.LeaseStore;
import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.sql.storage.StorageTransaction.LockStrength;
import io.halcyon.sql.storage.StorageTransaction.LockWait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps others out of the way of a change of the schema (docs/adr/0016).
///
/// First a fence is stored, so that nobody takes a lease of the catalog; then this process gives
/// its own back, and waits until the others have done the same or theirs have passed. What reads
/// that is a snapshot `s`, which reads the version too: so the change, which writes the version,
/// comes above `s` (T1), and above all that was done under any lease. It must commit before the
/// fence has passed.
///
/// From then on whoever writes rows locks the gate of their table when it commits. A change that
/// reads a table's rows locks the gate first, in a transaction of its own, and only then takes its
/// snapshot: so writers wait for it, instead of making it lose.
///
/// Owned by the session's thread, except {@link #cancel}.
final class SchemaChange implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SchemaChange.class);
  private static final long FENCE_MILLIS = 10_000;
  private static final long PAUSE_MILLIS_MAX = 50;

  private final Storage storage;
  private final long id = Randomness.identity();
  private final CatalogLeases own;
  private long fenceTicks;
  private long fence;
  private volatile @Nullable StorageTransaction gatekeeper;

  SchemaChange(Storage storage, CatalogLeases own) {
    this.storage = storage;
    this.own = own;
  }

  /// Returns when no lease holds any more; call {@link #close} after the commit.
  ///
  /// @param age of the transaction that makes the change: one that took long to make takes long to
  ///   commit
  void keepLeasesAway(Duration age) {
    fenceTicks = HlcTimestamp.packMillis(FENCE_MILLIS + 2 * age.toMillis());
    raise();
    own.surrender();
    long pause = 1;
    long at = withoutLeases();
    // If waiting takes most of it, it is raised again; who has passed the old one is seen by the
    // next look.
    while (at == 0 || fence - at < fenceTicks / 2) {
      if (at == 0) {
        pause(pause);
        pause = Math.min(2 * pause, PAUSE_MILLIS_MAX);
      } else {
        raise();
      }
      at = withoutLeases();
    }
  }

  /// Returns when nobody writes to tables any more, and keeps it so until {@link #close}.
  ///
  /// @param tables finds their ids in the catalog that a transaction sees
  void keepWritersAway(Function<StorageTransaction, List<Integer>> tables) {
    StorageTransaction transaction = storage.begin(TransactionMode.DEFAULT);
    gatekeeper = transaction;
    List<byte[]> gates = tables.apply(transaction).stream().map(LeaseStore::gate).toList();
    if (!gates.isEmpty()) {
      transaction.lock(gates, LockStrength.UPDATE, LockWait.WAIT);
    }
  }

  /// Makes waiting for writers fail. Any thread.
  void cancel() {
    StorageTransaction transaction = gatekeeper;
    if (transaction != null) {
      transaction.cancel();
    }
  }

  /// Returns the timestamp by which the change must commit.
  long notAfter() {
    return fence;
  }

  private void raise() {
    fence =
        storage.transact(transaction -> {
          var _ = CatalogStore.version(transaction);
          long until = transaction.readTimestamp() + fenceTicks;
          LeaseStore.putFence(transaction, id, until);
          return until;
        });
  }

  /// Returns a snapshot in which no lease holds; 0 if one does.
  private long withoutLeases() {
    return storage.look(transaction -> {
      var _ = CatalogStore.version(transaction);
      boolean held =
          LeaseStore.leases(transaction).stream()
              .anyMatch(lease -> lease.until() >= transaction.readTimestamp());
      return held ? 0 : transaction.readTimestamp();
    });
  }

  private static void pause(long millis) {
    try {
      var _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HalcyonException(new Failure.Unavailable("interrupted"));
    }
  }

  /// Opens the gates and takes the fence away.
  @Override
  public void close() {
    StorageTransaction keeper = gatekeeper;
    if (keeper != null) {
      keeper.rollback();
    }
    if (fence != 0) {
      removeFence();
    }
  }

  private void removeFence() {
    try {
      storage.change(transaction -> LeaseStore.removeFence(transaction, id));
    } catch (HalcyonException e) {
      // It passes by itself.
      log.atDebug().addKeyValue("problem", e.getMessage()).log("a fence was left behind");
    }
  }
}
