package io.halcyon.checker.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.checker.history.Answer;
import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Each history is a sequence of `from..to` intervals on one key unless said otherwise.
class LinearizabilityCheckerTest {
  private static final LinearizabilityChecker CHECKER = new LinearizabilityChecker();
  private long process;

  private Operation put(long from, long to, String value) {
    return Operation.ok(process++, "k", new Call.Put(value), from, to, new Answer.Done());
  }

  private Operation get(long from, long to, @Nullable String value) {
    return Operation.ok(process++, "k", new Call.Get(), from, to, new Answer.Found(value));
  }

  private Operation delete(long from, long to, boolean existed) {
    return Operation.ok(process++, "k", new Call.Delete(), from, to, new Answer.Existed(existed));
  }

  private Operation cas(
      long from, long to, @Nullable String expected, String value, boolean swapped) {
    return Operation.ok(
        process++,
        "k",
        new Call.CompareAndSet(expected, value),
        from,
        to,
        new Answer.Swapped(swapped));
  }

  private Operation increment(long from, long to, long counted) {
    return Operation.ok(
        process++, "k", new Call.Increment(1), from, to, new Answer.Counted(counted));
  }

  private Operation lost(long from, Call call) {
    return Operation.ambiguous(process++, "k", call, from);
  }

  private static void accepts(Operation... operations) {
    assertThat(CHECKER.check(new History(List.of(operations)))).isInstanceOf(Verdict.Valid.class);
  }

  private static Verdict.Invalid rejects(Operation... operations) {
    Verdict verdict = CHECKER.check(new History(List.of(operations)));
    assertThat(verdict).isInstanceOf(Verdict.Invalid.class);
    return (Verdict.Invalid) verdict;
  }

  @Test
  void anEmptyHistoryIsAccepted() {
    accepts();
  }

  @Test
  void concurrentWritesMayTakeEffectInAnyOrder() {
    accepts(put(0, 10, "a"), put(0, 10, "b"), get(11, 12, "a"), get(13, 14, "a"));
    accepts(put(0, 10, "a"), put(0, 10, "b"), get(11, 12, "b"));
  }

  @Test
  void aReadConcurrentWithAWriteMaySeeEitherValue() {
    accepts(put(0, 1, "a"), put(5, 10, "b"), get(6, 7, "a"), get(8, 9, "b"));
  }

  @Test
  void aStaleReadIsRejectedWithItsCulprits() {
    Operation first = put(0, 1, "a");
    Operation second = put(2, 3, "b");
    Operation stale = get(4, 5, "a");

    Verdict.Invalid verdict =
        rejects(first, second, get(3, 4, "b"), stale, put(6, 7, "c"), get(8, 9, "c"));

    assertThat(verdict.culprits()).contains(stale).hasSizeLessThanOrEqualTo(3);
    assertThat(verdict.explanation()).contains("key \"k\"").contains("get -> \"a\"");
  }

  @Test
  void aLostUpdateIsRejected() {
    rejects(put(0, 1, "a"), put(2, 3, "b"), get(4, 5, null));
    rejects(increment(0, 1, 1), increment(0, 1, 1));
    rejects(cas(0, 10, null, "a", true), cas(0, 10, null, "b", true));
  }

  @Test
  void aReadFromTheFutureIsRejected() {
    Operation early = get(0, 1, "a");

    Verdict.Invalid verdict = rejects(early, put(2, 3, "a"));

    assertThat(verdict.culprits()).contains(early);
  }

  @Test
  void aValueNobodyWroteIsRejectedAndSaidSo() {
    Operation read = get(4, 5, "z");

    Verdict.Invalid verdict = rejects(put(0, 1, "a"), read);

    assertThat(verdict.culprits()).containsExactly(read);
    assertThat(verdict.explanation()).contains("nobody wrote \"z\"");
  }

  @Test
  void readsThatGoBackInTimeAreRejected() {
    rejects(put(0, 1, "a"), put(2, 20, "b"), get(3, 4, "b"), get(5, 6, "a"));
  }

  @Test
  void anAmbiguousWriteMayTakeEffectLaterOrNever() {
    accepts(put(0, 1, "a"), lost(2, new Call.Put("b")), get(90, 91, "a"));
    accepts(put(0, 1, "a"), lost(2, new Call.Put("b")), get(50, 51, "a"), get(90, 91, "b"));
  }

  @Test
  void anAmbiguousWriteTakesEffectOnlyOnce() {
    rejects(
        put(0, 1, "a"), lost(2, new Call.Put("b")), get(3, 4, "b"), put(5, 6, "c"), get(7, 8, "b"));
  }

  @Test
  void anAmbiguousWriteTakesNoEffectBeforeItsInvocation() {
    Operation early = get(0, 1, "b");

    Verdict.Invalid verdict = rejects(early, lost(2, new Call.Put("b")));

    assertThat(verdict.explanation()).contains("was first written by");
  }

  @Test
  void severalAmbiguousIncrementsMayExplainOneCounter() {
    Call one = new Call.Increment(1);
    accepts(lost(0, one), lost(0, one), lost(0, one), get(5, 6, "2"), get(7, 8, "3"));
    rejects(lost(0, one), lost(0, one), get(5, 6, "3"));
  }

  @Test
  void anAmbiguousCasTakesEffectOnlyOnItsExpectedValue() {
    accepts(put(0, 1, "a"), lost(2, new Call.CompareAndSet("a", "b")), get(3, 4, "b"));
    rejects(put(0, 1, "a"), lost(2, new Call.CompareAndSet("x", "b")), get(3, 4, "b"));
  }

  @Test
  void aFailedWriteNeverTakesEffect() {
    Operation refused =
        new Operation(9, "k", new Call.Put("b"), 2, 3, new Outcome.Failed("overloaded"));
    accepts(put(0, 1, "a"), refused, get(4, 5, "a"));
    rejects(put(0, 1, "a"), refused, get(4, 5, "b"));
  }

  @Test
  void casAnomaliesAreRejected() {
    rejects(put(0, 1, "a"), cas(2, 3, "b", "c", true));
    rejects(put(0, 1, "a"), cas(2, 3, "a", "c", false));
    rejects(put(0, 1, "a"), cas(2, 3, "a", "b", true), cas(4, 5, "a", "c", true));
    accepts(put(0, 1, "a"), cas(2, 5, "a", "b", true), cas(2, 5, "b", "c", true));
  }

  @Test
  void aDeletionTellsWhetherSomethingWasThere() {
    accepts(put(0, 1, "a"), delete(2, 3, true), get(4, 5, null), delete(6, 7, false));
    rejects(put(0, 1, "a"), delete(2, 3, true), delete(4, 5, true));
    rejects(put(0, 1, "a"), delete(2, 3, false));
  }

  @Test
  void operationsAtTheSameInstantCountAsConcurrent() {
    accepts(get(0, 5, "a"), put(5, 6, "a"));
  }

  @Test
  void keysAreIndependent() {
    Operation other = Operation.ok(50, "other", new Call.Get(), 4, 5, new Answer.Found("a"));
    assertThat(rejects(put(0, 1, "a"), other).key()).isEqualTo("other");
  }

  @Test
  void theCulpritsOfALongHistoryAreFew() {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      operations.add(put(10L * i, 10L * i + 4, "v" + i));
      operations.add(get(10L * i + 5, 10L * i + 9, i == 1500 ? "v3" : "v" + i));
    }

    Verdict.Invalid verdict = rejects(operations.toArray(Operation[]::new));

    assertThat(verdict.culprits()).hasSizeLessThanOrEqualTo(3);
    assertThat(verdict.explanation()).contains("get -> \"v3\"");
  }

  /// No order explains the read, and there are more orders than memory.
  private List<Operation> hopeless(String key) {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      operations.add(
          Operation.ok(process++, key, new Call.Put("v" + i), 0, 100, new Answer.Done()));
    }
    operations.add(
        Operation.ok(process++, key, new Call.Get(), 101, 102, new Answer.Found("none")));
    return operations;
  }

  @Test
  void theSearchGivesUpAtItsMemoryBound() {
    List<Operation> operations = hopeless("k");
    operations.addAll(hopeless("l"));

    Verdict verdict = new LinearizabilityChecker(1 << 20).check(new History(operations));

    assertThat(verdict)
        .isEqualTo(
            new Verdict.Unknown(
                List.of("k", "l"), "the search over 41 operations needs more than 1048576 bytes"));
    assertThat(verdict.headline()).isEqualTo("unknown: bound reached for 2 keys, first \"k\"");
  }

  @Test
  void aKeyInTheWrongIsFoundBehindOneThatReachesTheBound() {
    List<Operation> operations = hopeless("k");
    operations.add(Operation.ok(process++, "z", new Call.Get(), 0, 1, new Answer.Found("nothing")));

    Verdict verdict = new LinearizabilityChecker(1 << 20).check(new History(operations));

    assertThat(verdict.headline()).isEqualTo("not linearizable: key \"z\"");
  }

  @Test
  void theBoundIsForOneKeyNotForAll() {
    List<Operation> operations = new ArrayList<>();
    for (int key = 0; key < 2000; key++) {
      for (int i = 0; i < 6; i++) {
        operations.add(
            Operation.ok(process++, "k" + key, new Call.Put("v" + i), 0, 100, new Answer.Done()));
      }
      operations.add(
          Operation.ok(process++, "k" + key, new Call.Get(), 101, 102, new Answer.Found("v3")));
    }

    Verdict verdict = new LinearizabilityChecker(1 << 17).check(new History(operations));

    assertThat(verdict).isEqualTo(new Verdict.Valid(2000, 14_000));
  }
}
