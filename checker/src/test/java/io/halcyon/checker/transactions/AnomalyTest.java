package io.halcyon.checker.transactions;

import static io.halcyon.checker.transactions.Script.aborted;
import static io.halcyon.checker.transactions.Script.absent;
import static io.halcyon.checker.transactions.Script.append;
import static io.halcyon.checker.transactions.Script.by;
import static io.halcyon.checker.transactions.Script.history;
import static io.halcyon.checker.transactions.Script.list;
import static io.halcyon.checker.transactions.Script.lost;
import static io.halcyon.checker.transactions.Script.read;
import static io.halcyon.checker.transactions.Script.stale;
import static io.halcyon.checker.transactions.Script.txn;
import static io.halcyon.checker.transactions.Script.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each anomaly by the smallest history that shows it and nothing else, and a near twin that is
/// fine. Transactions overlap unless their times matter.
class AnomalyTest {
  private static final TransactionChecker CHECKER = new TransactionChecker();

  /// The weakest model that proscribes exactly these is `weakest`; all weaker ones accept.
  private static Verdict rejects(
      IsolationModel weakest, Set<AnomalyKind> kinds, Transaction... transactions) {
    TransactionHistory history = history(transactions);
    for (IsolationModel model : IsolationModel.values()) {
      Verdict verdict = CHECKER.check(history, model);
      boolean expected = model.compareTo(weakest) < 0;
      assertThat(verdict.valid()).as("%s: %s", model, verdict.explanation()).isEqualTo(expected);
    }
    Verdict verdict = CHECKER.check(history, weakest);
    assertThat(verdict.kinds()).as(verdict.explanation()).isEqualTo(kinds);
    return verdict;
  }

  private static Verdict rejects(
      IsolationModel weakest, AnomalyKind kind, Transaction... transactions) {
    return rejects(weakest, Set.of(kind), transactions);
  }

  private static void accepts(Transaction... transactions) {
    Verdict verdict = CHECKER.check(history(transactions), IsolationModel.STRICT_SERIALIZABLE);
    assertThat(verdict.anomalies()).as(verdict.explanation()).isEmpty();
    assertThat(verdict.valid()).isTrue();
  }

  @Test
  void nothingIsFine() {
    accepts();
    accepts(txn(1, 0, 10));
  }

  @Test
  void garbageReads() {
    rejects(
        IsolationModel.READ_UNCOMMITTED,
        AnomalyKind.GARBAGE_READ,
        txn(1, 0, 10, append("x", 1)),
        txn(2, 0, 10, list("x", 1, 9)));
    rejects(IsolationModel.READ_UNCOMMITTED, AnomalyKind.GARBAGE_READ, txn(2, 0, 10, read("x", 9)));
    accepts(lost(1, 0, append("x", 9)), txn(2, 0, 10, list("x", 9)));
  }

  @Test
  void anElementAppendedTwice() {
    rejects(
        IsolationModel.READ_UNCOMMITTED,
        AnomalyKind.DUPLICATE_ELEMENTS,
        txn(1, 0, 10, append("x", 1)),
        txn(2, 0, 10, list("x", 1, 1)));
    accepts(
        txn(1, 0, 10, append("x", 1)),
        txn(3, 0, 10, append("x", 2)),
        txn(2, 0, 10, list("x", 1, 2)));
  }

  @Test
  void aTransactionThatDoesNotSeeItsOwnWrites() {
    rejects(
        IsolationModel.READ_UNCOMMITTED,
        AnomalyKind.INTERNAL,
        txn(1, 0, 10, append("x", 1), list("x")));
    rejects(
        IsolationModel.READ_UNCOMMITTED,
        AnomalyKind.INTERNAL,
        txn(1, 0, 10, write("x", 1), absent("x")));
    rejects(
        IsolationModel.READ_UNCOMMITTED,
        AnomalyKind.INTERNAL,
        txn(1, 0, 10, list("x", 1), append("x", 1)));
    accepts(txn(1, 0, 10, list("x"), append("x", 1), list("x", 1), append("x", 2)));
    accepts(txn(1, 0, 10, absent("x"), write("x", 1), read("x", 1), write("x", 2), read("x", 2)));
  }

  @Test
  void aTransactionThatTookEffectInPartOrBackwards() {
    rejects(
        IsolationModel.READ_UNCOMMITTED,
        AnomalyKind.INTERNAL,
        txn(1, 0, 10, append("x", 1), append("x", 2)),
        txn(2, 0, 10, list("x", 2)));
    rejects(
        IsolationModel.READ_UNCOMMITTED,
        AnomalyKind.INTERNAL,
        txn(1, 0, 10, append("x", 1), append("x", 2), append("x", 3)),
        txn(2, 0, 10, list("x", 2, 1, 3)));
  }

  @Test
  void readsThatDisagreeOnTheOrder() {
    rejects(
        IsolationModel.READ_COMMITTED,
        AnomalyKind.INCOMPATIBLE_ORDER,
        txn(1, 0, 10, append("x", 1)),
        txn(2, 0, 10, append("x", 2)),
        txn(3, 0, 10, list("x", 1, 2)),
        txn(4, 0, 10, list("x", 2, 1)));
    accepts(
        txn(1, 0, 10, append("x", 1)),
        txn(2, 0, 10, append("x", 2)),
        txn(3, 0, 10, list("x", 2, 1)),
        txn(4, 0, 10, list("x", 2)));
  }

  @Test
  void anAbortedRead() {
    rejects(
        IsolationModel.READ_COMMITTED,
        AnomalyKind.G1A,
        aborted(1, 0, 10, append("x", 1)),
        txn(2, 0, 10, list("x", 1)));
    rejects(
        IsolationModel.READ_COMMITTED,
        AnomalyKind.G1A,
        aborted(1, 0, 10, write("x", 1)),
        txn(2, 0, 10, read("x", 1)));
    accepts(lost(1, 0, append("x", 1)), txn(2, 0, 10, list("x", 1)));
    accepts(aborted(1, 0, 10, append("x", 1)), aborted(2, 0, 10, list("x", 1)));
  }

  @Test
  void aWriteBuiltOnAnAbortedOne() {
    rejects(
        IsolationModel.READ_COMMITTED,
        Set.of(AnomalyKind.DIRTY_UPDATE, AnomalyKind.G1A),
        aborted(1, 0, 10, append("x", 1)),
        txn(2, 0, 10, append("x", 2)),
        txn(3, 0, 10, list("x", 1, 2)));
    rejects(
        IsolationModel.READ_COMMITTED,
        Set.of(AnomalyKind.DIRTY_UPDATE, AnomalyKind.G1A),
        aborted(1, 0, 10, write("x", 1)),
        txn(2, 0, 10, read("x", 1), write("x", 2)));
    accepts(
        aborted(1, 0, 10, append("x", 1)),
        txn(2, 0, 10, append("x", 2)),
        txn(3, 0, 10, list("x", 2)));
  }

  @Test
  void anIntermediateRead() {
    rejects(
        IsolationModel.READ_COMMITTED,
        AnomalyKind.G1B,
        txn(1, 0, 10, append("x", 1), append("x", 2)),
        txn(2, 0, 10, list("x", 1)));
    rejects(
        IsolationModel.READ_COMMITTED,
        AnomalyKind.G1B,
        txn(1, 0, 10, write("x", 1), write("x", 2)),
        txn(2, 0, 10, read("x", 1)));
    accepts(txn(1, 0, 10, append("x", 1), append("x", 2)), txn(2, 0, 10, list("x", 1, 2)));
    accepts(txn(1, 0, 10, write("x", 1), write("x", 2)), txn(2, 0, 10, read("x", 2)));
  }

  @Test
  void dirtyWrites() {
    rejects(
        IsolationModel.READ_UNCOMMITTED,
        AnomalyKind.G0,
        txn(1, 0, 10, append("x", 1), append("y", 1)),
        txn(2, 0, 10, append("x", 2), append("y", 2)),
        txn(3, 0, 10, list("x", 1, 2)),
        txn(4, 0, 10, list("y", 2, 1)));
    accepts(
        txn(1, 0, 10, append("x", 1), append("y", 1)),
        txn(2, 0, 10, append("x", 2), append("y", 2)),
        txn(3, 0, 10, list("x", 1, 2)),
        txn(4, 0, 10, list("y", 1, 2)));
  }

  @Test
  void circularInformationFlow() {
    rejects(
        IsolationModel.READ_COMMITTED,
        AnomalyKind.G1C,
        txn(1, 0, 10, append("x", 1), list("y", 1)),
        txn(2, 0, 10, append("y", 1), list("x", 1)));
    rejects(
        IsolationModel.READ_COMMITTED,
        AnomalyKind.G1C,
        txn(1, 0, 10, write("x", 1), read("y", 1)),
        txn(2, 0, 10, write("y", 1), read("x", 1)));
    accepts(txn(1, 0, 10, append("x", 1), list("y")), txn(2, 0, 10, append("y", 1), list("x", 1)));
  }

  @Test
  void lostUpdates() {
    rejects(
        IsolationModel.SNAPSHOT_ISOLATION,
        AnomalyKind.LOST_UPDATE,
        txn(1, 0, 10, absent("x"), write("x", 1)),
        txn(2, 0, 10, absent("x"), write("x", 2)));
    rejects(
        IsolationModel.SNAPSHOT_ISOLATION,
        AnomalyKind.LOST_UPDATE,
        txn(1, 0, 10, list("x"), append("x", 1)),
        txn(2, 0, 10, list("x"), append("x", 2)),
        txn(3, 0, 10, list("x", 1, 2)));
    accepts(txn(1, 0, 10, absent("x"), write("x", 1)), txn(2, 0, 10, read("x", 1), write("x", 2)));
    accepts(txn(1, 0, 10, absent("x"), write("x", 1)), lost(2, 0, absent("x"), write("x", 2)));
  }

  @Test
  void twoUpdatesOfUnknownOrderThatMissEachOther() {
    rejects(
        IsolationModel.SNAPSHOT_ISOLATION,
        AnomalyKind.LOST_UPDATE,
        txn(1, 0, 10, list("x"), append("y", 1), append("z", 1)),
        txn(2, 0, 10, list("y"), append("x", 1), append("z", 2)));
    accepts(
        txn(1, 0, 10, list("x"), append("y", 1), append("z", 1)),
        txn(2, 0, 10, list("y", 1), append("x", 1), append("z", 2)));
  }

  @Test
  void readSkew() {
    Verdict verdict =
        rejects(
            IsolationModel.SNAPSHOT_ISOLATION,
            AnomalyKind.G_SINGLE,
            txn(1, 0, 10, append("x", 1), append("y", 1)),
            txn(2, 0, 10, list("x"), list("y", 1)));
    assertThat(verdict.violations().getFirst().cycle()).hasSize(2);
    assertThat(verdict.explanation())
        .contains("T2 read x = [], without 1, which T1 appended; so T2 came before T1.")
        .contains("T1 appended 1 to y, and T2 read y = [1]; so T1 came before T2.")
        .contains("a contradiction");
    rejects(
        IsolationModel.SNAPSHOT_ISOLATION,
        AnomalyKind.G_SINGLE,
        txn(1, 0, 10, write("x", 1), write("y", 1)),
        txn(2, 0, 10, absent("x"), read("y", 1)));
    accepts(txn(1, 0, 10, append("x", 1), append("y", 1)), txn(2, 0, 10, list("x"), list("y")));
  }

  @Test
  void aReadThatChangesWithinItsTransaction() {
    rejects(
        IsolationModel.SNAPSHOT_ISOLATION,
        AnomalyKind.G_SINGLE,
        txn(1, 0, 10, append("x", 1)),
        txn(2, 0, 10, list("x"), list("x", 1)));
    rejects(
        IsolationModel.SNAPSHOT_ISOLATION,
        AnomalyKind.G_SINGLE,
        txn(1, 0, 10, write("x", 1)),
        txn(3, 0, 10, write("x", 2)),
        txn(2, 0, 10, read("x", 1), read("x", 2)));
    accepts(txn(1, 0, 10, write("x", 1)), txn(2, 0, 10, read("x", 1), read("x", 1)));
  }

  @Test
  void longForks() {
    rejects(
        IsolationModel.SNAPSHOT_ISOLATION,
        AnomalyKind.LONG_FORK,
        txn(1, 0, 10, write("x", 1)),
        txn(2, 0, 10, write("y", 1)),
        txn(3, 0, 10, read("x", 1), absent("y")),
        txn(4, 0, 10, absent("x"), read("y", 1)));
    accepts(
        txn(1, 0, 10, write("x", 1)),
        txn(2, 0, 10, write("y", 1)),
        txn(3, 0, 10, read("x", 1), absent("y")),
        txn(4, 0, 10, read("x", 1), read("y", 1)));
  }

  @Test
  void longerForksAreNonAdjacentCycles() {
    rejects(
        IsolationModel.SNAPSHOT_ISOLATION,
        AnomalyKind.G_NONADJACENT,
        txn(1, 0, 10, write("x", 1)),
        txn(2, 0, 10, write("y", 1)),
        txn(3, 0, 10, write("z", 1)),
        txn(4, 0, 10, read("x", 1), absent("y")),
        txn(5, 0, 10, read("y", 1), absent("z")),
        txn(6, 0, 10, read("z", 1), absent("x")));
  }

  @Test
  void writeSkew() {
    rejects(
        IsolationModel.SERIALIZABLE,
        AnomalyKind.WRITE_SKEW,
        txn(1, 0, 10, list("x"), append("y", 1)),
        txn(2, 0, 10, list("y"), append("x", 1)));
    accepts(txn(1, 0, 10, list("x"), append("y", 1)), txn(2, 0, 10, list("y", 1), append("x", 1)));
  }

  @Test
  void antiDependencyCyclesOfThree() {
    rejects(
        IsolationModel.SERIALIZABLE,
        AnomalyKind.G2_ITEM,
        txn(1, 0, 10, list("x"), append("y", 1)),
        txn(2, 0, 10, list("y"), append("z", 1)),
        txn(3, 0, 10, list("z"), append("x", 1)));
    accepts(
        txn(1, 0, 10, list("x"), append("y", 1)),
        txn(2, 0, 10, list("y"), append("z", 1)),
        txn(3, 0, 10, list("z", 1), append("x", 1)));
  }

  @Test
  void aStaleReadContradictsRealTime() {
    Verdict verdict =
        rejects(
            IsolationModel.STRICT_SERIALIZABLE,
            AnomalyKind.G_SINGLE_REALTIME,
            txn(3, 0, 12, append("x", 5)),
            txn(7, 14, 20, list("x")));
    assertThat(verdict.explanation())
        .contains("T7 read x = [], without 5, which T3 appended; so T7 came before T3.")
        .contains("T7 began at 14.000 ms, after T3 had been answered at 12.000 ms");
    accepts(txn(3, 0, 12, append("x", 5)), txn(7, 12, 20, list("x")));
    accepts(txn(3, 0, 12, append("x", 5)), stale(7, 14, 20, list("x")));
    accepts(lost(3, 0, append("x", 5)), txn(7, 14, 20, list("x")));
  }

  @Test
  void aStaleReadOfARegisterWrittenBlindly() {
    rejects(
        IsolationModel.STRICT_SERIALIZABLE,
        AnomalyKind.G_SINGLE_REALTIME,
        txn(1, 0, 1, write("x", 1)),
        txn(2, 2, 3, write("x", 2)),
        txn(3, 4, 5, read("x", 1)));
    accepts(txn(1, 0, 2, write("x", 1)), txn(2, 2, 3, write("x", 2)), txn(3, 4, 5, read("x", 1)));
  }

  @Test
  void aVersionThatWasReadIsOlderThanWhatBeganLater() {
    rejects(
        IsolationModel.STRICT_SERIALIZABLE,
        AnomalyKind.G_SINGLE_REALTIME,
        lost(1, 0, write("x", 1)),
        txn(4, 1, 2, read("x", 1)),
        txn(2, 3, 4, write("x", 2)),
        txn(3, 5, 6, read("x", 1)));
    accepts(lost(1, 0, write("x", 1)), txn(2, 3, 4, write("x", 2)), txn(3, 5, 6, read("x", 1)));
  }

  @Test
  void aReadOfTheFuture() {
    rejects(
        IsolationModel.STRICT_SERIALIZABLE,
        AnomalyKind.G1C_REALTIME,
        txn(1, 0, 1, list("x", 1)),
        txn(2, 2, 3, append("x", 1)));
  }

  @Test
  void writesAgainstRealTime() {
    rejects(
        IsolationModel.STRICT_SERIALIZABLE,
        AnomalyKind.G0_REALTIME,
        txn(1, 0, 1, append("x", 1)),
        txn(2, 2, 3, append("x", 2)),
        txn(3, 0, 9, list("x", 2, 1)));
  }

  @Test
  void writeSkewAgainstRealTime() {
    rejects(
        IsolationModel.STRICT_SERIALIZABLE,
        AnomalyKind.G2_ITEM_REALTIME,
        txn(1, 0, 1, append("y", 1)),
        txn(2, 2, 3, list("x")),
        txn(3, 0, 10, append("x", 1), list("y")));
    accepts(
        txn(1, 0, 2, append("y", 1)),
        txn(2, 2, 3, list("x")),
        txn(3, 0, 10, append("x", 1), list("y")));
  }

  @Test
  void aLongForkAgainstRealTime() {
    rejects(
        IsolationModel.STRICT_SERIALIZABLE,
        AnomalyKind.G_NONADJACENT_REALTIME,
        txn(1, 0, 1, write("y", 1)),
        txn(2, 2, 3, absent("x")),
        txn(3, 0, 10, write("x", 1)),
        txn(4, 0, 10, read("x", 1), absent("y")));
    accepts(
        txn(1, 0, 2, write("y", 1)),
        txn(2, 2, 3, absent("x")),
        txn(3, 0, 10, write("x", 1)),
        txn(4, 0, 10, read("x", 1), absent("y")));
  }

  @Test
  void aProcessThatDoesNotSeeWhatItSaw() {
    Verdict verdict =
        rejects(
            IsolationModel.STRONG_SESSION_SERIALIZABLE,
            AnomalyKind.G_SINGLE_PROCESS,
            by(1, 1, 0, 100, append("x", 1)),
            by(2, 2, 10, 20, list("x", 1)),
            by(2, 3, 21, 30, list("x")));
    assertThat(verdict.violations().getFirst().cycle()).hasSize(3);
    rejects(
        IsolationModel.STRICT_SERIALIZABLE,
        AnomalyKind.G_SINGLE_REALTIME,
        by(1, 1, 0, 100, append("x", 1)),
        by(2, 2, 10, 20, list("x", 1)),
        by(3, 3, 21, 30, list("x")));
  }

  @Test
  void processOrderOfWrites() {
    rejects(
        IsolationModel.STRONG_SESSION_SERIALIZABLE,
        AnomalyKind.G0_PROCESS,
        by(1, 1, 0, 1, append("x", 1)),
        by(1, 2, 2, 3, append("x", 2)),
        by(2, 3, 0, 9, list("x", 2, 1)));
    rejects(
        IsolationModel.STRONG_SESSION_SERIALIZABLE,
        AnomalyKind.G1C_PROCESS,
        by(1, 1, 0, 1, list("x", 1)),
        by(1, 2, 2, 3, append("x", 1)));
  }

  @Test
  void anAmbiguousTransactionThatWasSeenCountsAsAWhole() {
    rejects(
        IsolationModel.SNAPSHOT_ISOLATION,
        AnomalyKind.G_SINGLE,
        lost(1, 0, append("x", 1), append("y", 1)),
        txn(2, 0, 10, list("x", 1), list("y")));
    accepts(lost(1, 0, append("x", 1), append("y", 1)), txn(2, 0, 10, list("x"), list("y")));
    Verdict verdict =
        CHECKER.check(
            history(
                lost(1, 0, append("x", 1), list("z", 9)),
                lost(3, 0, append("z", 9), append("y", 1)),
                txn(2, 0, 10, list("x", 1), list("y"))),
            IsolationModel.SERIALIZABLE);
    assertThat(verdict.counts().observed()).isEqualTo(2);
    assertThat(verdict.kinds()).containsExactly(AnomalyKind.G_SINGLE);
  }

  @Test
  void aRetryOfAnAbortedTransactionMayWriteTheSameValue() {
    accepts(
        aborted(1, 0, 5, append("x", 1)),
        txn(2, 6, 10, append("x", 1)),
        txn(3, 11, 12, list("x", 1)));
    Verdict verdict =
        CHECKER.check(
            history(
                txn(1, 0, 5, append("x", 1)),
                txn(2, 6, 10, append("x", 1)),
                txn(3, 11, 12, list("x", 1))),
            IsolationModel.STRICT_SERIALIZABLE);
    assertThat(verdict.notes()).hasSize(1);
  }

  @Test
  void aKeyIsAListOrARegister() {
    org.assertj.core.api.Assertions.assertThatThrownBy(() ->
            CHECKER.check(
                history(txn(1, 0, 1, append("x", 1)), txn(2, 0, 1, read("x", 1))),
                IsolationModel.SERIALIZABLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key x is used as a list and as a register");
  }
}
