package io.halcyon.sql.catalog;

import io.halcyon.core.key.KeyEncoder;
import io.halcyon.core.key.KeyOrder;
import io.halcyon.sql.storage.PrefixScan;
import io.halcyon.sql.storage.StorageTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// How leases of the catalog, fences against them, and the gates of tables are stored: beside the
/// catalog, on its shard.
///
/// Keys: `table 1 | index 4 | holder (8)`, with the timestamp until which the holder may go by the
/// version that it read when it wrote this; `table 1 | index 5 | change (8)`, with the timestamp
/// until which nobody may take a lease. What has passed means nothing. `table 1 | index 6 | table
/// (4)` is locked, never written: by changes of the table's schema, and by those who write to it.
/// Stateless.
public final class LeaseStore {
  private static final int LEASES = 4;
  private static final int FENCES = 5;
  private static final int GATES = 6;

  private LeaseStore() {}

  /// A lease or a fence.
  ///
  /// @param until the last timestamp for which it holds
  public record Held(byte[] key, long until) {}

  /// Returns all leases, those that have passed too.
  public static List<Held> leases(StorageTransaction transaction) {
    return all(transaction, LEASES);
  }

  /// Returns all fences, those that have passed too.
  public static List<Held> fences(StorageTransaction transaction) {
    return all(transaction, FENCES);
  }

  public static void putLease(StorageTransaction transaction, long holder, long until) {
    transaction.put(key(LEASES, holder), value(until));
  }

  public static void removeLease(StorageTransaction transaction, long holder) {
    transaction.delete(key(LEASES, holder));
  }

  public static void putFence(StorageTransaction transaction, long change, long until) {
    transaction.put(key(FENCES, change), value(until));
  }

  public static void removeFence(StorageTransaction transaction, long change) {
    transaction.delete(key(FENCES, change));
  }

  /// Returns what stands for a table when it is locked as a whole.
  public static byte[] gate(int table) {
    return new KeyEncoder()
        .tablePrefix(CatalogStore.TABLE, GATES)
        .appendInt4(table, KeyOrder.ASC_NULLS_LAST)
        .distributedBy(0, 0)
        .toBytes();
  }

  private static List<Held> all(StorageTransaction transaction, int index) {
    List<Held> all = new ArrayList<>();
    PrefixScan.forEach(
        transaction,
        new KeyEncoder().tablePrefix(CatalogStore.TABLE, index).toBytes(),
        (key, value) -> all.add(new Held(key, ByteBuffer.wrap(value).getLong())));
    return all;
  }

  private static byte[] key(int index, long id) {
    return new KeyEncoder()
        .tablePrefix(CatalogStore.TABLE, index)
        .appendInt8(id, KeyOrder.ASC_NULLS_LAST)
        .distributedBy(0, 0)
        .toBytes();
  }

  private static byte[] value(long until) {
    return ByteBuffer.allocate(Long.BYTES).putLong(until).array();
  }
}
