package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.sql.engine.TransactionMode;
import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.CoordinatorConfig;
import io.halcyon.txn.coordinator.Isolation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// SQL's transactions over the router's. Thread-safe; blocks until keys can be located.
public final class TransactionStorage implements Storage {
  /// Between PostgreSQL's epoch, 2000-01-01, and 1970-01-01.
  private static final long EPOCH_MILLIS = Duration.ofDays(10_957).toMillis();

  private final Transactions transactions;

  public TransactionStorage(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public StorageTransaction begin(TransactionMode mode) {
    awaitRouting();
    Long asOf = mode.asOfMicros();
    long readAt = asOf == null ? 0 : past(asOf);
    Isolation isolation = isolation(mode, readAt != 0);
    CoordinatorConfig settings = transactions.config().coordinator(0, 0, 0);
    Coordinator.Start start =
        new Coordinator.Start(
            transactions.nextRequest(), Transactions.nextCoordinator(), null, isolation, readAt);
    Strand strand = new Strand();
    boolean readOnly = mode.readOnly() || readAt != 0;
    TransactionDriver driver =
        transactions.begin(strand, settings, start, new Origin("", "sql", isolation, readOnly));
    return new StoredTransaction(transactions, driver);
  }

  private void awaitRouting() {
    CompletableFuture<Void> routed = new CompletableFuture<>();
    transactions.whenRouting(
        () -> routed.complete(null),
        failure -> routed.completeExceptionally(new HalcyonException(failure)));
    StoredTransaction.await(routed);
  }

  /// A statement of SQL is many statements here, which must not see different snapshots: so what
  /// asks for one snapshot a statement gets one for the transaction.
  private static Isolation isolation(TransactionMode mode, boolean past) {
    return switch (mode.isolation()) {
      case SERIALIZABLE -> mode.readOnly() || past ? Isolation.SNAPSHOT : Isolation.SERIALIZABLE;
      case SNAPSHOT, READ_COMMITTED -> Isolation.SNAPSHOT;
    };
  }

  private long past(long micros) {
    long millis = Math.floorDiv(micros, 1_000L) + EPOCH_MILLIS;
    if (millis <= 0 || millis > transactions.clock().millis()) {
      throw new HalcyonException(new Failure.OutOfRange("a time to read at must lie in the past"));
    }
    long within = Math.floorMod(micros, 1_000L);
    return within == 0 ? HlcTimestamp.packMillis(millis) : HlcTimestamp.packMillis(millis + 1) - 1;
  }
}
