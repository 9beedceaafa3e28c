package io.halcyon.sql.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.halcyon.core.key.KeyEncoder;
import io.halcyon.core.key.KeyOrder;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.storage.PrefixScan;
import io.halcyon.sql.storage.StorageTransaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// How the catalog is stored: rows of a table of its own, all on one shard, read and written in
/// ordinary transactions. So a change of the schema commits, or does not, together with the data
/// that is written beside it.
///
/// Keys: `table 1 | index 1 | id`, with the object as JSON; `table 1 | index 2`, with the version
/// (8 bytes), which every change reads and writes, so that two cannot pass each other; `table 1 |
/// index 3`, with the next id (4 bytes). For indexes 4 and 5 see {@link LeaseStore}. Stateless.
public final class CatalogStore {
  /// Number of the table that the catalog is.
  public static final int TABLE = 1;

  private static final int OBJECTS = 1;
  private static final int VERSION = 2;
  private static final int NEXT_ID = 3;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .build();

  private CatalogStore() {}

  /// Reads the version that a transaction sees; 0 before the first change. The transaction commits
  /// only if that is still the version then.
  public static long version(StorageTransaction transaction) {
    byte[] value = transaction.getValidated(single(VERSION));
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  /// Reads the whole catalog as a transaction sees it.
  public static CatalogSnapshot load(StorageTransaction transaction) {
    long version = version(transaction);
    List<Descriptor> descriptors = new ArrayList<>();
    PrefixScan.forEach(
        transaction,
        new KeyEncoder().tablePrefix(TABLE, OBJECTS).toBytes(),
        (_, value) -> descriptors.add(parse(value)));
    return new CatalogSnapshot(version, descriptors);
  }

  /// Returns what a transaction fails with under which the schema was changed.
  public static SqlError changedMeanwhile() {
    return new SqlError(
        SqlState.SERIALIZATION_FAILURE,
        "could not serialize access due to a concurrent change of the schema");
  }

  /// Writes a change, and the version after it.
  ///
  /// @param version the one that is replaced, and that the transaction has read
  /// @param written objects that are new or changed
  /// @param removed ids of objects that are no more
  public static void write(
      StorageTransaction transaction,
      long version,
      List<Descriptor> written,
      List<Integer> removed) {
    byte[] next = ByteBuffer.allocate(Long.BYTES).putLong(version + 1).array();
    transaction.put(single(VERSION), next);
    for (Descriptor descriptor : written) {
      transaction.put(object(descriptor.id()), format(descriptor));
    }
    for (int id : removed) {
      transaction.delete(object(id));
    }
  }

  /// Takes ids for new objects.
  ///
  /// @return the first of them
  public static int takeIds(StorageTransaction transaction, int count) {
    byte[] value = transaction.get(List.of(single(NEXT_ID))).getFirst();
    int first = value == null ? CatalogSnapshot.FIRST_USER_ID : ByteBuffer.wrap(value).getInt();
    byte[] next = ByteBuffer.allocate(Integer.BYTES).putInt(Math.addExact(first, count)).array();
    transaction.put(single(NEXT_ID), next);
    return first;
  }

  private static byte[] single(int index) {
    return new KeyEncoder().tablePrefix(TABLE, index).distributedBy(0, 0).toBytes();
  }

  private static byte[] object(int id) {
    return new KeyEncoder()
        .tablePrefix(TABLE, OBJECTS)
        .appendInt4(id, KeyOrder.ASC_NULLS_LAST)
        .distributedBy(0, 0)
        .toBytes();
  }

  static byte[] format(Descriptor descriptor) {
    try {
      return JSON.writerFor(Descriptor.class).writeValueAsBytes(descriptor);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a descriptor that is no JSON", e);
    }
  }

  static Descriptor parse(byte[] json) {
    try {
      return JSON.readValue(json, Descriptor.class);
    } catch (IOException e) {
      throw new SqlError(
          SqlState.DATA_CORRUPTED, "an object of the catalog is damaged: " + e.getMessage());
    }
  }
}
