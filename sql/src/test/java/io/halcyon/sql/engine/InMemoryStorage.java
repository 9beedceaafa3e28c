package io.halcyon.sql.engine;

import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.storage.StorageTransaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Keys in memory, for transactions that do not write the same. Pages are as small as they may be,
/// so that going on is tested too.
final class InMemoryStorage implements Storage {
  private static final int PAGE = 7;

  final NavigableMap<byte[], byte[]> committed = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public synchronized StorageTransaction begin(TransactionMode mode) {
    return new InMemoryTransaction();
  }

  private final class InMemoryTransaction implements StorageTransaction {
    private final NavigableMap<byte[], byte[]> base = new TreeMap<>(committed);
    private NavigableMap<byte[], byte[]> now = new TreeMap<>(base);
    private final Map<String, NavigableMap<byte[], byte[]>> savepoints = new HashMap<>();

    @Override
    public List<byte @Nullable []> get(List<byte[]> keys) {
      List<byte @Nullable []> values = new ArrayList<>();
      keys.forEach(key -> values.add(now.get(key)));
      return values;
    }

    @Override
    public byte @Nullable [] getValidated(byte[] key) {
      return now.get(key);
    }

    @Override
    public void validateReads() {}

    @Override
    public ScanPage scan(ScanRequest request) {
      var range = now.subMap(request.start(), true, request.end(), false);
      var ordered = request.reverse() ? range.descendingMap() : range;
      List<byte[]> keys = new ArrayList<>();
      List<byte[]> values = new ArrayList<>();
      int limit = Math.min(PAGE, request.limit());
      for (var entry : ordered.entrySet()) {
        if (keys.size() == limit) {
          return new ScanPage(keys, values, true);
        }
        keys.add(entry.getKey());
        values.add(entry.getValue());
      }
      return new ScanPage(keys, values, false);
    }

    @Override
    public LockedRows lock(List<byte[]> keys, LockStrength strength, LockWait policy) {
      return new LockedRows(get(keys), new boolean[keys.size()]);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      now.put(key, value);
    }

    @Override
    public void delete(byte[] key) {
      now.remove(key);
    }

    @Override
    public void savepoint(String name) {
      savepoints.put(name, new TreeMap<>(now));
    }

    @Override
    public void rollbackTo(String name) {
      now = new TreeMap<>(savepoints.get(name));
    }

    @Override
    public void release(String name) {
      savepoints.remove(name);
    }

    @Override
    public long commit(long notAfter) {
      synchronized (InMemoryStorage.this) {
        base.keySet().stream().filter(key -> !now.containsKey(key)).forEach(committed::remove);
        now.forEach((key, value) -> {
          if (!Arrays.equals(base.get(key), value)) {
            committed.put(key, value);
          }
        });
      }
      return 1;
    }

    @Override
    public void rollback() {}

    @Override
    public long readTimestamp() {
      return 1;
    }

    @Override
    public void cancel() {}
  }
}
