package io.halcyon.raftstorage.engine;

/// Settings of what all stores of a process share, prefix `node.storage`. The defaults suit a node
/// of less than 512 MiB.
///
/// @param cacheBytes block cache, index and filter blocks included; memtables are charged to it, so
///   it bounds most of what RocksDB holds
/// @param writeBufferBytesMax memtables of all stores together; beyond it the largest is flushed
/// @param shardWriteBufferBytes memtable of one column family before it is flushed
/// @param recentRowsBytes memory of each store for the rows written last, which spares a read when
///   they are written again; a power of two of at least 64 KiB, or 0 for none
/// @param compactionBytesPerSecond limit of flush and compaction writes; 0 for none
/// @param backgroundJobs most flushes and compactions at a time
/// @param openFilesMax files that one store keeps open
/// @param statistics whether RocksDB counts cache hits, stalls and the like
public record StorageConfig(
    long cacheBytes,
    long writeBufferBytesMax,
    long shardWriteBufferBytes,
    long recentRowsBytes,
    long compactionBytesPerSecond,
    int backgroundJobs,
    int openFilesMax,
    boolean statistics) {
  private static final long MIB = 1024 * 1024;

  public static final StorageConfig DEFAULT =
      new StorageConfig(128 * MIB, 32 * MIB, 4 * MIB, 8 * MIB, 64 * MIB, 2, 256, true);

  public StorageConfig {
    atLeast("node.storage.cache-bytes", cacheBytes, MIB);
    atLeast("node.storage.write-buffer-bytes-max", writeBufferBytesMax, MIB);
    atLeast("node.storage.shard-write-buffer-bytes", shardWriteBufferBytes, 64 * 1024);
    if (recentRowsBytes != 0
        && (recentRowsBytes < 64 * 1024
            || Long.bitCount(recentRowsBytes) != 1
            || recentRowsBytes > 1024 * MIB)) {
      throw new IllegalArgumentException(
          "node.storage.recent-rows-bytes = "
              + recentRowsBytes
              + " is neither 0 nor a power of two from 64 KiB to 1 GiB");
    }
    atLeast("node.storage.compaction-bytes-per-second", compactionBytesPerSecond, 0);
    atLeast("node.storage.background-jobs", backgroundJobs, 1);
    atLeast("node.storage.open-files-max", openFilesMax, 16);
    if (shardWriteBufferBytes > writeBufferBytesMax) {
      throw new IllegalArgumentException(
          "node.storage.shard-write-buffer-bytes = "
              + shardWriteBufferBytes
              + " exceeds node.storage.write-buffer-bytes-max = "
              + writeBufferBytesMax);
    }
  }

  private static void atLeast(String key, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " = " + value + " is less than " + least);
    }
  }
}
