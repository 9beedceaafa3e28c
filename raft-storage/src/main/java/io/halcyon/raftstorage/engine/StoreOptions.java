package io.halcyon.raftstorage.engine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.TablePropertiesCollectorFactory;

/// The one place that holds RocksDB's options: whoever opens a store, also read-only or as a tool,
/// opens it with these, because other options can damage it.
///
/// Owns the native option objects; closed after the database.
final class StoreOptions implements AutoCloseable {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final int BLOOM_BITS_PER_KEY = 10;

  /// A file is compacted when 3/8 of any 8,192 consecutive records are deletions: queue tables.
  private static final long DELETION_WINDOW = 8192;

  private static final long DELETION_TRIGGER = 3072;

  /// `bucket | session` of {@link ColumnFamily#OUTCOMES}: a session's outcomes come in ascending
  /// order, so the place of the last one is the place of the next, and the search for it is spared.
  private static final String OUTCOME_SESSION = "rocksdb.FixedPrefix.12";

  private final StorageConfig config;
  private final DBOptions database;
  private final Map<ColumnFamily, ColumnFamilyOptions> families = new EnumMap<>(ColumnFamily.class);
  private final List<AutoCloseable> owned = new ArrayList<>();

  StoreOptions(StorageEnvironment environment) {
    config = environment.config();
    database = own(new DBOptions());
    database
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setAtomicFlush(true)
        .setParanoidChecks(true)
        .setMaxOpenFiles(config.openFilesMax())
        .setMaxBackgroundJobs(config.backgroundJobs())
        .setBytesPerSync(MIB)
        .setMaxManifestFileSize(4 * MIB)
        .setManifestPreallocationSize(64 * KIB)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(MIB)
        .setKeepLogFileNum(2)
        // One thread applies, so the machinery for concurrent writers only costs.
        .setAllowConcurrentMemtableWrite(false)
        .setEnableWriteThreadAdaptiveYield(false);
    environment.shareWith(database);
    for (ColumnFamily family : ColumnFamily.values()) {
      families.put(family, own(familyOptions(family, environment)));
    }
  }

  StorageConfig config() {
    return config;
  }

  DBOptions database() {
    return database;
  }

  List<ColumnFamilyDescriptor> descriptors() {
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    families.forEach((family, options) ->
        descriptors.add(new ColumnFamilyDescriptor(family.nameBytes(), options)));
    return descriptors;
  }

  private ColumnFamilyOptions familyOptions(ColumnFamily family, StorageEnvironment environment) {
    boolean small = family.access() == ColumnFamily.Access.SMALL;
    ColumnFamilyOptions options =
        family == ColumnFamily.OUTCOMES ? insertedInOrder() : compactedOnDeletion(family);
    long writeBuffer = environment.config().shardWriteBufferBytes();
    options
        .setWriteBufferSize(writeBuffer)
        // Small arena blocks: eight families of several shards share one memtable budget.
        .setArenaBlockSize(small ? 32 * KIB : 128 * KIB)
        .setMaxWriteBufferNumber(3)
        .setTargetFileSizeBase(16 * MIB)
        .setMaxBytesForLevelBase(64 * MIB)
        .setLevelCompactionDynamicLevelBytes(true)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(table(family, environment));
    return options;
  }

  /// The option has no setter in Java.
  private static ColumnFamilyOptions insertedInOrder() {
    Properties properties = new Properties();
    properties.setProperty("memtable_insert_with_hint_prefix_extractor", OUTCOME_SESSION);
    return Objects.requireNonNull(
        ColumnFamilyOptions.getColumnFamilyOptionsFromProps(properties),
        "RocksDB does not know an option");
  }

  /// The factory can be set on {@link Options} only, from which family options are copied.
  private ColumnFamilyOptions compactedOnDeletion(ColumnFamily family) {
    if (family != ColumnFamily.NEWEST && family != ColumnFamily.EXPIRY) {
      return new ColumnFamilyOptions();
    }
    TablePropertiesCollectorFactory factory =
        own(
            TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                DELETION_WINDOW, DELETION_TRIGGER, 0));
    Options options = own(new Options());
    options.setTablePropertiesCollectorFactory(List.of(factory));
    return new ColumnFamilyOptions(options);
  }

  private BlockBasedTableConfig table(ColumnFamily family, StorageEnvironment environment) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(environment.cache())
            .setBlockSize(family.access() == ColumnFamily.Access.POINT ? 8 * KIB : 16 * KIB)
            .setFormatVersion(6)
            // Indexes and filters count against the cache, or memory would have no bound.
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setOptimizeFiltersForMemory(true);
    if (family.access() == ColumnFamily.Access.POINT) {
      table.setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY))).setWholeKeyFiltering(true);
    }
    return table;
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.add(resource);
    return resource;
  }

  @Override
  public void close() {
    for (AutoCloseable resource : owned.reversed()) {
      NativeResources.close(resource);
    }
    owned.clear();
  }
}
