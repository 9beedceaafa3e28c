package io.halcyon.verify.memory;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.verify.database.Database;
import io.halcyon.verify.database.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A strictly serializable database, unless it is given a defect. One write in thirty is answered
/// as ambiguous, made or not. Thread-safe; the lock is this object.
public final class MemoryDatabase implements Database {
  private static final int LAG_MAX = 12;
  private static final int KEPT = 40;

  private final Defect defect;
  private final RandomGenerator random;
  private final Turns turns;
  private final boolean transactions;
  private final List<NavigableMap<String, String>> states = new ArrayList<>();

  public MemoryDatabase(Defect defect, long seed, Turns turns, boolean transactions) {
    this.defect = defect;
    this.random = Randomness.seeded(seed);
    this.turns = turns;
    this.transactions = transactions;
    states.add(new TreeMap<>());
  }

  @Override
  public Session session(int number) {
    return new MemorySession(this);
  }

  @Override
  public boolean servesTransactions() {
    return transactions;
  }

  @Override
  public void close() {}

  /// Lets others run: the time on the way.
  void travel() {
    turns.offer();
  }

  synchronized NavigableMap<String, String> newest() {
    return states.getLast();
  }

  /// Returns what a read sees.
  synchronized NavigableMap<String, String> seen() {
    return defect == Defect.STALE_READ && random.nextInt(8) == 0 ? lagging() : newest();
  }

  /// Returns what a read of one of several keys sees.
  synchronized NavigableMap<String, String> seenOfSeveral(NavigableMap<String, String> snapshot) {
    return defect == Defect.UNRELATED_SNAPSHOTS && random.nextInt(3) == 0 ? lagging() : snapshot;
  }

  private NavigableMap<String, String> lagging() {
    int back = random.nextInt(Math.min(LAG_MAX, states.size()));
    return states.get(states.size() - 1 - back);
  }

  synchronized @Nullable String asRead(@Nullable String value) {
    return value != null && defect == Defect.DAMAGE && random.nextInt(50) == 0
        ? value + "!"
        : value;
  }

  /// Makes a single write, or loses its answer.
  synchronized void write(Map<String, @Nullable String> writes) {
    boolean ambiguous = random.nextInt(30) == 0;
    boolean lost = defect == Defect.LOST_WRITE && random.nextInt(15) == 0;
    if (!lost && (!ambiguous || random.nextBoolean())) {
      apply(writes);
    }
    if (ambiguous) {
      throw new HalcyonException(new Failure.Ambiguous("the answer was lost"));
    }
  }

  /// Commits, unless something that was read or written has changed since the snapshot.
  void commit(
      NavigableMap<String, String> snapshot,
      Set<String> reads,
      Set<String> scanned,
      Map<String, @Nullable String> writes) {
    if (defect != Defect.TORN_COMMIT) {
      commitWhole(snapshot, reads, scanned, writes);
      return;
    }
    if (!valid(snapshot, reads, scanned, writes)) {
      throw lost();
    }
    for (Map.Entry<String, @Nullable String> each : writes.entrySet()) {
      Map<String, @Nullable String> one = new TreeMap<>();
      one.put(each.getKey(), each.getValue());
      apply(one);
      travel();
    }
  }

  private synchronized void commitWhole(
      NavigableMap<String, String> snapshot,
      Set<String> reads,
      Set<String> scanned,
      Map<String, @Nullable String> writes) {
    if (valid(snapshot, reads, scanned, writes)) {
      write(writes);
      return;
    }
    if (defect == Defect.COMMITTED_ABORT && random.nextInt(4) == 0) {
      write(writes);
    }
    throw lost();
  }

  private static HalcyonException lost() {
    return new HalcyonException(new Failure.TxnEnded(Failure.EndCause.UNKNOWN, "lost"));
  }

  private synchronized boolean valid(
      NavigableMap<String, String> snapshot,
      Set<String> reads,
      Set<String> scanned,
      Map<String, @Nullable String> writes) {
    if (defect == Defect.LOST_UPDATE) {
      return true;
    }
    NavigableMap<String, String> now = newest();
    Set<String> checked = defect == Defect.WRITE_SKEW ? writes.keySet() : reads;
    for (String key : checked) {
      if (!Objects.equals(snapshot.get(key), now.get(key))) {
        return false;
      }
    }
    for (String prefix : scanned) {
      if (defect != Defect.WRITE_SKEW && !under(prefix, snapshot).equals(under(prefix, now))) {
        return false;
      }
    }
    return true;
  }

  static NavigableMap<String, String> under(String prefix, NavigableMap<String, String> state) {
    return state.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
  }

  private synchronized void apply(Map<String, @Nullable String> writes) {
    NavigableMap<String, String> next = new TreeMap<>(newest());
    writes.forEach((key, value) -> {
      if (value == null) {
        next.remove(key);
      } else {
        next.put(key, value);
      }
    });
    states.add(next);
    if (states.size() > KEPT) {
      states.removeFirst();
    }
  }

  /// Changes a key depending on what it holds, atomically.
  synchronized void update(String key, java.util.function.UnaryOperator<@Nullable String> change) {
    Map<String, @Nullable String> write = new TreeMap<>();
    write.put(key, change.apply(newest().get(key)));
    write(write);
  }
}
