package io.halcyon.checker.workloads;

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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.checker.transactions.Transaction;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// For each check histories that it must reject, and near twins that it must accept.
class WorkloadChecksTest {
  private static void accepts(WorkloadCheck check, Transaction... transactions) {
    WorkloadVerdict verdict = check.check(history(transactions));
    assertThat(verdict.problems()).as(verdict.explanation()).isEmpty();
    assertThat(verdict.valid()).isTrue();
  }

  private static WorkloadVerdict rejects(
      WorkloadCheck check, String summary, Transaction... transactions) {
    WorkloadVerdict verdict = check.check(history(transactions));
    assertThat(verdict.valid()).isFalse();
    assertThat(verdict.problems()).hasSize(1);
    assertThat(verdict.problems().getFirst().summary()).isEqualTo(summary);
    return verdict;
  }

  private static final WorkloadCheck BANK = new BankCheck(Set.of("a", "b"), 100);

  @Test
  void bankSumsAreConserved() {
    accepts(BANK, txn(1, 0, 1, read("a", 60), read("b", 40)));
    accepts(BANK, txn(1, 0, 1, read("a", 60), read("b", 40), write("a", 50), read("a", 50)));
    accepts(BANK, txn(1, 0, 1, read("a", 70)), aborted(2, 0, 1, read("a", 1), read("b", 1)));
    rejects(
        BANK,
        "T1 found 110 in all accounts together instead of 100",
        txn(1, 0, 1, read("a", 70), read("b", 40)));
  }

  @Test
  void bankBalancesAreThereAndNotNegative() {
    rejects(BANK, "T1 found -1 in account a", txn(1, 0, 1, read("a", -1)));
    rejects(BANK, "T1 found account b absent", txn(1, 0, 1, read("a", 100), absent("b")));
  }

  private static final WorkloadCheck SET = new SetCheck("s", true);

  @Test
  void setsLoseNothing() {
    accepts(SET, txn(1, 0, 1, append("s", 5)), txn(2, 2, 3, list("s", 5)));
    accepts(SET, txn(1, 0, 1, append("s", 5)), txn(2, 1, 3, list("s")));
    accepts(SET, txn(1, 0, 1, append("s", 5)), stale(2, 2, 3, list("s")));
    accepts(SET, lost(1, 0, append("s", 5)), txn(2, 2, 3, list("s")));
    WorkloadVerdict verdict =
        rejects(
            SET,
            "5 is lost: T1 knew it before T2 began, which read the set without it",
            txn(1, 0, 1, append("s", 5)),
            txn(2, 2, 3, list("s")));
    assertThat(verdict.figures()).containsEntry("lost", 1L).containsEntry("added", 1L);
    rejects(
        SET,
        "5 is lost: T2 knew it before T3 began, which read the set without it",
        lost(1, 0, append("s", 5)),
        txn(2, 2, 3, list("s", 5)),
        txn(3, 4, 5, list("s")));
  }

  @Test
  void setsCountStaleElements() {
    Transaction[] history = {
      txn(1, 0, 1, append("s", 5)), txn(2, 2, 3, list("s")), txn(3, 4, 5, list("s", 5))
    };
    rejects(
        SET,
        "5 is missing for a while: T1 knew it before T2 began, which read the set without it",
        history);
    accepts(new SetCheck("s", false), history);
    assertThat(new SetCheck("s", false).check(history(history)).figures())
        .containsEntry("stale", 1L);
  }

  @Test
  void setsHaveNoDuplicatesAndNothingUnexpected() {
    rejects(SET, "T2 read 5 twice", txn(1, 0, 1, append("s", 5)), txn(2, 2, 3, list("s", 5, 5)));
    rejects(SET, "T2 read 9, which nobody added", txn(2, 2, 3, list("s", 9)));
    rejects(
        SET,
        "T2 read 5, which T1 added and aborted",
        aborted(1, 0, 1, append("s", 5)),
        txn(2, 2, 3, list("s", 5)));
    accepts(
        SET,
        aborted(1, 0, 1, append("s", 5)),
        txn(3, 0, 1, append("s", 5)),
        txn(2, 2, 3, list("s", 5)));
  }

  private static final WorkloadCheck MONOTONIC = new MonotonicCheck();

  @Test
  void registersGrowWithRealTime() {
    accepts(MONOTONIC, txn(1, 0, 1, read("x", 1)), txn(2, 2, 3, read("x", 1)));
    accepts(MONOTONIC, txn(1, 0, 2, read("x", 2)), txn(2, 2, 3, read("x", 1)));
    accepts(MONOTONIC, txn(1, 0, 1, read("x", 2)), stale(2, 2, 3, read("x", 1)));
    rejects(
        MONOTONIC,
        "T2 read x = 1 after T1 knew it to be 2",
        txn(1, 0, 1, write("x", 2)),
        txn(2, 2, 3, read("x", 1)));
    rejects(
        MONOTONIC,
        "T2 read x = absent after T1 knew it to be 2",
        txn(1, 0, 1, read("x", 2)),
        txn(2, 2, 3, absent("x")));
  }

  @Test
  void registersGrowForEachProcessAlsoInThePast() {
    Transaction first = by(1, 1, 0, 1, read("x", 2));
    Transaction past =
        new Transaction(
            2, 1, 2_000_000, 3_000_000, stale(2, 2, 3, read("x", 1)).actions(), first.fate(), true);
    rejects(MONOTONIC, "T2 read x = 1 after T1 of the same process had read 2", first, past);
    rejects(
        MONOTONIC, "T2 read x = 1 after T1 knew it to be 2", first, by(1, 2, 2, 3, read("x", 1)));
  }

  @Test
  void forksAreFound() {
    WorkloadCheck check = new LongForkCheck();
    accepts(
        check,
        txn(1, 0, 9, write("x", 1)),
        txn(2, 0, 9, write("y", 1)),
        txn(3, 0, 9, read("x", 1), absent("y")),
        txn(4, 0, 9, absent("y"), absent("x")),
        txn(5, 0, 9, read("x", 1), read("y", 1)));
    rejects(
        check,
        "T3 saw [x] and not [y], T4 the other way round",
        txn(1, 0, 9, write("x", 1)),
        txn(2, 0, 9, write("y", 1)),
        txn(3, 0, 9, read("x", 1), absent("y")),
        txn(4, 0, 9, absent("x"), read("y", 1)));
    assertThatThrownBy(
            () -> check.check(history(txn(1, 0, 1, write("x", 1)), txn(2, 0, 1, write("x", 2)))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writeSkewIsFound() {
    WorkloadCheck check = new WriteSkewCheck(key -> key.substring(0, 1));
    accepts(
        check,
        txn(1, 0, 9, absent("ga"), write("gb", 1)),
        txn(2, 0, 9, absent("ha"), write("hb", 1)),
        aborted(3, 0, 9, absent("gb"), write("ga", 1)),
        txn(4, 0, 9, read("gb", 1), absent("ga")));
    rejects(
        check,
        "T1 and T2 both found group g empty and wrote to it",
        txn(1, 0, 9, absent("ga"), write("gb", 1)),
        txn(2, 0, 9, absent("gb"), write("ga", 1)));
  }

  @Test
  void causalReverseIsFound() {
    WorkloadCheck check = new CausalReverseCheck();
    rejects(
        check,
        "T3 saw y = 1 of T2, but not x = 1 of T1, which had been answered before that began",
        txn(1, 0, 1, write("x", 1)),
        txn(2, 2, 3, write("y", 1)),
        txn(3, 0, 9, absent("x"), read("y", 1)));
    rejects(
        check,
        "T3 saw l = 8 of T2, but not l = 7 of T1, which had been answered before that began",
        txn(1, 0, 1, append("l", 7)),
        txn(2, 2, 3, append("l", 8)),
        stale(3, 0, 9, list("l", 8)));
    accepts(
        check,
        txn(1, 0, 2, write("x", 1)),
        txn(2, 2, 3, write("y", 1)),
        txn(3, 0, 9, absent("x"), read("y", 1)));
    accepts(
        check,
        txn(1, 0, 1, write("x", 1)),
        txn(2, 2, 3, write("y", 1)),
        txn(3, 0, 9, read("x", 1), absent("y")),
        txn(4, 0, 9, read("y", 1)));
  }

  @Test
  void sequencesAreUniqueAndGrow() {
    WorkloadCheck check = new SequenceCheck("id", true);
    accepts(check, txn(1, 0, 1, append("id", 1), append("id", 2)), txn(2, 2, 3, append("id", 5)));
    accepts(check, txn(1, 0, 2, append("id", 2)), txn(2, 2, 3, append("id", 1)));
    rejects(
        check,
        "1 was given to T1 and to T2",
        aborted(1, 0, 2, append("id", 1)),
        txn(2, 2, 3, append("id", 1)));
    rejects(
        check,
        "T2 was given 1 after T1 had been given 2",
        txn(1, 0, 1, append("id", 2)),
        txn(2, 2, 3, append("id", 1)));
    accepts(
        new SequenceCheck("id", false),
        txn(1, 0, 1, append("id", 2)),
        txn(2, 2, 3, append("id", 1)));
    rejects(
        new SequenceCheck("id", false),
        "T2 was given 1 after T1 had been given 2",
        by(1, 1, 0, 1, append("id", 2)),
        by(1, 2, 2, 3, append("id", 1)));
  }

  @Test
  void uniqueColumnsAreUnique() {
    WorkloadCheck check = new UniqueCheck("user/");
    accepts(
        check,
        txn(1, 0, 1, write("user/1", 7)),
        txn(2, 0, 1, write("user/2", 8)),
        aborted(3, 0, 1, write("user/3", 7)),
        txn(4, 0, 1, read("user/1", 7), read("user/2", 8), read("other", 7)));
    rejects(
        check,
        "T1 inserted 7 as user/1 and T2 as user/2",
        txn(1, 0, 1, write("user/1", 7)),
        txn(2, 0, 1, write("user/2", 7)));
    rejects(
        check,
        "T3 read 7 in user/1 and in user/2",
        txn(3, 0, 1, read("user/1", 7), read("user/2", 7)));
  }

  @Test
  void queuesHandOutEachElementOnce() {
    WorkloadCheck check = new QueueCheck("q", "taken", true);
    accepts(
        check,
        txn(1, 0, 1, append("q", 1), append("q", 2), append("q", 3)),
        txn(2, 2, 3, append("taken", 1)),
        lost(3, 2, append("taken", 2)),
        aborted(4, 2, 3, append("taken", 3)),
        txn(5, 4, 5, append("taken", 3)));
    rejects(
        check,
        "1 was taken by T2 and by T3",
        txn(1, 0, 1, append("q", 1)),
        txn(2, 2, 3, append("taken", 1)),
        txn(3, 2, 3, append("taken", 1)));
    rejects(
        check,
        "1 is lost: T1 put it in and nobody took it",
        txn(1, 0, 1, append("q", 1)),
        aborted(2, 2, 3, append("taken", 1)));
    accepts(new QueueCheck("q", "taken", false), txn(1, 0, 1, append("q", 1)));
    rejects(check, "T2 took 9, which nobody put in", txn(2, 2, 3, append("taken", 9)));
    rejects(
        check,
        "T2 took 1 before T1 put it in",
        txn(1, 5, 6, append("q", 1)),
        txn(2, 2, 3, append("taken", 1)));
  }

  @Test
  void manyProblemsAreCountedAndFewShown() {
    Transaction[] all = new Transaction[100];
    for (int i = 0; i < all.length; i++) {
      all[i] = txn(i, 0, 1, read("a", -1));
    }

    WorkloadVerdict verdict = BANK.check(history(all));

    assertThat(verdict.problemCount()).isEqualTo(100);
    assertThat(verdict.problems()).hasSize(WorkloadVerdict.EXAMPLES_MAX);
  }
}
