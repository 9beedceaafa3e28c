package io.halcyon.txn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.testing.SeededTest;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Holds LogBound against rule C1 as it is worded, evaluated over the whole log.
class LogBoundPropertyTest {
  private record Entry(long term, long bound) {}

  @SeededTest(runs = 300)
  void agreesWithTheRuleOverAnyLog(RandomGenerator random) {
    LogBound rule = new LogBound(1_000);
    List<Entry> log = new ArrayList<>();
    long logTerm = 1;
    long leading = 0;
    int appliedAtElection = 0;
    for (int step = 0; step < 80; step++) {
      switch (random.nextInt(8)) {
        case 0 -> {
          leading = Math.max(leading, logTerm) + random.nextInt(1, 3);
          appliedAtElection = log.size();
          rule.elected(leading);
        }
        case 1 -> {
          leading = 0;
          rule.lostLeadership();
        }
        case 2 -> logTerm += random.nextInt(3);
        default -> {
          logTerm = leading != 0 && random.nextBoolean() ? Math.max(logTerm, leading) : logTerm;
          Entry entry = new Entry(logTerm, random.nextLong(1, 1_000));
          log.add(entry);
          rule.applied(entry.term, entry.bound);
        }
      }
      agrees(rule, log, leading, appliedAtElection);
    }
  }

  private static void agrees(LogBound rule, List<Entry> log, long term, int appliedAtElection) {
    int first = firstOf(log, term, appliedAtElection);
    boolean ready = term != 0 && first >= 0;
    assertThat(rule.ready()).isEqualTo(ready);
    assertThat(rule.term()).isEqualTo(term);
    if (!ready) {
      assertThat(rule.covers(1)).isFalse();
      return;
    }
    long lowWater = log.stream().limit(first + 1).mapToLong(Entry::bound).max().orElseThrow();
    assertThat(rule.lowWater()).isEqualTo(lowWater);
    long usable =
        log.stream()
            .filter(entry -> entry.term <= term)
            .mapToLong(Entry::bound)
            .max()
            .orElseThrow();
    assertThat(rule.covers(term, usable)).isTrue();
    assertThat(rule.covers(term, usable + 1)).isFalse();
  }

  private static int firstOf(List<Entry> log, long term, int from) {
    for (int i = from; i < log.size(); i++) {
      if (log.get(i).term == term) {
        return i;
      }
    }
    return -1;
  }
}
