package io.halcyon.checker.transactions;

import static io.halcyon.checker.transactions.Script.absent;
import static io.halcyon.checker.transactions.Script.append;
import static io.halcyon.checker.transactions.Script.history;
import static io.halcyon.checker.transactions.Script.list;
import static io.halcyon.checker.transactions.Script.lost;
import static io.halcyon.checker.transactions.Script.read;
import static io.halcyon.checker.transactions.Script.txn;
import static io.halcyon.checker.transactions.Script.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.checker.workloads.CausalReverseCheck;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The shapes of anomalies that others published about real systems, retold with small numbers.
/// Each is followed by what the same clients would have seen of a system without the fault.
class PublishedAnomaliesTest {
  private static final TransactionChecker CHECKER = new TransactionChecker();

  private static Verdict check(IsolationModel model, Transaction... transactions) {
    return CHECKER.check(history(transactions), model);
  }

  private static void violates(
      IsolationModel model, Set<AnomalyKind> kinds, Transaction... transactions) {
    Verdict verdict = check(model, transactions);
    assertThat(verdict.decision()).isEqualTo(Verdict.Decision.VIOLATED);
    assertThat(verdict.kinds()).as(verdict.explanation()).isEqualTo(kinds);
  }

  private static void keeps(IsolationModel model, Transaction... transactions) {
    Verdict verdict = check(model, transactions);
    assertThat(verdict.valid()).as(verdict.explanation()).isTrue();
  }

  /// TiDB 2.1.7 (Jepsen 2019; Elle, section 6.1) promised snapshot isolation. On a conflict it ran
  /// a transaction's writes again on newer data without its reads: T1 read the list without 5 and
  /// appended 4 behind 5 all the same.
  @Test
  void tidbRetriedWritesWithoutTheirReads() {
    violates(
        IsolationModel.SNAPSHOT_ISOLATION,
        Set.of(AnomalyKind.LOST_UPDATE),
        txn(0, 0, 1, append("k34", 2), append("k34", 1)),
        txn(1, 2, 9, list("k34", 2, 1), append("k36", 5), append("k34", 4)),
        txn(2, 2, 9, append("k34", 5)),
        txn(3, 10, 11, list("k34", 2, 1, 5, 4)));
    keeps(
        IsolationModel.STRICT_SERIALIZABLE,
        txn(0, 0, 1, append("k34", 2), append("k34", 1)),
        txn(1, 2, 9, list("k34", 2, 1, 5), append("k36", 5), append("k34", 4)),
        txn(2, 2, 9, append("k34", 5)),
        txn(3, 10, 11, list("k34", 2, 1, 5, 4)));
  }

  /// The same fault with counters: two increments from 0 were both acknowledged.
  @Test
  void tidbLostIncrements() {
    violates(
        IsolationModel.SNAPSHOT_ISOLATION,
        Set.of(AnomalyKind.LOST_UPDATE),
        txn(0, 0, 1, write("x", 100)),
        txn(1, 2, 9, read("x", 100), write("x", 101)),
        txn(2, 2, 9, read("x", 100), write("x", 110)),
        txn(3, 10, 11, read("x", 110)));
  }

  /// TiDB's read skew over several keys: T1 saw one of T2's appends and lacked the other.
  @Test
  void tidbReadSkew() {
    violates(
        IsolationModel.SNAPSHOT_ISOLATION,
        Set.of(AnomalyKind.G_SINGLE),
        txn(1, 0, 9, list("x", 1), list("y")),
        txn(2, 0, 9, append("x", 1), append("y", 1)),
        txn(3, 10, 11, list("y", 1)));
  }

  /// YugaByte DB 1.1.9 (Jepsen 2019) promised snapshot isolation; reads of all accounts of a bank
  /// saw transfers by half.
  @Test
  void yugabyteReadTransfersByHalf() {
    violates(
        IsolationModel.SNAPSHOT_ISOLATION,
        Set.of(AnomalyKind.G_SINGLE),
        txn(0, 0, 1, write("a", 10), write("b", 10)),
        txn(1, 2, 9, read("a", 10), read("b", 10), write("a", 7), write("b", 13)),
        txn(2, 2, 9, read("a", 7), read("b", 10)));
    keeps(
        IsolationModel.STRICT_SERIALIZABLE,
        txn(0, 0, 1, write("a", 10), write("b", 10)),
        txn(1, 2, 9, read("a", 10), read("b", 10), write("a", 7), write("b", 13)),
        txn(2, 2, 9, read("a", 7), read("b", 13)));
  }

  /// YugaByte DB 1.3.1 (Jepsen 2019; Elle, section 6.2) promised serializability; around crashes of
  /// its master two transactions each missed what the other appended.
  @Test
  void yugabyteForgotReadLocks() {
    violates(
        IsolationModel.SERIALIZABLE,
        Set.of(AnomalyKind.WRITE_SKEW),
        txn(1, 0, 9, append("k3", 7), list("k4", 1)),
        txn(2, 0, 9, append("k4", 5), list("k3", 6)),
        txn(3, 0, 1, append("k3", 6), append("k4", 1)),
        txn(4, 10, 11, list("k3", 6, 7), list("k4", 1, 5)));
    keeps(
        IsolationModel.SNAPSHOT_ISOLATION,
        txn(1, 0, 9, append("k3", 7), list("k4", 1)),
        txn(2, 0, 9, append("k4", 5), list("k3", 6)),
        txn(3, 0, 1, append("k3", 6), append("k4", 1)),
        txn(4, 10, 11, list("k3", 6, 7), list("k4", 1, 5)));
  }

  /// FaunaDB 2.6.0 (Elle, section 6.3) promised strict serializability; reads through an index did
  /// not see what their own transaction had written.
  @Test
  void faunaDidNotReadItsOwnWrites() {
    violates(
        IsolationModel.STRICT_SERIALIZABLE,
        Set.of(AnomalyKind.INTERNAL),
        txn(1, 0, 1, append("k0", 6), list("k0")));
    keeps(IsolationModel.STRICT_SERIALIZABLE, txn(1, 0, 1, append("k0", 6), list("k0", 6)));
  }

  /// PostgreSQL 12.3 (Jepsen 2020) at SERIALIZABLE: rarely, two transactions whose conflict was
  /// found too late both committed, without any fault injected.
  @Test
  void postgresqlCommittedBothSidesOfAConflict() {
    violates(
        IsolationModel.SERIALIZABLE,
        Set.of(AnomalyKind.WRITE_SKEW),
        txn(1, 0, 9, list("a"), append("b", 2)),
        txn(2, 0, 9, list("b"), append("a", 1)),
        txn(3, 10, 11, list("a", 1), list("b", 2)));
  }

  /// MongoDB 4.2.6 (Jepsen 2020): a transaction was retried after it had taken effect, and read in
  /// the second round what it wrote in the first.
  @Test
  void mongodbReadItsOwnFuture() {
    violates(
        IsolationModel.SNAPSHOT_ISOLATION,
        Set.of(AnomalyKind.INTERNAL),
        txn(0, 0, 1, append("x", 1), append("x", 2)),
        txn(1, 2, 9, list("x", 1, 2, 4), append("x", 4)));
  }

  /// MongoDB 4.2.6 at its strongest settings also showed circular information flow, and writes that
  /// took effect twice.
  @Test
  void mongodbInformationFlowedInCircles() {
    violates(
        IsolationModel.SNAPSHOT_ISOLATION,
        Set.of(AnomalyKind.G1C),
        txn(1, 0, 9, append("x", 1), list("y", 2)),
        txn(2, 0, 9, append("y", 2), list("x", 1)));
    violates(
        IsolationModel.READ_COMMITTED,
        Set.of(AnomalyKind.DUPLICATE_ELEMENTS),
        txn(1, 0, 9, append("x", 1)),
        txn(2, 0, 9, append("x", 2)),
        txn(3, 10, 11, list("x", 1, 2, 1)));
  }

  /// Sovran et al. 2011 and Jepsen's long fork test: parallel snapshot isolation lets two readers
  /// see two independent writes in opposite orders. FaunaDB and Galera were tested for it.
  @Test
  void parallelSnapshotIsolationForks() {
    violates(
        IsolationModel.SNAPSHOT_ISOLATION,
        Set.of(AnomalyKind.LONG_FORK),
        txn(1, 0, 1, write("x", 1)),
        txn(2, 0, 1, write("y", 1)),
        txn(3, 0, 9, absent("y"), read("x", 1)),
        txn(4, 0, 9, read("y", 1), absent("x")));
    keeps(
        IsolationModel.READ_COMMITTED,
        txn(1, 0, 1, write("x", 1)),
        txn(2, 0, 1, write("y", 1)),
        txn(3, 0, 9, absent("y"), read("x", 1)),
        txn(4, 0, 9, read("y", 1), absent("x")));
  }

  /// CockroachDB beta (Jepsen 2017) is serializable, not strictly: two comments on different
  /// shards, the second written after the first was acknowledged, and a reader that sees the second
  /// alone.
  @Test
  void cockroachReversedComments() {
    Transaction[] reversed = {
      txn(1, 0, 1, write("first", 1)),
      txn(2, 2, 3, write("second", 1)),
      txn(3, 0, 9, absent("first"), read("second", 1))
    };
    keeps(IsolationModel.SERIALIZABLE, reversed);
    violates(IsolationModel.STRICT_SERIALIZABLE, Set.of(AnomalyKind.G_SINGLE_REALTIME), reversed);
    assertThat(check(IsolationModel.STRICT_SERIALIZABLE, reversed).explanation())
        .contains("T2 began at 2.000 ms, after T1 had been answered at 1.000 ms");
    assertThat(new CausalReverseCheck().check(history(reversed)).valid()).isFalse();
    keeps(
        IsolationModel.STRICT_SERIALIZABLE,
        txn(1, 0, 1, write("first", 1)),
        txn(2, 2, 3, write("second", 1)),
        txn(3, 0, 9, read("first", 1), absent("second")));
  }

  /// Dgraph 1.1.1 (Elle, section 6.4): after a predicate moved, registers that had been written
  /// were found absent.
  @Test
  void dgraphForgotRegisters() {
    violates(
        IsolationModel.STRICT_SERIALIZABLE,
        Set.of(AnomalyKind.G_SINGLE_REALTIME),
        txn(1, 0, 1, write("r34", 10)),
        txn(2, 2, 9, write("r32", 10), absent("r34")),
        txn(3, 10, 11, read("r32", 10), read("r34", 10)));
  }

  /// Fekete, O'Neil & O'Neil 2004: under snapshot isolation a transaction that only reads can see a
  /// state that no serial order has. x and y are the accounts of one customer; T2 pays a penalty
  /// because it does not see T1's deposit, which T3 saw before the penalty.
  @Test
  void aReaderAloneMakesSnapshotIsolationAnomalous() {
    Transaction deposit = txn(1, 0, 9, absent("y"), write("y", 20));
    Transaction penalty = txn(2, 0, 9, absent("x"), absent("y"), write("x", -11));
    keeps(IsolationModel.STRICT_SERIALIZABLE, deposit, penalty);
    Transaction report = txn(3, 0, 9, absent("x"), read("y", 20));
    violates(IsolationModel.SERIALIZABLE, Set.of(AnomalyKind.G2_ITEM), deposit, penalty, report);
    keeps(IsolationModel.SNAPSHOT_ISOLATION, deposit, penalty, report);
  }

  /// Berenson et al. 1995, A5B, as the doctors on call: each leaves because the other is still
  /// there.
  @Test
  void twoDoctorsLeave() {
    violates(
        IsolationModel.SERIALIZABLE,
        Set.of(AnomalyKind.WRITE_SKEW),
        txn(0, 0, 1, write("alice", 1), write("bob", 2)),
        txn(1, 2, 9, read("alice", 1), read("bob", 2), write("alice", 3)),
        txn(2, 2, 9, read("alice", 1), read("bob", 2), write("bob", 4)));
  }

  /// jetcd 0.8.2 (Jepsen 2024): the client library repeated requests whose answer was lost.
  @Test
  void jetcdAppliedTwice() {
    violates(
        IsolationModel.STRICT_SERIALIZABLE,
        Set.of(AnomalyKind.DUPLICATE_ELEMENTS),
        lost(1, 0, append("x", 1)),
        txn(2, 2, 3, list("x", 1, 1)));
    keeps(
        IsolationModel.STRICT_SERIALIZABLE, lost(1, 0, append("x", 1)), txn(2, 2, 3, list("x", 1)));
  }
}
