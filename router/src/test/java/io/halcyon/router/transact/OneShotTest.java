package io.halcyon.router.transact;

import static io.halcyon.router.fake.TxnHarness.text;
import static io.halcyon.router.fake.VirtualSession.commit;
import static io.halcyon.router.fake.VirtualSession.lock;
import static io.halcyon.router.fake.VirtualSession.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.proto.v1.OneShotStep;
import io.halcyon.proto.v1.TxnCondition;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnStatusRequest;
import io.halcyon.proto.v1.TxnStatusResponse;
import io.halcyon.proto.v1.Write;
import io.halcyon.router.fake.TxnHarness;
import io.halcyon.router.fake.TxnShards;
import io.halcyon.router.fake.VirtualSession;
import io.halcyon.txn.participant.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One-shot programs over real participants, in virtual time.
class OneShotTest {
  private final TxnHarness harness = new TxnHarness(2);
  private final TxnHarness.VirtualRouter router = harness.router();
  private final List<String> keys = harness.apart("key", 3);
  private final String a = keys.get(0);
  private final String b = keys.get(1);
  private final String c = keys.get(2);

  /// The end of a program.
  private static final class End implements OneShots.Reply {
    private @Nullable OneShotResponse response;
    private @Nullable Failure failure;
    private int calls;

    @Override
    public void answered(OneShotResponse answer) {
      response = answer;
      calls++;
    }

    @Override
    public void failed(Failure why) {
      failure = why;
      calls++;
    }
  }

  private End submit(TxnHarness.VirtualRouter where, OneShotRequest.Builder request) {
    End end = new End();
    where.oneShots.execute(request.build(), 0, "client:1", end);
    return end;
  }

  private End finish(End end) {
    harness.loop.runUntil(() -> end.calls > 0);
    assertThat(end.calls).isEqualTo(1);
    return end;
  }

  private OneShotResponse run(OneShotRequest.Builder request) {
    End end = finish(submit(router, request));
    OneShotResponse response = end.response;
    if (response == null) {
      throw new AssertionError("failed: " + end.failure);
    }
    return response;
  }

  private Failure refused(OneShotRequest.Builder request) {
    Failure failure = finish(submit(router, request)).failure;
    if (failure == null) {
      throw new AssertionError("succeeded");
    }
    return failure;
  }

  private static OneShotStep get(String key) {
    return OneShotStep.newBuilder().setGet(text(key)).build();
  }

  private static OneShotStep set(String key, String value) {
    return write(
        Write.newBuilder().setKey(text(key)).setPut(Write.Put.newBuilder().setValue(text(value))));
  }

  private static OneShotStep add(String key, long delta) {
    return write(
        Write.newBuilder()
            .setKey(text(key))
            .setIncrement(Write.Increment.newBuilder().setDelta(delta)));
  }

  private static OneShotStep remove(String key) {
    return write(Write.newBuilder().setKey(text(key)).setDelete(Write.Delete.getDefaultInstance()));
  }

  private static OneShotStep write(Write.Builder write) {
    return OneShotStep.newBuilder().setWrite(write).build();
  }

  private static TxnCondition atLeast(String key, long bound) {
    return TxnCondition.newBuilder()
        .setNumberAtLeast(TxnCondition.NumberBound.newBuilder().setKey(text(key)).setBound(bound))
        .build();
  }

  private static OneShotStep require(TxnCondition condition, String message) {
    return OneShotStep.newBuilder()
        .setRequire(
            OneShotStep.Require.newBuilder().addConditions(condition).setOtherwiseMessage(message))
        .build();
  }

  private static OneShotRequest.Builder program(OneShotStep... steps) {
    return OneShotRequest.newBuilder().addAllSteps(List.of(steps));
  }

  private OneShotRequest.Builder transfer(long amount) {
    return program(
        require(atLeast(a, amount), "not enough"), add(a, -amount), add(b, amount), get(a));
  }

  @Test
  void movesMoneyBetweenShardsAtomically() {
    run(program(set(a, "100")));

    OneShotResponse moved = run(transfer(30));

    assertThat(moved.getSucceeded()).isTrue();
    assertThat(moved.getTimestamp()).isPositive();
    assertThat(moved.getResults(0).getHeld()).isTrue();
    assertThat(moved.getResults(1).getOperation().getFound().getValue()).isEqualTo(text("70"));
    assertThat(moved.getResults(3).getOperation().getFound().getValue()).isEqualTo(text("70"));
    assertThat(moved.getResults(3).getOperation().getFound().getTimestamp())
        .isEqualTo(moved.getTimestamp());
    harness.settle(router);
    assertThat(harness.value(a)).isEqualTo("70");
    assertThat(harness.value(b)).isEqualTo("30");
    assertThat(router.admission.operations()).isZero();
  }

  @Test
  void aRequirementThatDoesNotHoldLeavesEverythingAsItWas() {
    OneShotResponse refused = run(transfer(30));

    assertThat(refused.getSucceeded()).isFalse();
    assertThat(refused.getRefusal()).isEqualTo("not enough");
    assertThat(refused.getResultsCount()).isEqualTo(1);
    harness.settle(router);
    assertThat(harness.value(b)).isEqualTo("-");
  }

  @Test
  void readsWhatItNeedsInOneRoundForEachListOfSteps() {
    run(program(set(a, "1"), set(b, "2"), set(c, "3")));
    int before = harness.shards.seen(Request.Read.class);

    OneShotResponse all = run(program(get(a), get(b), add(c, 1), get(c), remove(a), get(a)));

    assertThat(harness.shards.seen(Request.Read.class) - before).isEqualTo(3);
    assertThat(all.getResults(3).getOperation().getFound().getValue()).isEqualTo(text("4"));
    assertThat(all.getResults(4).getOperation().getExisted()).isTrue();
    assertThat(all.getResults(5).getOperation().hasFound()).isFalse();
  }

  @Test
  void runsTheBranchThatItsConditionsSayAndReadsOnlyThat() {
    run(program(set(a, "1")));
    int before = harness.shards.seen(Request.Read.class);
    OneShotStep branch =
        OneShotStep.newBuilder()
            .setBranch(
                OneShotStep.Branch.newBuilder()
                    .addConditions(
                        TxnCondition.newBuilder()
                            .setCompare(
                                Compare.newBuilder()
                                    .setKey(text(a))
                                    .setTarget(Compare.Target.VALUE)
                                    .setOperator(Compare.Operator.EQUAL)
                                    .setValue(text("1"))))
                    .addThen(add(b, 5))
                    .addOtherwise(get(c)))
            .build();

    OneShotResponse response = run(program(branch, set(c, "after")));

    assertThat(response.getResults(0).getHeld()).isTrue();
    assertThat(response.getResults(1).getOperation().getFound().getValue()).isEqualTo(text("5"));
    assertThat(response.getResultsCount()).isEqualTo(3);
    assertThat(harness.shards.seen(Request.Read.class) - before).isEqualTo(2);
    harness.settle(router);
    assertThat(harness.value(c)).isEqualTo("after");
  }

  @Test
  void aRepetitionIsAnsweredAsTheFirstWasAlsoByAnotherRouter() {
    run(program(set(a, "100")));
    RequestId id = harness.request();
    OneShotRequest.Builder named = transfer(30).setRequestId(TxnHarness.message(id));
    OneShotResponse first = run(named);

    assertThat(run(named)).isEqualTo(first);
    TxnHarness.VirtualRouter other = harness.router();
    assertThat(finish(submit(other, named)).response).isEqualTo(first);

    harness.settle(router);
    harness.settle(other);
    assertThat(harness.value(a)).isEqualTo("70");
    TxnStatusResponse status = status(other, id, a);
    assertThat(status.getCommitted().getTimestamp()).isEqualTo(first.getTimestamp());
  }

  private TxnStatusResponse status(TxnHarness.VirtualRouter where, RequestId id, String anchor) {
    List<TxnStatusResponse> answers = new ArrayList<>();
    where.desk.status(
        TxnStatusRequest.newBuilder()
            .setRequestId(TxnHarness.message(id))
            .setAnchor(text(anchor))
            .build(),
        0,
        new TransactionDesk.Reply<>() {
          @Override
          public void answered(TxnStatusResponse response) {
            answers.add(response);
          }

          @Override
          public void failed(Failure failure) {
            throw new AssertionError(failure);
          }
        });
    harness.loop.runUntil(() -> !answers.isEmpty());
    return answers.getFirst();
  }

  @Test
  void aRefusalIsRememberedLikeASuccess() {
    OneShotRequest.Builder named = transfer(30).setRequestId(TxnHarness.message(harness.request()));
    assertThat(run(named).getSucceeded()).isFalse();
    run(program(set(a, "100")));

    assertThat(run(named).getSucceeded()).isFalse();
  }

  @Test
  void aValueThatDoesNotAllowAStepIsToldTheSameWayEachTime() {
    run(program(set(a, "text")));
    OneShotRequest.Builder named =
        program(set(b, "x"), add(a, 1)).setRequestId(TxnHarness.message(harness.request()));
    assertThat(refused(named)).isInstanceOf(Failure.WrongValue.class);
    run(program(set(a, "1")));

    assertThat(refused(named)).isInstanceOf(Failure.WrongValue.class);
    assertThat(harness.value(b)).isEqualTo("-");
  }

  @Test
  void startsOverByItselfWhenItLoses() {
    run(program(set(a, "0"), set(b, "0")));
    List<End> ends = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ends.add(submit(router, program(add(a, 1), add(b, 1))));
    }
    harness.loop.runUntil(() -> ends.stream().allMatch(end -> end.calls > 0));

    assertThat(ends).allMatch(end -> end.response != null);
    harness.settle(router);
    assertThat(harness.value(a)).isEqualTo("20");
    assertThat(harness.value(b)).isEqualTo("20");
    assertThat(router.events.restarts).isNotEmpty();
  }

  @Test
  void anUnansweredCommitIsAmbiguousAndItsStatusTells() {
    RequestId id = harness.request();
    harness.shards.fates((_, request) ->
        request instanceof Request.CommitOnePhase
            ? TxnShards.Fate.UNANSWERED
            : TxnShards.Fate.SERVED);
    End end = new End();
    router.oneShots.execute(
        program(set(a, "1")).setRequestId(TxnHarness.message(id)).build(), 500, "client:1", end);

    finish(end);

    assertThat(end.failure).isInstanceOf(Failure.Ambiguous.class);
    harness.shards.fates((_, _) -> TxnShards.Fate.SERVED);
    assertThat(status(router, id, a).hasCommitted()).isTrue();
    assertThat(status(router, harness.request(), a).hasUndecided()).isTrue();
  }

  @Test
  void aProgramThatWaitsForALockTooLongIsUndone() {
    VirtualSession holder = router.session();
    holder.begin();
    holder.say(lock(TxnLockKeys.Wait.WAIT, a));
    End end = new End();
    router.oneShots.execute(program(set(a, "1"), set(b, "1")).build(), 700, "client:1", end);

    finish(end);

    assertThat(end.failure).isInstanceOf(Failure.DeadlineExceeded.class);
    holder.say(put(a, "mine"));
    assertThat(holder.say(commit()).hasCommitted()).isTrue();
    harness.settle(router);
    assertThat(harness.value(b)).isEqualTo("-");
    assertThat(harness.shards.intents()).isZero();
  }

  @Test
  void aCancelledProgramLeavesNothing() {
    VirtualSession holder = router.session();
    holder.begin();
    holder.say(lock(TxnLockKeys.Wait.WAIT, c));
    End end = new End();
    // The lock of a key that it fights for again is waited for outside of the commit.
    OneShots.Running running =
        router.oneShots.execute(program(get(a), set(b, "1")).build(), 0, "client:1", end);

    running.cancel();

    harness.loop.runUntil(() -> end.calls > 0);
    assertThat(end.failure).isInstanceOf(Failure.Unavailable.class);
    holder.say(commit());
    harness.settle(router);
    assertThat(harness.value(b)).isEqualTo("-");
    assertThat(router.admission.operations()).isZero();
  }

  @Test
  void refusesProgramsBeyondTheLimits() {
    OneShotRequest.Builder many = program();
    for (int i = 0; i <= 1_000; i++) {
      many.addSteps(get(a));
    }
    OneShotStep deep = get(a);
    for (int i = 0; i < 9; i++) {
      deep =
          OneShotStep.newBuilder()
              .setBranch(OneShotStep.Branch.newBuilder().addConditions(atLeast(a, 1)).addThen(deep))
              .build();
    }
    ByteString big = ByteString.copyFrom(new byte[(1 << 20) + 1]);
    for (OneShotRequest.Builder wrong :
        List.of(
            program(),
            many,
            program(deep),
            program(get("")),
            program(OneShotStep.getDefaultInstance()),
            program(
                write(
                    Write.newBuilder()
                        .setKey(text(a))
                        .setPut(Write.Put.newBuilder().setValue(big)))),
            program(OneShotStep.newBuilder().setRequire(OneShotStep.Require.newBuilder()).build()),
            program(require(atLeast(a, 0), "x".repeat(1_025))),
            program(get(a)).setLabel("x".repeat(129)))) {
      assertThat(refused(wrong)).isInstanceOf(Failure.Invalid.class);
    }
    assertThat(router.admission.operations()).isZero();
  }

  @Test
  void resultsThatCannotBeRememberedAreRefusedUnlessNothingIsWritten() {
    String large = "x".repeat(40_000);
    run(program(set(a, large), set(b, large)));

    assertThat(refused(program(get(a), get(b), set(c, "1")))).isInstanceOf(Failure.Invalid.class);
    assertThat(run(program(get(a), get(b))).getResultsCount()).isEqualTo(2);
    assertThat(harness.value(c)).isEqualTo("-");
  }
}
