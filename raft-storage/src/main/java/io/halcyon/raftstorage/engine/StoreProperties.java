package io.halcyon.raftstorage.engine;

/// Names of the RocksDB properties that are reported.
final class StoreProperties {
  static final String MEMTABLE_BYTES = "rocksdb.cur-size-all-mem-tables";
  static final String PENDING_COMPACTION_BYTES = "rocksdb.estimate-pending-compaction-bytes";
  static final String LIVE_BYTES = "rocksdb.estimate-live-data-size";
  static final String SST_BYTES = "rocksdb.total-sst-files-size";
  static final String KEYS = "rocksdb.estimate-num-keys";
  static final int LEVELS = 7;

  private StoreProperties() {}

  static String filesAtLevel(int level) {
    return "rocksdb.num-files-at-level" + level;
  }

  static StoreStats stats(Database database, StoreWriter writer, GcHorizon horizon) {
    return new StoreStats(
        database.property(ColumnFamily.NEWEST, KEYS),
        database.property(LIVE_BYTES),
        database.property(SST_BYTES),
        database.property(MEMTABLE_BYTES),
        database.property(ColumnFamily.HISTORY, SST_BYTES)
            + database.property(ColumnFamily.HISTORY, MEMTABLE_BYTES),
        writer.applied().index(),
        writer.durable().index(),
        horizon.get());
  }
}
