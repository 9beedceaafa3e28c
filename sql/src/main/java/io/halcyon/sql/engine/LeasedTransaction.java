package io.halcyon.sql.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.sql.catalog.CatalogStore;
import io.halcyon.sql.storage.StorageTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A transaction that takes the catalog's version from a lease: all that it reads and writes must
/// be at or below the timestamp up to which that is promised. Where it might not be, it reads the
/// version itself, which is then validated at its commit, and needs the lease no more.
///
/// Owned by one thread at a time, except {@link #cancel}.
final class LeasedTransaction implements StorageTransaction {
  private final StorageTransaction inner;
  private final CatalogLeases leases;
  private @Nullable Lease lease;
  private boolean writes;

  /// @param lease entered for this
  LeasedTransaction(StorageTransaction inner, CatalogLeases leases, Lease lease) {
    this.inner = inner;
    this.leases = leases;
    this.lease = lease;
  }

  /// Reads the version, and needs the lease no more.
  ///
  /// @throws io.halcyon.sql.error.SqlError 40001, if it is not the lease's
  void confirm() {
    Lease held = lease;
    if (held == null) {
      return;
    }
    if (CatalogStore.version(inner) != held.version()) {
      throw CatalogStore.changedMeanwhile();
    }
    leave();
  }

  /// Returns whether nothing was read yet that would have shown that the lease has passed.
  boolean unconfirmed() {
    return lease != null && inner.readTimestamp() == 0;
  }

  /// Returns whether it still relies on the lease.
  boolean held() {
    return lease != null;
  }

  private void leave() {
    Lease held = lease;
    lease = null;
    if (held != null) {
      leases.left(held);
    }
  }

  /// What was read belongs to the version only if that was promised for then.
  private <R> R promised(R read) {
    keepPromise();
    return read;
  }

  private void keepPromise() {
    Lease held = lease;
    if (held != null && inner.readTimestamp() > held.until()) {
      confirm();
    }
  }

  @Override
  public List<byte @Nullable []> get(List<byte[]> keys) {
    return promised(inner.get(keys));
  }

  @Override
  public byte @Nullable [] getValidated(byte[] key) {
    byte @Nullable [] value = inner.getValidated(key);
    keepPromise();
    return value;
  }

  @Override
  public ScanPage scan(ScanRequest request) {
    return promised(inner.scan(request));
  }

  @Override
  public LockedRows lock(List<byte[]> keys, LockStrength strength, LockWait policy) {
    return promised(inner.lock(keys, strength, policy));
  }

  @Override
  public void validateReads() {
    inner.validateReads();
  }

  @Override
  public void put(byte[] key, byte[] value) {
    writes = true;
    inner.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    writes = true;
    inner.delete(key);
  }

  @Override
  public void savepoint(String name) {
    inner.savepoint(name);
  }

  @Override
  public void rollbackTo(String name) {
    inner.rollbackTo(name);
  }

  @Override
  public void release(String name) {
    inner.release(name);
  }

  @Override
  public long commit(long notAfter) {
    Lease held = lease;
    if (held != null && writes && leases.doubtful(held)) {
      confirm();
    }
    held = lease;
    boolean settled = false;
    try {
      long at = inner.commit(held == null ? notAfter : Math.min(notAfter, held.until()));
      settled = true;
      return at;
    } catch (HalcyonException e) {
      settled =
          e.failure() instanceof Failure.MustRestart || e.failure() instanceof Failure.Conflicted;
      throw e;
    } finally {
      if (!settled && held != null) {
        leases.unsettled(held);
      }
      leave();
    }
  }

  @Override
  public void rollback() {
    inner.rollback();
    leave();
  }

  @Override
  public long readTimestamp() {
    return inner.readTimestamp();
  }

  @Override
  public void cancel() {
    inner.cancel();
  }
}
