package io.halcyon.sql.storage;

import io.halcyon.core.key.StoredKey;
import io.halcyon.sql.storage.StorageTransaction.ScanPage;
import io.halcyon.sql.storage.StorageTransaction.ScanRequest;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;

/// Reads all keys that begin alike, a page at a time. Stateless.
public final class PrefixScan {
  private static final int PAGE = 500;
  private static final byte[] NO_PART = new byte[0];

  private PrefixScan() {}

  /// Hands out keys with their values, in their order.
  ///
  /// @param prefix of keys without a distribution part, all on one shard
  public static void forEach(
      StorageTransaction transaction, byte[] prefix, BiConsumer<byte[], byte[]> taker) {
    byte[] start = prefix;
    byte[] end = Objects.requireNonNull(StoredKey.prefixEnd(prefix));
    while (true) {
      ScanPage page = transaction.scan(new ScanRequest(start, end, NO_PART, PAGE, false));
      for (int row = 0; row < page.keys().size(); row++) {
        taker.accept(page.keys().get(row), page.values().get(row));
      }
      if (!page.more()) {
        return;
      }
      byte[] last = page.keys().getLast();
      start = Arrays.copyOf(last, last.length + 1);
    }
  }
}
