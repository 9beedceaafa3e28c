package io.halcyon.checker.transactions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Arbitrary histories of a few transactions: each list has one order, each read saw some part of
/// it; each register read saw anything that somebody wrote. About half of them have an explanation.
final class SmallHistories {
  /// Which keys a history has.
  enum Keys {
    LISTS,
    /// Registers that are never written without being read before.
    UPDATED_REGISTERS,
    REGISTERS
  }

  private final RandomGenerator random;
  private final Keys kind;
  private final Map<String, List<Long>> values = new HashMap<>();
  private long lastValue;

  SmallHistories(RandomGenerator random, Keys kind) {
    this.random = random;
    this.kind = kind;
  }

  TransactionHistory next(int transactionsMax) {
    int count = random.nextInt(1, transactionsMax + 1);
    int keys = random.nextInt(1, 4);
    List<List<Action>> plans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Action> plan = new ArrayList<>();
      for (int j = random.nextInt(1, 4); j > 0; j--) {
        step("k" + random.nextInt(keys), plan);
      }
      plans.add(plan);
    }
    for (List<Long> each : values.values()) {
      if (random.nextInt(3) == 0) {
        shuffle(each);
      }
    }
    List<Transaction> all = new ArrayList<>();
    long begin = 0;
    for (int i = 0; i < count; i++) {
      begin += random.nextInt(6);
      List<Action> actions = plans.get(i).stream().map(this::answered).toList();
      int dice = random.nextInt(10);
      Fate fate = dice == 0 ? Fate.ABORTED : dice == 1 ? Fate.AMBIGUOUS : Fate.COMMITTED;
      boolean stale = random.nextInt(5) == 0 && actions.stream().allMatch(Action::readOnly);
      all.add(new Transaction(i, i, begin, begin + random.nextInt(1, 12), actions, fate, stale));
    }
    return new TransactionHistory(all);
  }

  private void step(String key, List<Action> plan) {
    boolean lists = kind == Keys.LISTS;
    boolean writes = random.nextBoolean();
    if (!writes || kind == Keys.UPDATED_REGISTERS) {
      plan.add(lists ? new Action.ReadList(key, Elements.of()) : new Action.Read(key, null));
    }
    if (writes) {
      long value = ++lastValue;
      values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
      plan.add(lists ? new Action.Append(key, value) : new Action.Write(key, value));
    }
  }

  /// Fills in what a read returned.
  private Action answered(Action action) {
    List<Long> all = values.getOrDefault(action.key(), List.of());
    return switch (action) {
      case Action.Append _, Action.Write _ -> action;
      case Action.Read _ -> {
        int at = random.nextInt(-1, all.size());
        yield new Action.Read(action.key(), at < 0 ? null : all.get(at));
      }
      case Action.ReadList _ -> {
        List<Long> seen = new ArrayList<>(all.subList(0, random.nextInt(all.size() + 1)));
        if (random.nextInt(20) == 0) {
          seen.add(random.nextLong(1, lastValue + 2));
        }
        yield new Action.ReadList(
            action.key(), Elements.of(seen.stream().mapToLong(each -> each).toArray()));
      }
    };
  }

  private void shuffle(List<Long> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }
}
