package io.halcyon.checker.transactions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A store with versions, run by concurrent clients; correct, or wrong in one way.
final class SimulatedStore {
  /// What the store does.
  enum Behaviour {
    /// Each transaction reads and writes at one moment between its begin and its end.
    STRICT,
    /// Reads at one moment, writes at a later one, and nobody checks.
    LOST_UPDATE,
    /// As before, but the first to commit wins on each key: snapshot isolation.
    SNAPSHOT,
    /// Some transactions that only read do so at a moment before they began.
    STALE_READ,
    /// Some transactions are acknowledged before they take effect.
    EARLY_ANSWER
  }

  private record Plan(
      long id,
      long process,
      long begin,
      long read,
      long commit,
      long end,
      Fate fate,
      Set<String> keys) {}

  private record Version(long at, List<Long> content) {}

  private final RandomGenerator random;
  private final Behaviour behaviour;
  private final int keys;
  private final boolean blindWrites;
  private final Map<String, List<Version>> versions = new HashMap<>();
  private long lastValue;

  /// @param blindWrites whether registers are also written without being read
  SimulatedStore(RandomGenerator random, Behaviour behaviour, int keys, boolean blindWrites) {
    this.random = random;
    this.behaviour = behaviour;
    this.keys = keys;
    this.blindWrites = blindWrites;
  }

  TransactionHistory run(int count, int processes) {
    List<Plan> plans = new ArrayList<>();
    long[] free = new long[processes];
    for (int i = 0; i < count; i++) {
      int process = random.nextInt(processes);
      Plan plan = plan(i + 1, process, free[process] + random.nextInt(1, 20));
      free[process] = plan.fate() == Fate.AMBIGUOUS ? plan.begin() + 100 : plan.end();
      plans.add(plan);
    }
    plans.sort(Comparator.comparingLong(Plan::commit).thenComparingLong(Plan::id));
    List<Transaction> done = new ArrayList<>();
    for (Plan plan : plans) {
      done.add(execute(plan));
    }
    done.sort(Comparator.comparingLong(Transaction::id));
    return new TransactionHistory(done);
  }

  private Plan plan(long id, int process, long begin) {
    long read = begin + random.nextInt(1, 60);
    long commit =
        behaviour == Behaviour.LOST_UPDATE || behaviour == Behaviour.SNAPSHOT
            ? read + random.nextInt(1, 60)
            : read;
    long end = commit + random.nextInt(1, 60);
    int dice = random.nextInt(100);
    Fate fate = dice < 5 ? Fate.ABORTED : dice < 10 ? Fate.AMBIGUOUS : Fate.COMMITTED;
    if (behaviour == Behaviour.EARLY_ANSWER && random.nextInt(10) == 0) {
      commit = end + random.nextInt(100, 300);
      read = commit;
    }
    Set<String> touched = new LinkedHashSet<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int key = random.nextInt(keys);
      touched.add((key % 2 == 0 ? "list" : "register") + key);
    }
    return new Plan(id, process, begin, read, commit, end, fate, touched);
  }

  private Transaction execute(Plan plan) {
    List<Action> actions = new ArrayList<>();
    boolean readOnly = random.nextInt(3) == 0;
    long readAt = plan.read();
    if (behaviour == Behaviour.STALE_READ && readOnly && random.nextInt(4) == 0) {
      readAt = plan.begin() - 300;
    }
    boolean takesEffect =
        plan.fate() == Fate.COMMITTED || (plan.fate() == Fate.AMBIGUOUS && random.nextBoolean());
    Map<String, List<Long>> written = new HashMap<>();
    for (String key : plan.keys()) {
      List<Long> seen = at(key, readAt);
      boolean writes = !readOnly && random.nextBoolean();
      boolean list = key.startsWith("list");
      if (!writes || (!list && !blindWrites) || random.nextBoolean()) {
        actions.add(read(key, list, seen));
      }
      if (writes) {
        long value = ++lastValue;
        actions.add(list ? new Action.Append(key, value) : new Action.Write(key, value));
        List<Long> after = new ArrayList<>(list ? at(key, plan.commit()) : List.of());
        after.add(value);
        written.put(key, after);
      }
    }
    Fate fate = plan.fate();
    if (behaviour == Behaviour.SNAPSHOT && conflicts(written.keySet(), plan.read())) {
      takesEffect = false;
      fate = Fate.ABORTED;
    }
    if (takesEffect) {
      written.forEach((key, content) ->
          versions
              .computeIfAbsent(key, _ -> new ArrayList<>())
              .add(new Version(plan.commit(), List.copyOf(content))));
    }
    return new Transaction(
        plan.id(), plan.process(), plan.begin(), plan.end(), actions, fate, false);
  }

  private boolean conflicts(Set<String> written, long since) {
    Set<String> changed = new HashSet<>();
    versions.forEach((key, list) -> {
      if (list.getLast().at() >= since) {
        changed.add(key);
      }
    });
    changed.retainAll(written);
    return !changed.isEmpty();
  }

  private List<Long> at(String key, long moment) {
    List<Version> all = versions.getOrDefault(key, List.of());
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).at() <= moment) {
        return all.get(i).content();
      }
    }
    return List.of();
  }

  private static Action read(String key, boolean list, List<Long> seen) {
    if (list) {
      return new Action.ReadList(key, Elements.of(seen.stream().mapToLong(each -> each).toArray()));
    }
    @Nullable Long value = seen.isEmpty() ? null : seen.getFirst();
    return new Action.Read(key, value);
  }
}
