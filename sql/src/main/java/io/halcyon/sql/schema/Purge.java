package io.halcyon.sql.schema;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.key.KeyEncoder;
import io.halcyon.core.key.StoredKey;
import io.halcyon.sql.engine.EngineTransaction;
import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.storage.StorageTransaction.ScanPage;
import io.halcyon.sql.storage.StorageTransaction.ScanRequest;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes keys that nothing leads to any more, in small transactions, behind the backs of all.
/// What is left when the process ends takes room and does no harm: numbers are never used again.
final class Purge {
  private static final Logger log = LoggerFactory.getLogger(Purge.class);
  private static final int BATCH = 500;

  private final Storage storage;

  Purge(Storage storage) {
    this.storage = storage;
  }

  /// Removes all keys of a table once a transaction has committed.
  void afterCommit(EngineTransaction transaction, int table) {
    byte[] start = prefix(table);
    transaction.afterCommit(() -> start(start));
  }

  /// Removes all keys of an index once a transaction has committed.
  void afterCommit(EngineTransaction transaction, int table, int index) {
    byte[] start = new KeyEncoder().tablePrefix(table, index).toBytes();
    transaction.afterCommit(() -> start(start));
  }

  private static byte[] prefix(int table) {
    byte[] first = new KeyEncoder().tablePrefix(table, 0).toBytes();
    return java.util.Arrays.copyOf(first, first.length - Short.BYTES);
  }

  private void start(byte[] prefix) {
    Thread.ofVirtual().name("halcyon-sql-purge").start(() -> run(prefix));
  }

  private void run(byte[] prefix) {
    byte[] end = Objects.requireNonNull(StoredKey.prefixEnd(prefix));
    try {
      while (step(prefix, end)) {
        // Until nothing is left.
      }
    } catch (HalcyonException e) {
      log.atWarn().addKeyValue("problem", e.getMessage()).log("dropped rows were left behind");
    }
  }

  private boolean step(byte[] start, byte[] end) {
    return storage.transact(transaction -> {
      ScanPage page = transaction.scan(new ScanRequest(start, end, null, BATCH, false));
      page.keys().forEach(transaction::delete);
      return page.more();
    });
  }
}
