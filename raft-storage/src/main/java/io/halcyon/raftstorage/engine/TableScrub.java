package io.halcyon.raftstorage.engine;

import java.util.List;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/// Verifies the checksum of every block of an open store's tables, past all caches: what nobody
/// reads would otherwise rot unnoticed until it is the last good copy.
///
/// One table at a time, because RocksDB's own check of a whole store knows no pace.
final class TableScrub {
  private TableScrub() {}

  /// Returns false if the pace ended it early.
  ///
  /// @throws io.halcyon.core.failure.HalcyonException with `Corrupted`; the store is then closed to
  ///   everyone
  static boolean run(Database database, ScrubPace pace) {
    for (LiveFileMetaData table : tables(database)) {
      verify(database, table);
      if (!pace.read(table.size())) {
        return false;
      }
    }
    return true;
  }

  private static List<LiveFileMetaData> tables(Database database) {
    database.gate().enter();
    try {
      return database.rocks().getLiveFilesMetaData();
    } finally {
      database.gate().leave();
    }
  }

  private static void verify(Database database, LiveFileMetaData table) {
    database.gate().enter();
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(table.path() + table.fileName());
      reader.verifyChecksum();
    } catch (RocksDBException e) {
      // A compaction may have replaced the table meanwhile.
      if (isLive(database, table)) {
        throw database.failure(e);
      }
    } finally {
      database.gate().leave();
    }
  }

  private static boolean isLive(Database database, LiveFileMetaData table) {
    return database.rocks().getLiveFilesMetaData().stream()
        .anyMatch(live -> live.fileName().equals(table.fileName()));
  }
}
