package io.halcyon.verify.memory;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.verify.database.OpenTxn;
import io.halcyon.verify.database.Session;
import io.halcyon.verify.database.Txn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A client of the database in memory: others may run before and after each of its calls.
final class MemorySession implements Session {
  private static final int ATTEMPTS_MAX = 30;

  private final MemoryDatabase database;

  MemorySession(MemoryDatabase database) {
    this.database = database;
  }

  @Override
  public @Nullable String get(String key) {
    database.travel();
    String value = database.asRead(database.seen().get(key));
    database.travel();
    return value;
  }

  @Override
  public List<@Nullable String> getAll(List<String> keys) {
    database.travel();
    NavigableMap<String, String> snapshot = database.seen();
    List<@Nullable String> values = new ArrayList<>();
    keys.forEach(key -> values.add(database.asRead(database.seenOfSeveral(snapshot).get(key))));
    database.travel();
    return values;
  }

  @Override
  public Map<String, String> scan(String prefix) {
    database.travel();
    Map<String, String> found = new LinkedHashMap<>(MemoryDatabase.under(prefix, database.seen()));
    database.travel();
    return found;
  }

  @Override
  public void put(String key, String value) {
    travelling(() -> database.update(key, _ -> value));
  }

  @Override
  public boolean delete(String key) {
    AtomicBoolean existed = new AtomicBoolean();
    travelling(() ->
        database.update(
            key,
            before -> {
              existed.set(before != null);
              return null;
            }));
    return existed.get();
  }

  @Override
  public boolean compareAndSet(String key, @Nullable String expected, String value) {
    AtomicBoolean swapped = new AtomicBoolean();
    travelling(() ->
        database.update(
            key,
            before -> {
              swapped.set(Objects.equals(before, expected));
              return swapped.get() ? value : before;
            }));
    return swapped.get();
  }

  @Override
  public long increment(String key, long delta) {
    AtomicLong value = new AtomicLong();
    travelling(() ->
        database.update(
            key,
            before -> {
              value.set((before == null ? 0 : Long.parseLong(before)) + delta);
              return Long.toString(value.get());
            }));
    return value.get();
  }

  private void travelling(Runnable call) {
    database.travel();
    try {
      call.run();
    } finally {
      database.travel();
    }
  }

  @Override
  public <T> T transact(Function<Txn, T> body) {
    for (int attempt = 1; ; attempt++) {
      try (OpenTxn txn = begin()) {
        T result = body.apply(txn);
        txn.commit();
        return result;
      } catch (HalcyonException e) {
        if (!(e.failure() instanceof Failure.TxnEnded) || attempt == ATTEMPTS_MAX) {
          throw e;
        }
      }
    }
  }

  @Override
  public OpenTxn begin() {
    database.travel();
    return new MemoryTxn(database, database.newest());
  }

  private static final class MemoryTxn implements OpenTxn {
    private final MemoryDatabase database;
    private final NavigableMap<String, String> snapshot;
    private final Map<String, @Nullable String> writes = new TreeMap<>();
    private final TreeSet<String> reads = new TreeSet<>();
    private final TreeSet<String> scanned = new TreeSet<>();

    MemoryTxn(MemoryDatabase database, NavigableMap<String, String> snapshot) {
      this.database = database;
      this.snapshot = snapshot;
    }

    @Override
    public @Nullable String get(String key) {
      database.travel();
      if (writes.containsKey(key)) {
        return writes.get(key);
      }
      reads.add(key);
      return snapshot.get(key);
    }

    @Override
    public List<@Nullable String> getAll(List<String> keys) {
      List<@Nullable String> values = new ArrayList<>();
      keys.forEach(key -> values.add(get(key)));
      return values;
    }

    @Override
    public Map<String, String> scan(String prefix) {
      database.travel();
      scanned.add(prefix);
      return new LinkedHashMap<>(MemoryDatabase.under(prefix, snapshot));
    }

    @Override
    public List<@Nullable String> lock(List<String> keys) {
      return getAll(keys);
    }

    @Override
    public void put(String key, String value) {
      database.travel();
      writes.put(key, value);
    }

    @Override
    public void commit() {
      database.travel();
      try {
        database.commit(snapshot, reads, scanned, writes);
      } finally {
        database.travel();
      }
    }

    @Override
    public void close() {}
  }
}
