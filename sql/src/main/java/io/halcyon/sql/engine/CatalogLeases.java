package io.halcyon.sql.engine;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.catalog.LeaseStore;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.storage.StorageTransaction;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process's lease of the catalog: as long as it has one, its transactions need not read the
/// catalog's version. After leases as in F1 (Rae et al., *Online, Asynchronous Schema Change in
/// F1*, 2013, section 3), but held against timestamps of the database, so that no clock is trusted
/// (docs/adr/0016).
///
/// A lease is taken in the background when transactions ask for one, renewed when half of it has
/// passed, and lapses when nobody asks. {@link SchemaChange} makes all processes give theirs back.
/// Thread-safe.
final class CatalogLeases {
  private static final Logger log = LoggerFactory.getLogger(CatalogLeases.class);

  private final Storage storage;
  private final Function<StorageTransaction, LayoutCache> layouts;
  private final Duration length;
  private final LongSupplier nanoTime;
  private final long holder = Randomness.identity();
  private final AtomicBoolean asking = new AtomicBoolean();
  // Guarded by `row`: who changes what is stored for this process.
  private final Object row = new Object();
  private final Set<Lease> draining = new HashSet<>();
  private long unsettledUntil;
  private volatile @Nullable Lease current;
  private volatile long notBeforeNanos;

  /// @param layouts of the version that a transaction reads
  /// @param length of a lease; zero for none
  CatalogLeases(
      Storage storage,
      Function<StorageTransaction, LayoutCache> layouts,
      Duration length,
      LongSupplier nanoTime) {
    this.storage = storage;
    this.layouts = layouts;
    this.length = length;
    this.nanoTime = nanoTime;
    this.notBeforeNanos = nanoTime.getAsLong();
  }

  /// Returns the lease, entered; null if there is none now. Never blocks.
  @Nullable Lease enter() {
    if (length.isZero()) {
      return null;
    }
    Lease lease = current;
    long now = nanoTime.getAsLong();
    if (lease == null || now - lease.takenNanos() > length.toNanos() / 2) {
      askInBackground(now);
    }
    return lease != null && !doubtful(lease) && lease.enter() ? lease : null;
  }

  /// Returns whether a lease may have passed soon, by the local clock. That clock decides nothing
  /// but whether it is worth trying.
  boolean doubtful(Lease lease) {
    return nanoTime.getAsLong() - lease.takenNanos() > length.toNanos() / 4 * 3;
  }

  private void askInBackground(long now) {
    if (now - notBeforeNanos < 0 || !asking.compareAndSet(false, true)) {
      return;
    }
    Thread.ofVirtual()
        .name("halcyon-sql-catalog-lease")
        .start(() -> {
          try {
            ask();
          } catch (HalcyonException | SqlError e) {
            // Transactions read the version until the next try.
            log.atDebug().addKeyValue("problem", e.getMessage()).log("no lease of the catalog");
            later(length);
          } finally {
            asking.set(false);
          }
        });
  }

  private void later(Duration pause) {
    notBeforeNanos = nanoTime.getAsLong() + pause.toNanos();
  }

  /// Takes or renews the lease, unless there is a fence.
  private void ask() {
    if (!tryToTake()) {
      surrender();
    }
  }

  /// Returns false if there is a fence.
  private boolean tryToTake() {
    synchronized (row) {
      long asked = nanoTime.getAsLong();
      StorageTransaction transaction = storage.begin(TransactionMode.DEFAULT);
      try {
        LayoutCache read = layouts.apply(transaction);
        List<LeaseStore.Held> fences = LeaseStore.fences(transaction);
        long readAt = transaction.readTimestamp();
        if (fences.stream().anyMatch(fence -> fence.until() >= readAt)) {
          return false;
        }
        long until = readAt + HlcTimestamp.packMillis(length.toMillis());
        LeaseStore.putLease(transaction, holder, until);
        transaction.commit();
        granted(read, until, asked);
        return true;
      } finally {
        transaction.rollback();
      }
    }
  }

  private void granted(LayoutCache read, long until, long asked) {
    Lease lease = current;
    if (lease != null && !lease.closed() && lease.version() == read.snapshot().version()) {
      lease.extend(until, asked);
    } else {
      if (lease != null) {
        retire(lease);
      }
      current = new Lease(read, until, asked);
    }
  }

  /// Uses a lease no more; it is given back when its last user has left.
  private void retire(Lease lease) {
    lease.close();
    draining.add(lease);
  }

  /// A user has left.
  void left(Lease lease) {
    lease.leave();
    if (lease.closed() && !lease.used()) {
      Thread.ofVirtual().name("halcyon-sql-catalog-lease").start(this::giveBack);
    }
  }

  /// A commit under a lease may still happen: nothing may be given back before it has passed.
  void unsettled(Lease lease) {
    synchronized (row) {
      unsettledUntil = Math.max(unsettledUntil, lease.until());
    }
  }

  /// Makes this process use its lease no more, for a change of the schema, and gives it back if it
  /// has no users.
  void surrender() {
    synchronized (row) {
      Lease lease = current;
      current = null;
      later(length);
      if (lease != null) {
        retire(lease);
      }
    }
    giveBack();
  }

  /// Gives back what is stored for this process, if no transaction relies on it.
  private void giveBack() {
    synchronized (row) {
      boolean free = current == null && draining.stream().noneMatch(Lease::used);
      if (!free || draining.isEmpty()) {
        return;
      }
      draining.clear();
      try {
        storage.change(this::giveBack);
      } catch (HalcyonException e) {
        // It lapses.
        log.atDebug().addKeyValue("problem", e.getMessage()).log("a lease was not given back");
      }
    }
  }

  private void giveBack(StorageTransaction transaction) {
    // Whatever was read or committed under the lease is below the snapshot that is taken here, and
    // so below the removal.
    var _ = LeaseStore.leases(transaction);
    if (unsettledUntil >= transaction.readTimestamp()) {
      LeaseStore.putLease(transaction, holder, unsettledUntil);
    } else {
      LeaseStore.removeLease(transaction, holder);
    }
  }
}
