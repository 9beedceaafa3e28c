package io.halcyon.txn.participant;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.fake.FakeShard;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request.Check;
import io.halcyon.txn.participant.Request.WaitPolicy;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnOutcome.Cause;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Write;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Reading, preparing, deciding and resolving on one shard, which is also the anchor.
class ParticipantTest {
  private static final Key KEY = Key.of("k");
  private static final Value VALUE = new Value(new byte[] {1}, 0);
  private final FakeShard shard = new FakeShard();

  private static TxnRef txn(int number) {
    return new TxnRef(new TxnId(new RequestId(number, 0, 20_000 + number), 1, 0), KEY);
  }

  private static Request.Prepare prepare(TxnRef txn, long atLeast) {
    return new Request.Prepare(txn, List.of(new Write(KEY, VALUE, Write.BLIND)), atLeast);
  }

  private static Request.CommitOnePhase onePhase(TxnRef txn, Check... checks) {
    return new Request.CommitOnePhase(
        txn,
        List.of(new Write(KEY, VALUE, Write.BLIND)),
        List.of(checks),
        0,
        true,
        Value.EMPTY,
        List.of());
  }

  private static Request.Read read(long at, Verdict... known) {
    return new Request.Read(txn(9).id(), at, List.of(Span.point(KEY)), 0, false, List.of(known));
  }

  private long prepared(TxnRef txn) {
    return ((Response.Prepared) answer(prepare(txn, 0))).at();
  }

  private Response answer(Request request) {
    Response response = shard.answer(request);
    assertThat(response).as("answer to " + request).isNotNull();
    if (response == null) {
      throw new AssertionError();
    }
    return response;
  }

  private static @Nullable Value only(Response rows) {
    Row row = ((Response.Rows) rows).rows().getFirst();
    return row.version().value();
  }

  private static void isCommitted(Response response, TxnRef by, long at) {
    assertThat(response)
        .isInstanceOfSatisfying(
            Response.Ended.class,
            ended -> {
              assertThat(ended.txn()).isEqualTo(by);
              assertThat(ended.outcome()).isEqualTo(new TxnOutcome.Committed(at));
            });
  }

  private static void isAborted(Response response, Cause cause) {
    assertThat(((Response.Ended) response).outcome()).isEqualTo(new TxnOutcome.Aborted(cause));
  }

  @Test
  void aReadAboveTheBoundWaitsForOne() {
    answer(read(0));
    shard.cutOff();
    long far = shard.now() + (5_000L << 16);

    assertThat(shard.answer(read(far))).isNull();
    assertThat(shard.answer(read(0))).isInstanceOf(Response.Rows.class);
  }

  @Test
  void aWriteComesStrictlyAboveWhatOthersHaveRead() {
    long readAt = shard.now() + 1_000;
    answer(read(readAt));

    assertThat(prepared(txn(1))).isGreaterThan(readAt);
  }

  @Test
  void aReadWaitsForWritesInFlightAtOrBelowIt() {
    shard.hold();
    shard.ask(onePhase(txn(1)));
    long call = shard.ask(read(shard.now()));
    assertThat(shard.answer(call)).isNull();

    shard.land();

    Response rows = shard.answer(call);
    assertThat(rows).isNotNull();
    if (rows != null) {
      assertThat(only(rows)).isEqualTo(VALUE);
      assertThat(shard.shown(call)).as("what the floor must pass").isPositive();
    }
  }

  @Test
  void aReadBelowAnIntentDoesNotCareAndAboveItIsBlocked() {
    long below = shard.now();
    long at = prepared(txn(1));

    assertThat(only(answer(read(Math.min(below, at - 1))))).isNull();
    assertThat(answer(read(at)))
        .isEqualTo(new Response.Blocked(at, List.of(new Response.Obstacle(txn(1), KEY))));
  }

  @Test
  void whatAPushToldSettlesTheRead() {
    long at = prepared(txn(1));
    TxnId owner = txn(1).id();

    assertThat(only(answer(read(at, new Verdict.Committed(owner, at))))).isEqualTo(VALUE);
    assertThat(only(answer(read(at, new Verdict.Committed(owner, at + 1))))).isNull();
    assertThat(only(answer(read(at, new Verdict.Aborted(owner))))).isNull();
    assertThat(only(answer(read(at, new Verdict.Above(owner, at))))).isNull();
    assertThat(answer(read(at + 5, new Verdict.Above(owner, at))))
        .as("pushed to a lower timestamp only")
        .isInstanceOf(Response.Blocked.class);
  }

  @Test
  void aDecisionMustBeAboveEveryPush() {
    long at = prepared(txn(1));
    long pushed = at + 10;
    assertThat(answer(new Request.Push(txn(1), pushed, 0)))
        .isInstanceOfSatisfying(
            Response.Pending.class, p -> assertThat(p.pushedTo()).isEqualTo(pushed));

    assertThat(answer(new Request.Commit(txn(1), pushed, Value.EMPTY)))
        .isInstanceOfSatisfying(
            Response.MustMove.class, m -> assertThat(m.least()).isGreaterThan(pushed));
    isCommitted(answer(new Request.Commit(txn(1), pushed + 1, Value.EMPTY)), txn(1), pushed + 1);
  }

  @Test
  void aLaterTermRespectsAPushItNeverHeardOf() {
    long at = prepared(txn(1));
    answer(new Request.Push(txn(1), at + 10, 0));

    shard.elect();

    assertThat(answer(new Request.Commit(txn(1), at + 10, Value.EMPTY)))
        .isInstanceOf(Response.MustMove.class);
  }

  @Test
  void aPushThatNoBoundCoversIsNotAnswered() {
    long at = prepared(txn(1));
    shard.cutOff();

    assertThat(shard.answer(new Request.Push(txn(1), at + (60_000L << 16), 0))).isNull();
  }

  @Test
  void aPatientPushHearsOfTheDecision() {
    long at = prepared(txn(1));
    long call = shard.ask(new Request.Push(txn(1), at, 50));
    assertThat(shard.answer(call)).isNull();

    answer(new Request.Commit(txn(1), at, Value.EMPTY));

    Response response = shard.answer(call);
    assertThat(response).isNotNull();
    if (response != null) {
      isCommitted(response, txn(1), at);
    }
  }

  @Test
  void aSilentCoordinatorsTransactionIsAbortedByWhoeverMeetsIt() {
    long at = prepared(txn(1));
    shard.pass(FakeShard.CONFIG.heartbeatTimeoutMillis() - 10);
    answer(new Request.Heartbeat(txn(1), List.of()));
    shard.pass(FakeShard.CONFIG.heartbeatTimeoutMillis() - 10);
    assertThat(answer(new Request.Push(txn(1), 0, 0))).isInstanceOf(Response.Pending.class);

    shard.pass(20);

    isAborted(answer(new Request.Push(txn(1), 0, 0)), Cause.COORDINATOR_SILENT);
    isAborted(answer(new Request.Commit(txn(1), at, Value.EMPTY)), Cause.COORDINATOR_SILENT);
  }

  @Test
  void aNewLeaderGivesCoordinatorsAllTheTimeAgain() {
    prepared(txn(1));
    shard.pass(FakeShard.CONFIG.heartbeatTimeoutMillis() * 2);
    shard.elect();

    assertThat(answer(new Request.Push(txn(1), 0, 0))).isInstanceOf(Response.Pending.class);
    shard.pass(FakeShard.CONFIG.heartbeatTimeoutMillis() + 10);
    isAborted(answer(new Request.Push(txn(1), 0, 0)), Cause.COORDINATOR_SILENT);
  }

  @Test
  void theFirstDecisionStands() {
    long at = prepared(txn(1));
    isAborted(answer(new Request.Abort(txn(1), Cause.OPERATOR)), Cause.OPERATOR);

    isAborted(answer(new Request.Commit(txn(1), at, Value.EMPTY)), Cause.OPERATOR);
    isAborted(answer(onePhase(txn(1))), Cause.OPERATOR);
  }

  @Test
  void aRepeatedRequestIsAnsweredAsTheFirstTime() {
    Response first = answer(onePhase(txn(1)));
    TxnRef again = new TxnRef(new TxnId(txn(1).id().request(), 77, 0), KEY);

    assertThat(answer(onePhase(again))).isEqualTo(first);
    assertThat(answer(new Request.Commit(again, shard.now(), Value.EMPTY))).isEqualTo(first);
    assertThat(answer(prepare(again, 0))).as("it lays no intent either").isEqualTo(first);
    assertThat(answer(new Request.Status(again))).isEqualTo(first);
    isAborted(answer(new Request.Push(again, 0, 0)), Cause.SUPERSEDED);
    assertThat(shard.state().intentCount()).isZero();
  }

  @Test
  void aSecondTryWaitsForTheFirstThatIsInFlight() {
    shard.hold();
    shard.ask(onePhase(txn(1)));
    TxnRef again = new TxnRef(new TxnId(txn(1).id().request(), 77, 0), KEY);
    long call = shard.ask(new Request.Commit(again, shard.now(), Value.EMPTY));
    assertThat(shard.inFlight()).isEqualTo(1);

    shard.land();

    assertThat(shard.answer(call))
        .isInstanceOfSatisfying(
            Response.Ended.class, ended -> assertThat(ended.txn()).isEqualTo(txn(1)));
  }

  @Test
  void aPrepareThatComesAfterTheEndLaysNoIntent() {
    TxnOutcome aborted = new TxnOutcome.Aborted(Cause.COORDINATOR);
    answer(new Request.Resolve(txn(1), List.of(KEY), aborted, true));

    isAborted(answer(prepare(txn(1), 0)), Cause.COORDINATOR);
    assertThat(shard.state().intentCount()).isZero();
  }

  @Test
  void resolvingIsIdempotent() {
    long at = prepared(txn(1));
    answer(new Request.Commit(txn(1), at, Value.EMPTY));
    Request resolve = new Request.Resolve(txn(1), List.of(KEY), new TxnOutcome.Committed(at), true);

    answer(resolve);
    shard.hold();
    assertThat(answer(resolve)).isEqualTo(new Response.Done());

    assertThat(shard.inFlight()).as("nothing more to replicate").isZero();
    assertThat(shard.state().at(KEY, at).value()).isEqualTo(VALUE);
  }

  @Test
  void anIntentThatCommittedLongAgoDoesNotHideALaterVersion() {
    long at = prepared(txn(1));
    shard.state().apply(new Change.PutVersion(KEY, at + 7, null));

    assertThat(only(answer(read(at + 9, new Verdict.Committed(txn(1).id(), at))))).isNull();
  }

  @Test
  void anIntentWhoseRecordIsHereIsResolvedByTheReadThatMeetsIt() {
    long at = prepared(txn(1));
    answer(new Request.Commit(txn(1), at, Value.EMPTY));

    assertThat(only(answer(read(at)))).isEqualTo(VALUE);
    assertThat(shard.state().intentCount()).isZero();
  }

  @Test
  void whatIsOlderThanTheMemoryIsRefused() {
    long at = prepared(txn(1));
    long window = FakeShard.CONFIG.retryWindowMillis();
    shard.pass(window + window / 2);

    assertThat(answer(new Request.Commit(txn(1), at, Value.EMPTY)))
        .isEqualTo(new Response.TooOld());
    assertThat(answer(prepare(txn(1), 0))).isEqualTo(new Response.TooOld());
    assertThat(answer(onePhase(txn(2)))).isEqualTo(new Response.TooOld());
    assertThat(answer(new Request.Status(txn(1)))).isEqualTo(new Response.TooOld());
    isAborted(answer(new Request.Push(txn(1), 0, 0)), Cause.FORGOTTEN);
  }

  @Test
  void aRefreshFindsWhatOthersHaveWrittenAndKeepsTheRestUnchanged() {
    long from = shard.now();
    long upTo = from + 50;
    Check check = new Check(Span.point(KEY), from);
    assertThat(answer(new Request.Refresh(txn(1).id(), List.of(check), upTo, List.of())))
        .isEqualTo(new Response.Done());

    Response.Ended ended = (Response.Ended) answer(onePhase(txn(2)));
    long written = ((TxnOutcome.Committed) ended.outcome()).at();
    assertThat(written).as("above the refreshed read").isGreaterThan(upTo);

    assertThat(answer(new Request.Refresh(txn(1).id(), List.of(check), written, List.of())))
        .isEqualTo(new Response.Changed(KEY, written, txn(2)));
  }

  @Test
  void aOnePhaseCommitChecksWhatItsTransactionHasRead() {
    long from = shard.now();
    answer(onePhase(txn(2)));

    assertThat(answer(onePhase(txn(1), new Check(Span.point(KEY), from))))
        .isInstanceOf(Response.Changed.class);
    assertThat(answer(onePhase(txn(1), new Check(new Span(Key.of("a"), null), from))))
        .isInstanceOf(Response.Changed.class);
  }

  @Test
  void theFirstCommitterWins() {
    long basis = shard.now();
    answer(onePhase(txn(2)));

    assertThat(answer(new Request.Prepare(txn(1), List.of(new Write(KEY, VALUE, basis)), 0)))
        .isInstanceOf(Response.WriteConflict.class);
  }

  @Test
  void aWaiterIsToldForWhomAndGetsTheLockInTheEnd() {
    prepared(txn(1));
    Request.Lock lock =
        new Request.Lock(txn(2), List.of(KEY), LockMode.EXCLUSIVE, WaitPolicy.WAIT, 0);
    long call = shard.ask(lock);
    shard.pass(50);
    assertThat(shard.answer(call))
        .isInstanceOfSatisfying(
            Response.Waiting.class,
            waiting -> assertThat(waiting.blockers().getFirst().txn()).isEqualTo(txn(1)));
    long again = shard.ask(lock);

    TxnOutcome aborted = new TxnOutcome.Aborted(Cause.COORDINATOR);
    answer(new Request.Resolve(txn(1), List.of(KEY), aborted, true));

    assertThat(shard.answer(again)).isInstanceOf(Response.Locked.class);
  }

  @Test
  void anIntentKeepsItsKeyLockedInTheNextTerm() {
    prepared(txn(1));
    shard.elect();

    assertThat(
            answer(new Request.Lock(txn(2), List.of(KEY), LockMode.SHARED, WaitPolicy.NOWAIT, 0)))
        .isInstanceOf(Response.LockRefused.class);
    assertThat(
            answer(
                new Request.Lock(
                    txn(2), List.of(KEY, Key.of("l")), LockMode.SHARED, WaitPolicy.SKIP_LOCKED, 0)))
        .isInstanceOfSatisfying(
            Response.Locked.class, locked -> assertThat(locked.skipped()).containsExactly(KEY));
  }

  private static Request.Apply putIfAbsent(TxnRef txn) {
    return new Request.Apply(
        txn,
        List.of(KEY),
        (state, at) -> {
          boolean absent = !state.at(KEY, at).exists();
          return new Request.Evaluated(
              absent ? List.of(new Write(KEY, VALUE, Write.BLIND)) : List.of(),
              new Value(new byte[] {(byte) (absent ? 1 : 0)}, 0));
        });
  }

  @Test
  void aSingleOperationIsEvaluatedAtTheNewestVersionAndHappensOnce() {
    long readAt = shard.now() + 500;
    answer(read(readAt));
    Response.Ended first = (Response.Ended) answer(putIfAbsent(txn(1)));
    Response.Ended second = (Response.Ended) answer(putIfAbsent(txn(2)));

    long at = ((TxnOutcome.Committed) first.outcome()).at();
    assertThat(at).as("above what others have read").isGreaterThan(readAt);
    assertThat(first.answer()).isEqualTo(new Value(new byte[] {1}, 0));
    assertThat(second.answer()).isEqualTo(new Value(new byte[] {0}, 0));
    assertThat(answer(putIfAbsent(txn(1)))).as("repeated").isEqualTo(first);
    assertThat(answer(putIfAbsent(txn(2)))).as("a refusal, repeated").isEqualTo(second);
    assertThat(shard.state().lastWriteAfter(KEY, at)).isZero();
  }

  @Test
  void whatARefusedOperationSawStaysSo() {
    answer(onePhase(txn(1)));
    Response.Ended refused = (Response.Ended) answer(putIfAbsent(txn(2)));

    long sawAt = ((TxnOutcome.Committed) refused.outcome()).at();
    assertThat(prepared(txn(3))).isGreaterThan(sawAt);
  }

  @Test
  void aSingleOperationWaitsForAnIntent() {
    long at = prepared(txn(1));
    long call = shard.ask(putIfAbsent(txn(2)));
    shard.pass(50);
    assertThat(shard.answer(call)).isInstanceOf(Response.Waiting.class);
    long again = shard.ask(putIfAbsent(txn(2)));
    answer(new Request.Commit(txn(1), at, Value.EMPTY));
    answer(new Request.Resolve(txn(1), List.of(KEY), new TxnOutcome.Committed(at), true));

    assertThat(shard.answer(again))
        .isInstanceOfSatisfying(
            Response.Ended.class,
            ended -> assertThat(ended.answer()).isEqualTo(new Value(new byte[] {0}, 0)));
  }

  @Test
  void nothingIsWrittenAtOrBelowAClosedTimestamp() {
    shard.hold();
    shard.ask(onePhase(txn(1)));
    long far = shard.now() + 1_000;
    assertThat(shard.participant().closable(far)).as("a write is in flight").isLessThan(far);
    shard.land();
    assertThat(shard.participant().closable(far)).isEqualTo(far);

    shard.participant().closed(far);

    assertThat(prepared(txn(2))).isGreaterThan(far);
  }
}
