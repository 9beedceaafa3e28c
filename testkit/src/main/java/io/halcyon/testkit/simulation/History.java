package io.halcyon.testkit.simulation;

import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.testkit.simulation.ClientRequest.Kind;
import io.halcyon.testkit.simulation.LogEntry.Effect;
import io.halcyon.testkit.simulation.LogEntry.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What clients asked and were told, held against what was committed.
///
/// Linearizability is local (Herlihy and Wing 1990, theorem 1), so each key is checked alone: its
/// committed writes in timestamp order explain every answer, and a finished operation never comes
/// after one that began later.
final class History {
  /// When an operation began.
  ///
  /// @param shown the greatest timestamp shown to anyone by then
  record Began(long nanos, long shown) {}

  /// An operation as its client sees it.
  record Invocation(long id, Kind kind, String key, long value, long expected, Began began) {}

  private record Completed(Invocation invocation, Outcome outcome, long completedNanos) {
    /// Where it stands among the versions of its key.
    long slot() {
      boolean write = invocation.kind() != Kind.GET && outcome.success();
      return write ? outcome.position() : outcome.shown();
    }
  }

  private final Map<Long, Invocation> invocations = new HashMap<>();
  private final Map<Long, Effect.Write> effects = new HashMap<>();
  private final List<Completed> completions = new ArrayList<>();

  void invoked(Invocation invocation) {
    invocations.put(invocation.id(), invocation);
  }

  /// A write was committed. T3: at most one effect per id.
  void effect(Effect.Write write) {
    Effect.Write before = effects.putIfAbsent(write.outcome().requestId(), write);
    check(before == null, "two effects of one request", write);
  }

  /// A client was told. T5: timestamps agree with real time, across keys and shards.
  void completed(Invocation invocation, Outcome outcome, long nowNanos) {
    completions.add(new Completed(invocation, outcome, nowNanos));
    boolean read = invocation.kind() == Kind.GET || !outcome.success();
    check(
        read
            ? outcome.position() >= invocation.began().shown()
            : outcome.position() > invocation.began().shown(),
        "below what had been shown when it began",
        invocation + " " + outcome);
  }

  int completedCount() {
    return completions.size();
  }

  /// Checks the whole, at the end.
  void verify() {
    Map<String, NavigableMap<Long, Outcome>> byKey = new HashMap<>();
    for (Effect.Write write : effects.values()) {
      Outcome twin =
          byKey
              .computeIfAbsent(write.key(), _ -> new TreeMap<>())
              .put(write.outcome().position(), write.outcome());
      check(twin == null, "two writes of one key at one timestamp", write);
    }
    Map<String, NavigableMap<Long, Long>> values = new HashMap<>();
    byKey.forEach((key, outcomes) -> values.put(key, replay(outcomes)));
    for (Completed completed : completions) {
      explain(completed, values.getOrDefault(completed.invocation.key(), new TreeMap<>()));
    }
    realTimeOrder();
  }

  /// Runs a key's committed writes in timestamp order and returns its versions.
  private NavigableMap<Long, Long> replay(NavigableMap<Long, Outcome> outcomes) {
    NavigableMap<Long, Long> versions = new TreeMap<>();
    long value = 0;
    for (Outcome outcome : outcomes.values()) {
      Invocation asked = invocations.get(outcome.requestId());
      check(asked != null, "a write that nobody asked for", outcome);
      if (asked != null) {
        check(
            outcome.equals(expected(asked, outcome, value, versions)),
            "a write not explained by the value before it, " + value,
            asked + " " + outcome);
      }
      if (outcome.success()) {
        value = outcome.answer();
        versions.put(outcome.position(), value);
      }
    }
    return versions;
  }

  private static Outcome expected(
      Invocation asked, Outcome got, long before, NavigableMap<Long, Long> versions) {
    boolean holds = asked.kind() != Kind.CAS || before == asked.expected();
    if (!holds) {
      long shown = versions.isEmpty() ? 0 : versions.lastKey();
      return new Outcome(asked.id(), shown, got.position(), before, false);
    }
    long answer = asked.kind() == Kind.INCREMENT ? before + 1 : asked.value();
    return new Outcome(asked.id(), got.position(), got.position(), answer, true);
  }

  private void explain(Completed completed, NavigableMap<Long, Long> versions) {
    Outcome outcome = completed.outcome;
    Effect.Write effect = effects.get(completed.invocation.id());
    if (effect != null) {
      check(effect.outcome().equals(outcome), "answered otherwise than committed", completed);
      return;
    }
    boolean read = completed.invocation.kind() == Kind.GET || !outcome.success();
    check(read, "an acknowledged write is lost", completed);
    Map.Entry<Long, Long> visible = versions.floorEntry(outcome.position());
    check(
        outcome.shown() == (visible == null ? 0 : visible.getKey())
            && outcome.answer() == (visible == null ? 0 : visible.getValue()),
        "a read that missed " + visible,
        completed);
  }

  private void realTimeOrder() {
    List<Completed> byEnd = new ArrayList<>(completions);
    byEnd.sort(Comparator.comparingLong(Completed::completedNanos));
    List<Completed> byBegin = new ArrayList<>(completions);
    byBegin.sort(Comparator.comparingLong(c -> c.invocation.began().nanos()));
    Map<String, Long> reached = new HashMap<>();
    int ended = 0;
    for (Completed later : byBegin) {
      while (ended < byEnd.size()
          && byEnd.get(ended).completedNanos < later.invocation.began().nanos()) {
        Completed earlier = byEnd.get(ended++);
        reached.merge(earlier.invocation.key(), earlier.slot(), Math::max);
      }
      long least = reached.getOrDefault(later.invocation.key(), 0L);
      boolean write = later.invocation.kind() != Kind.GET && later.outcome.success();
      check(
          write ? later.slot() > least : later.slot() >= least,
          "not linearizable: began after " + least + " was known",
          later);
    }
  }

  private static void check(boolean holds, String broken, @Nullable Object what) {
    if (!holds) {
      throw new InvariantViolation(broken + ": " + what);
    }
  }
}
