package io.halcyon.txn.participant;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.record.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The calls that wait, by what they wait for; each in one place, in the order of coming.
final class Parking {
  private final Map<Key, List<Call>> forKey = new LinkedHashMap<>();
  private final Map<RequestId, List<Call>> forDecision = new LinkedHashMap<>();
  private final Map<RequestId, List<Call>> forOutcome = new LinkedHashMap<>();
  private final Map<Key, List<Call>> forLock = new LinkedHashMap<>();
  private List<Call> forBound = new ArrayList<>();

  void park(Call call, Wait wait) {
    switch (wait) {
      case Wait.Settled _ -> {}
      case Wait.ForKey w -> add(forKey, w.key(), call);
      case Wait.ForDecision w -> add(forDecision, w.request(), call);
      case Wait.ForOutcome w -> add(forOutcome, w.request(), call);
      case Wait.ForLock w -> add(forLock, w.key(), call);
      case Wait.ForBound _ -> forBound.add(call);
    }
  }

  private static <K> void add(Map<K, List<Call>> waiting, K on, Call call) {
    waiting.computeIfAbsent(on, _ -> new ArrayList<>()).add(call);
  }

  /// Takes out those who wait for changes of a key to land.
  List<Call> landed(Key key) {
    return take(forKey, key);
  }

  /// Takes out those who wait for a decision in flight, or for one that might come.
  List<Call> decided(RequestId request) {
    List<Call> all = new ArrayList<>(take(forDecision, request));
    all.addAll(take(forOutcome, request));
    return all;
  }

  /// Takes out those who wait for a lock of a key.
  List<Call> unlocked(Key key) {
    return take(forLock, key);
  }

  List<Call> boundMoved() {
    List<Call> all = forBound;
    forBound = new ArrayList<>();
    return all;
  }

  /// Takes out those who have waited for a lock since before `beforeMillis`.
  List<Call> waitingForLockSince(long beforeMillis) {
    return takeOlder(forLock, beforeMillis);
  }

  /// Takes out all who wait for an outcome.
  List<Call> waitingForOutcome() {
    return takeOlder(forOutcome, Long.MAX_VALUE);
  }

  private static <K> List<Call> take(Map<K, List<Call>> waiting, K on) {
    List<Call> taken = waiting.remove(on);
    return taken == null ? List.of() : taken;
  }

  private static <K> List<Call> takeOlder(Map<K, List<Call>> waiting, long beforeMillis) {
    List<Call> taken = new ArrayList<>();
    Collection<List<Call>> lists = waiting.values();
    for (List<Call> calls : lists) {
      calls.removeIf(call -> call.sinceMillis < beforeMillis && taken.add(call));
    }
    lists.removeIf(List::isEmpty);
    return taken;
  }

  /// Returns how many calls wait.
  int size() {
    int count = forBound.size();
    for (Map<?, List<Call>> waiting : List.of(forKey, forDecision, forOutcome, forLock)) {
      count += waiting.values().stream().mapToInt(List::size).sum();
    }
    return count;
  }
}
