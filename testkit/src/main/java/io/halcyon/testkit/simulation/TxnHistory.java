package io.halcyon.testkit.simulation;

import static io.halcyon.testkit.simulation.TxnOracle.check;

import io.halcyon.testkit.simulation.TxnDriver.Seen;
import io.halcyon.txn.coordinator.Isolation;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Owner;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;

/// Every committed transaction with what it read and wrote, checked at the end.
///
/// For serializable ones the order of commit timestamps is the serial order: each must have read
/// what the ones before it left. Together with T1 (a write is strictly above what others read) and
/// T5 (the order of timestamps agrees with real time) no cycle of ww, wr, rw and real-time edges is
/// possible: along each edge the timestamp does not fall, and along rw it rises.
final class TxnHistory {
  private record Committed(
      TxnProgram program,
      Owner owner,
      Isolation isolation,
      long notAfter,
      long at,
      List<Seen> seen,
      Set<Key> wrote) {}

  private final TxnTruth truth;
  private final List<Committed> committed = new ArrayList<>();

  TxnHistory(TxnTruth truth) {
    this.truth = truth;
  }

  void committed(TxnDriver driver, long at) {
    committed.add(
        new Committed(
            driver.program(),
            driver.coordinator().id().owner(),
            driver.isolation(),
            driver.notAfter(),
            at,
            List.copyOf(driver.seen()),
            driver.touched()));
  }

  int count() {
    return committed.size();
  }

  void verify() {
    for (Committed each : committed) {
      check(
          each.wrote.isEmpty() || each.at <= each.notAfter,
          "committed at " + each.at + ", although bound to " + each.notAfter,
          each);
      switch (each.isolation) {
        case SERIALIZABLE -> asOfItsCommit(each);
        case SNAPSHOT -> each.seen.forEach(seen -> firstCommitterWins(each, seen));
        case READ_COMMITTED ->
            each.seen.stream()
                .filter(seen -> seen.statement() instanceof Statement.Lock)
                .forEach(seen -> firstCommitterWins(each, seen));
      }
    }
  }

  private void asOfItsCommit(Committed txn) {
    Owner own = txn.owner;
    for (Seen seen : txn.seen) {
      Map<Key, Version> found = new HashMap<>();
      for (Row row : seen.rows()) {
        found.put(row.key(), row.version());
        expect(txn, row.key(), row.version(), own);
      }
      if (seen.statement() instanceof Statement.Scan scan && scan.limit() >= 100) {
        for (Key key : TxnScene.KEYS) {
          if (!found.containsKey(key) && !txn.wrote.contains(key)) {
            expect(txn, key, Version.ABSENT, own);
          }
        }
      }
    }
  }

  private void expect(Committed txn, Key key, Version seen, Owner own) {
    Version expected = truth.at(key, txn.at, own);
    check(
        Objects.equals(seen.value(), expected.value()),
        "not serializable: at its commit at " + txn.at + " " + key + " was " + expected,
        txn);
  }

  /// Of what it read and wrote nobody else has committed a version in between.
  private void firstCommitterWins(Committed txn, Seen seen) {
    for (Row row : seen.rows()) {
      if (txn.wrote.contains(row.key())) {
        long read = Math.max(row.version().timestamp(), 0);
        long other = truth.changed(row.key(), read, txn.at - 1, txn.owner);
        check(other == 0, "lost update: version at " + other + " is overwritten unseen", txn);
      }
    }
  }

  /// At the end, what a replica stores is what was decided.
  void matches(TxnState state, Set<Key> keys) {
    for (Key key : keys) {
      NavigableMap<Long, TxnTruth.Written> all = truth.versions().get(key);
      if (all != null) {
        all.forEach((at, written) ->
            check(
                state.at(key, at).timestamp() == at
                    && Objects.equals(state.at(key, at).value(), written.value().orElse(null)),
                "a decided version is missing: " + key + " at " + at,
                written));
      }
    }
  }
}
