package io.halcyon.chaos.workload;

import io.halcyon.checker.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Keys that are written once and never touched again: what was acknowledged must be found at the
/// end, what was refused must not, and nothing else may be there. Thread-safe; the lock is this
/// object.
public final class Ledger {
  /// What the keys begin with.
  public static final String PREFIX = "ledger/";

  private final Map<String, String> acknowledged = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<String> ambiguous = new HashSet<>();

  synchronized void acknowledged(String key, String value) {
    acknowledged.put(key, value);
  }

  synchronized void unacknowledged(String key, Outcome outcome) {
    (outcome instanceof Outcome.Failed ? refused : ambiguous).add(key);
  }

  public synchronized int acknowledgedCount() {
    return acknowledged.size();
  }

  public synchronized int ambiguousCount() {
    return ambiguous.size();
  }

  public synchronized int refusedCount() {
    return refused.size();
  }

  /// Compares with what is stored.
  ///
  /// @param stored every pair whose key begins with {@link #PREFIX}
  /// @return what is wrong, in words and in key order; empty when all is well
  public synchronized List<String> compare(Map<String, String> stored) {
    List<String> wrong = new ArrayList<>();
    acknowledged.forEach((key, value) -> {
      String found = stored.get(key);
      if (!value.equals(found)) {
        wrong.add(key + " was acknowledged, and reads " + (found == null ? "absent" : found));
      }
    });
    stored.forEach((key, value) -> {
      if (refused.contains(key)) {
        wrong.add(key + " failed as not applied, and reads " + value);
      } else if (!acknowledged.containsKey(key) && !ambiguous.contains(key)) {
        wrong.add(key + " was never written, and reads " + value);
      }
    });
    wrong.sort(null);
    return wrong;
  }
}
