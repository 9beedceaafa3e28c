package io.halcyon.router.transact;

import static io.halcyon.router.fake.VirtualSession.commit;
import static io.halcyon.router.fake.VirtualSession.delete;
import static io.halcyon.router.fake.VirtualSession.failure;
import static io.halcyon.router.fake.VirtualSession.get;
import static io.halcyon.router.fake.VirtualSession.lock;
import static io.halcyon.router.fake.VirtualSession.put;
import static io.halcyon.router.fake.VirtualSession.restart;
import static io.halcyon.router.fake.VirtualSession.rollback;
import static io.halcyon.router.fake.VirtualSession.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.TxnConflict;
import io.halcyon.proto.v1.TxnBegin;
import io.halcyon.proto.v1.TxnCommit;
import io.halcyon.proto.v1.TxnIsolation;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnPut;
import io.halcyon.proto.v1.TxnReadOnly;
import io.halcyon.proto.v1.TxnReleaseSavepoint;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.proto.v1.TxnRollbackTo;
import io.halcyon.proto.v1.TxnSavepoint;
import io.halcyon.proto.v1.TxnScan;
import io.halcyon.router.fake.TxnHarness;
import io.halcyon.router.fake.TxnShards;
import io.halcyon.router.fake.VirtualSession;
import io.halcyon.router.kv.AdmissionConfig;
import io.halcyon.txn.participant.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sessions over real participants, in virtual time.
class SessionTest {
  private final TxnHarness harness = new TxnHarness(1);
  private final TxnHarness.VirtualRouter router = harness.router();
  private final List<String> keys = harness.apart("key", 3);
  private final String a = keys.get(0);
  private final String b = keys.get(1);

  private void write(String key, String value) {
    VirtualSession session = router.session();
    session.begin();
    session.say(put(key, value));
    assertThat(session.say(commit()).hasCommitted()).isTrue();
  }

  @Test
  void commitsOnSeveralShardsAndLeavesNothingBehind() {
    VirtualSession session = router.session();
    TxnResponse begun = session.begin();
    assertThat(begun.getBegun().getTransaction()).isNotEmpty();
    assertThat(begun.getBegun().getRequestId().getCreatedMillis()).isPositive();
    session.say(put(a, "1"));
    session.say(put(b, "2"));

    TxnResponse committed = session.say(commit());

    assertThat(committed.getCommitted().getTimestamp()).isPositive();
    assertThat(committed.getCommitted().getByOtherAttempt()).isFalse();
    harness.settle(router);
    assertThat(harness.value(a)).isEqualTo("1");
    assertThat(harness.value(b)).isEqualTo("2");
    assertThat(harness.shards.intents()).isZero();
    assertThat(harness.shards.records()).isZero();
    assertThat(router.transactions.bufferedBytes()).isZero();
    assertThat(router.events.ends).containsExactly(TransactionEvents.End.COMMITTED);
    assertThat(router.events.phases)
        .containsExactly(
            TransactionEvents.Phase.PREPARE,
            TransactionEvents.Phase.DECISION,
            TransactionEvents.Phase.RESOLVE);
  }

  @Test
  void oneShardTakesOneMessage() {
    VirtualSession session = router.session();
    session.begin();
    session.say(put(a, "1"));
    session.say(commit());

    assertThat(harness.shards.seen(Request.CommitOnePhase.class)).isEqualTo(1);
    assertThat(harness.shards.seen(Request.Prepare.class)).isZero();
    assertThat(router.transactions.count()).isZero();
  }

  @Test
  void readsItsOwnWritesAndTheirTimestampIsZero() {
    write(a, "old");
    VirtualSession session = router.session();
    session.begin();
    session.say(put(b, "mine"));
    session.say(put(a, "new"));
    session.say(delete(a));

    TxnResponse rows = session.say(get(a, b, "absent"));

    assertThat(values(rows)).containsExactly("-", "mine", "-");
    assertThat(rows.getRows().getRows(1).getFound().getTimestamp()).isZero();
    assertThat(rows.getRows().getReadTimestamp()).isPositive();
  }

  @Test
  void scansInOrderWithItsOwnWritesAndSaysWhetherThereIsMore() {
    for (int i = 0; i < 6; i++) {
      write("scan" + i, "v" + i);
    }
    VirtualSession session = router.session();
    session.begin();
    session.say(delete("scan1"));
    session.say(put("scan2x", "own"));
    TxnScan.Builder scan =
        TxnScan.newBuilder()
            .setStart(TxnHarness.text("scan"))
            .setEnd(TxnHarness.text("scao"))
            .setLimit(4);

    TxnResponse first = session.say(TxnRequest.newBuilder().setScan(scan));
    assertThat(values(first)).containsExactly("v0", "v2", "own", "v3");
    assertThat(first.getRows().getMore()).isTrue();

    TxnResponse all = session.say(TxnRequest.newBuilder().setScan(scan.setLimit(6)));
    assertThat(values(all)).containsExactly("v0", "v2", "own", "v3", "v4", "v5");
    assertThat(all.getRows().getMore()).isFalse();

    TxnResponse reverse =
        session.say(TxnRequest.newBuilder().setScan(scan.setLimit(2).setReverse(true)));
    assertThat(values(reverse)).containsExactly("v5", "v4");
    TxnScan.Builder inverted =
        TxnScan.newBuilder().setStart(TxnHarness.text("z")).setEnd(TxnHarness.text("a"));
    assertThat(values(session.say(TxnRequest.newBuilder().setScan(inverted)))).isEmpty();
  }

  @Test
  void whoeverReadsWhatAnotherChangesMustRestartAndIsToldWhy() {
    write(a, "1");
    VirtualSession loser = router.session();
    loser.begin();
    loser.say(get(a));
    loser.say(put(b, "x"));
    loser.say(put(a, "x"));
    write(a, "2");

    TxnResponse lost = loser.say(commit());

    assertThat(lost.hasMustRestart()).isTrue();
    assertThat(lost.getMustRestart().getConflict().getKey()).isEqualTo(TxnHarness.text(a));
    assertThat(lost.getMustRestart().getConflict().getOther()).isNotEmpty();
    assertThat(lost.getMustRestart().getMessage()).contains(a).contains("retry");
    assertThat(loser.say(get(a)).hasMustRestart()).isTrue();
    TxnResponse again = loser.say(restart());
    assertThat(again.getBegun().getAnchor()).isEqualTo(TxnHarness.text(b));
    assertThat(values(loser.say(get(a)))).containsExactly("2");
    loser.say(put(b, "y"));
    assertThat(loser.say(commit()).hasCommitted()).isTrue();
    assertThat(harness.value(b)).isEqualTo("y");
    assertThat(router.events.restarts).hasSize(1);
  }

  @Test
  void theYoungerOfADeadlockGivesWay() {
    VirtualSession older = router.session();
    VirtualSession younger = router.session();
    older.begin();
    harness.loop.pass(5);
    younger.begin();
    older.say(lock(TxnLockKeys.Wait.WAIT, a));
    younger.say(lock(TxnLockKeys.Wait.WAIT, b));
    long waits = older.send(lock(TxnLockKeys.Wait.WAIT, b));

    TxnResponse victim = younger.say(lock(TxnLockKeys.Wait.WAIT, a));

    assertThat(victim.hasMustRestart()).isTrue();
    assertThat(victim.getMustRestart().getConflict().getCause().name()).isEqualTo("DEADLOCK");
    assertThat(older.answer(waits).hasRows()).isTrue();
    older.say(put(a, "older"));
    assertThat(older.say(commit()).hasCommitted()).isTrue();
    younger.say(restart());
    younger.say(lock(TxnLockKeys.Wait.WAIT, a));
    younger.say(put(a, "younger"));
    assertThat(younger.say(commit()).hasCommitted()).isTrue();
    harness.settle(router);
    assertThat(harness.value(a)).isEqualTo("younger");
    assertThat(router.events.lockWaits).isNotEmpty();
  }

  @Test
  void nowaitAndSkipLockedDoNotWait() {
    VirtualSession holder = router.session();
    holder.begin();
    holder.say(lock(TxnLockKeys.Wait.WAIT, b));
    VirtualSession other = router.session();
    other.begin();

    TxnResponse refused = other.say(lock(TxnLockKeys.Wait.NOWAIT, b));
    TxnResponse skipped = other.say(lock(TxnLockKeys.Wait.SKIP_LOCKED, keys.get(2), b, a));

    assertThat(failure(refused)).isInstanceOf(Failure.LockNotAvailable.class);
    assertThat(refused.getFailed().getGoesOn()).isTrue();
    TxnConflict conflict = ((Failure.LockNotAvailable) failure(refused)).conflict();
    assertThat(ByteString.copyFrom(conflict.key())).isEqualTo(TxnHarness.text(b));
    assertThat(skipped.getRows().getSkippedList()).containsExactly(TxnHarness.text(b));
    assertThat(skipped.getRows().getRowsList())
        .extracting(row -> row.getKey().toStringUtf8())
        .containsExactly(keys.get(2), a);
    holder.say(rollback());
    assertThat(other.say(lock(TxnLockKeys.Wait.WAIT, b)).hasRows()).isTrue();
  }

  @Test
  void aLockIsWaitedForNoLongerThanAskedFor() {
    VirtualSession holder = router.session();
    holder.begin();
    holder.say(lock(TxnLockKeys.Wait.WAIT, a));
    VirtualSession waiter = router.session();
    waiter.say(VirtualSession.begin(TxnBegin.newBuilder().setLockTimeoutMillis(100)));

    TxnResponse late = waiter.say(lock(TxnLockKeys.Wait.WAIT, a));

    assertThat(failure(late)).isInstanceOf(Failure.LockNotAvailable.class);
    assertThat(late.getFailed().getFailure().getConflict().getWaitedMillis())
        .isGreaterThanOrEqualTo(100);
    assertThat(late.getFailed().getGoesOn()).isTrue();
  }

  @Test
  void returnsToASavepoint() {
    VirtualSession session = router.session();
    session.begin();
    session.say(put(a, "kept"));
    session.say(TxnRequest.newBuilder().setSavepoint(TxnSavepoint.newBuilder().setName("here")));
    session.say(put(a, "undone"));
    session.say(put(b, "undone"));
    TxnRequest.Builder back =
        TxnRequest.newBuilder().setRollbackTo(TxnRollbackTo.newBuilder().setName("here"));
    assertThat(session.say(back).hasDone()).isTrue();
    TxnRequest.Builder release =
        TxnRequest.newBuilder().setRelease(TxnReleaseSavepoint.newBuilder().setName("here"));
    assertThat(session.say(release).hasDone()).isTrue();

    TxnResponse unknown = session.say(back);

    assertThat(failure(unknown)).isInstanceOf(Failure.Invalid.class);
    assertThat(unknown.getFailed().getGoesOn()).isTrue();
    session.say(commit());
    assertThat(harness.value(a)).isEqualTo("kept");
    assertThat(harness.value(b)).isEqualTo("-");
  }

  @Test
  void aBrokenStreamRollsBack() {
    VirtualSession session = router.session();
    session.begin();
    session.say(lock(TxnLockKeys.Wait.WAIT, a));
    session.say(put(a, "never"));

    session.session().broken();

    harness.settle(router);
    assertThat(harness.shards.lockHolders()).isZero();
    assertThat(harness.value(a)).isEqualTo("-");
    assertThat(router.transactions.sessions()).isZero();
    assertThat(router.admission.operations()).isZero();
    assertThat(router.events.ends).containsExactly(TransactionEvents.End.ROLLED_BACK);
  }

  @Test
  void aStreamThatBreaksAfterTheCommitWasSentCommits() {
    VirtualSession session = router.session();
    session.begin();
    session.say(put(a, "1"));
    session.say(put(b, "2"));
    session.send(commit());

    session.session().broken();

    harness.settle(router);
    assertThat(harness.value(a)).isEqualTo("1");
    assertThat(harness.value(b)).isEqualTo("2");
    assertThat(harness.shards.intents()).isZero();
  }

  @Test
  void aHalfClosedStreamAnswersWhatWasSentAndRollsBackTheRest() {
    VirtualSession session = router.session();
    session.send(VirtualSession.begin(TxnBegin.newBuilder()));
    session.send(put(a, "1"));
    session.send(commit());
    session.send(VirtualSession.begin(TxnBegin.newBuilder()));
    session.send(lock(TxnLockKeys.Wait.WAIT, b));
    session.session().halfClosed();

    harness.loop.runUntil(session::completed);

    harness.settle(router);
    assertThat(session.answers()).hasSize(5);
    assertThat(harness.value(a)).isEqualTo("1");
    assertThat(harness.shards.lockHolders()).isZero();
  }

  @Test
  void aRollbackOvertakesWhatIsUnderWay() {
    VirtualSession holder = router.session();
    holder.begin();
    holder.say(lock(TxnLockKeys.Wait.WAIT, a));
    VirtualSession waiter = router.session();
    waiter.begin();
    long waiting = waiter.send(lock(TxnLockKeys.Wait.WAIT, a));
    long queued = waiter.send(put(b, "x"));
    long rollback = waiter.send(rollback());

    assertThat(failure(waiter.answer(waiting))).isInstanceOf(Failure.TxnEnded.class);
    assertThat(failure(waiter.answer(queued))).isInstanceOf(Failure.TxnEnded.class);
    assertThat(waiter.answer(rollback).hasRolledBack()).isTrue();
    assertThat(waiter.begin().hasBegun()).isTrue();
  }

  @Test
  void aReadOnlyTransactionReadsOneSnapshotAndRefusesWrites() {
    write(a, "1");
    VirtualSession session = router.session();
    TxnBegin.Builder begin = TxnBegin.newBuilder().setReadOnly(TxnReadOnly.getDefaultInstance());
    session.say(VirtualSession.begin(begin));
    assertThat(values(session.say(get(a)))).containsExactly("1");
    write(a, "2");
    write(b, "2");

    assertThat(values(session.say(get(a, b)))).containsExactly("1", "-");
    assertThat(failure(session.say(put(a, "x")))).isInstanceOf(Failure.Invalid.class);
    TxnResponse committed = session.say(commit());
    assertThat(committed.getCommitted().getTimestamp()).isZero();
  }

  @Test
  void aSnapshotOfThePastIsReadAtItsTimestamp() {
    write(a, "1");
    long then = harness.shards.newest(a).timestamp();
    harness.loop.pass(100);
    write(a, "2");
    for (TxnIsolation isolation : List.of(TxnIsolation.SERIALIZABLE, TxnIsolation.READ_COMMITTED)) {
      VirtualSession session = router.session();
      TxnBegin.Builder begin =
          TxnBegin.newBuilder()
              .setIsolation(isolation)
              .setReadOnly(TxnReadOnly.newBuilder().setAtTimestamp(then));
      session.say(VirtualSession.begin(begin));
      TxnResponse rows = session.say(get(a));
      assertThat(values(rows)).containsExactly("1");
      assertThat(rows.getRows().getReadTimestamp()).isEqualTo(then);
    }
    VirtualSession ahead = router.session();
    TxnBegin.Builder far =
        TxnBegin.newBuilder().setReadOnly(TxnReadOnly.newBuilder().setAtTimestamp(1L << 60));
    assertThat(failure(ahead.say(VirtualSession.begin(far))))
        .isInstanceOf(Failure.OutOfRange.class);
  }

  @Test
  void boundedStalenessNeverWaitsForAWriter() {
    write(a, "1");
    harness.loop.pass(2_000);
    VirtualSession session = router.session();
    TxnBegin.Builder begin =
        TxnBegin.newBuilder().setReadOnly(TxnReadOnly.newBuilder().setMaxStalenessMillis(1_000));
    session.say(VirtualSession.begin(begin));
    write(a, "2");

    assertThat(values(session.say(get(a)))).containsExactly("1");
  }

  @Test
  void silenceWhileHoldingLocksEndsTheTransaction() {
    VirtualSession session = router.session();
    session.begin();
    session.say(lock(TxnLockKeys.Wait.WAIT, a));

    harness.loop.pass(TxnHarness.CONFIG.idleTimeout().toMillis() + 500);

    Failure idle = failure(session.say(get(a)));
    assertThat(idle).isInstanceOf(Failure.TxnEnded.class);
    assertThat(((Failure.TxnEnded) idle).cause()).isEqualTo(Failure.EndCause.IDLE);
    assertThat(harness.shards.lockHolders()).isZero();
  }

  @Test
  void silenceWithoutLocksDoesNotEndTheTransaction() {
    write(a, "1");
    VirtualSession session = router.session();
    session.begin();
    session.say(get(a));

    harness.loop.pass(TxnHarness.CONFIG.idleTimeout().toMillis() * 3);

    assertThat(values(session.say(get(a)))).containsExactly("1");
  }

  @Test
  void aTransactionEndsWithItsLifetime() {
    VirtualSession session = router.session();
    session.say(VirtualSession.begin(TxnBegin.newBuilder().setLifetimeMillis(300)));
    session.say(put(a, "1"));

    harness.loop.pass(600);

    Failure late = failure(session.say(commit()));
    assertThat(late).isInstanceOf(Failure.TxnEnded.class);
    assertThat(((Failure.TxnEnded) late).cause()).isEqualTo(Failure.EndCause.TIMEOUT);
    assertThat(session.begin().hasBegun()).isTrue();
  }

  @Test
  void refusesWhatIsTooLongAndGoesOn() {
    VirtualSession session = router.session();
    session.begin();
    ByteString big = ByteString.copyFrom(new byte[(1 << 20) + 1]);
    TxnRequest.Builder value =
        TxnRequest.newBuilder()
            .setPut(TxnPut.newBuilder().setKey(TxnHarness.text(a)).setValue(big));
    TxnRequest.Builder key =
        TxnRequest.newBuilder().setPut(TxnPut.newBuilder().setKey(big.substring(0, 8193)));
    TxnRequest.Builder answer =
        TxnRequest.newBuilder()
            .setCommit(TxnCommit.newBuilder().setAnswer(big.substring(0, (64 << 10) + 1)));
    for (TxnRequest.Builder wrong :
        List.of(
            value,
            key,
            answer,
            put("", "x"),
            TxnRequest.newBuilder().setSavepoint(TxnSavepoint.newBuilder().setName("")),
            TxnRequest.newBuilder().setScan(TxnScan.newBuilder().setLimit(10_001)),
            TxnRequest.newBuilder())) {
      TxnResponse refused = session.say(wrong);
      assertThat(failure(refused)).isInstanceOf(Failure.Invalid.class);
      assertThat(refused.getFailed().getGoesOn()).isTrue();
    }
    session.say(put(a, "fine"));
    assertThat(session.say(commit()).hasCommitted()).isTrue();
  }

  @Test
  void tooManyWritesEndTheTransaction() {
    VirtualSession session = router.session();
    session.begin();
    TxnResponse last = TxnResponse.getDefaultInstance();
    for (int i = 0; i <= TxnHarness.CONFIG.writesMax(); i++) {
      last = session.say(put("many" + i, "x"));
    }

    assertThat(failure(last)).isInstanceOf(Failure.TxnTooLarge.class);
    assertThat(last.getFailed().getGoesOn()).isFalse();
    assertThat(failure(session.say(commit()))).isInstanceOf(Failure.TxnTooLarge.class);
    harness.settle(router);
    assertThat(router.transactions.bufferedBytes()).isZero();
  }

  @Test
  void whatEndedIsAnsweredAsSuch() {
    VirtualSession session = router.session();
    assertThat(failure(session.say(get(a)))).isInstanceOf(Failure.Invalid.class);
    session.begin();
    assertThat(failure(session.begin())).isInstanceOf(Failure.Invalid.class);
    assertThat(failure(session.say(restart()))).isInstanceOf(Failure.Invalid.class);
    session.say(commit());
    TxnResponse after = session.say(get(a));
    assertThat(failure(after)).isInstanceOf(Failure.TxnEnded.class);
    assertThat(after.getFailed().getGoesOn()).isFalse();
  }

  @Test
  void aRequestOlderThanWhatIsRememberedIsRefused() {
    VirtualSession session = router.session();
    TxnBegin.Builder begin =
        TxnBegin.newBuilder()
            .setRequestId(
                io.halcyon.proto.v1.RequestId.newBuilder().setSession(1).setCreatedMillis(1));
    harness.loop.pass(TxnHarness.CONFIG.retryWindow().toMillis());

    assertThat(failure(session.say(VirtualSession.begin(begin))))
        .isInstanceOf(Failure.RetryWindowPassed.class);
  }

  @Test
  void timeToLiveIsCountedFromTheCommit() {
    VirtualSession session = router.session();
    session.begin();
    session.say(
        TxnRequest.newBuilder()
            .setPut(
                TxnPut.newBuilder()
                    .setKey(TxnHarness.text(a))
                    .setValue(TxnHarness.text("1"))
                    .setTtlMillis(1_000)));
    harness.loop.pass(500);
    long before = harness.loop.millis();
    session.say(commit());

    var value = harness.shards.newest(a).value();
    assertThat(value).isNotNull();
    assertThat(value.expiresAtMillis()).isBetween(before + 1_000, before + 1_100);
  }

  @Test
  void anIdleRouterCostsNothing() {
    write(a, "1");
    harness.settle(router);
    harness.shards.stop();
    harness.loop.pass(1_000);

    harness.loop.pass(60_000);

    assertThat(harness.loop.waiting()).isZero();
  }

  @Test
  void anotherTransactionMayBeginWhereOneHasExpired() {
    VirtualSession session = router.session();
    session.say(VirtualSession.begin(TxnBegin.newBuilder().setLifetimeMillis(300)));
    harness.loop.pass(600);

    assertThat(session.begin().hasBegun()).isTrue();
    session.say(put(a, "1"));
    assertThat(session.say(commit()).hasCommitted()).isTrue();
  }

  @Test
  void aSnapshotThatIsGoneEndsTheTransactionAndSaysSo() {
    VirtualSession session = router.session();
    session.begin();
    harness.shards.fates((_, request) ->
        request instanceof Request.Read ? TxnShards.Fate.REFUSED : TxnShards.Fate.SERVED);

    TxnResponse refused = session.say(get(a));

    assertThat(failure(refused)).isInstanceOf(Failure.OutOfRange.class);
    assertThat(refused.getFailed().getGoesOn()).isFalse();
    assertThat(failure(session.say(commit()))).isInstanceOf(Failure.OutOfRange.class);
    harness.settle(router);
  }

  @Test
  void aPrepareThatIsRefusedForGoodUndoesTheTransaction() {
    VirtualSession session = router.session();
    session.begin();
    session.say(put(a, "1"));
    session.say(put(b, "2"));
    int refusing = harness.shards.shardOf(b);
    harness.shards.fates((shard, request) ->
        request instanceof Request.Prepare && shard == refusing
            ? TxnShards.Fate.REFUSED
            : TxnShards.Fate.SERVED);

    assertThat(failure(session.say(commit()))).isInstanceOf(Failure.OutOfRange.class);

    harness.settle(router);
    assertThat(harness.shards.intents()).isZero();
    assertThat(harness.shards.lockHolders()).isZero();
  }

  @Test
  void whatTheRouterCannotTakeIsShedAndTheTransactionGoesOn() {
    TxnHarness.VirtualRouter busy =
        harness.router(TxnHarness.CONFIG, new AdmissionConfig(2, 1 << 20, Duration.ofMillis(50)));
    VirtualSession holder = router.session();
    holder.begin();
    holder.say(lock(TxnLockKeys.Wait.WAIT, a));
    List<VirtualSession> sessions = List.of(busy.session(), busy.session(), busy.session());
    sessions.forEach(VirtualSession::begin);
    long first = sessions.get(0).send(lock(TxnLockKeys.Wait.WAIT, a));
    long second = sessions.get(1).send(lock(TxnLockKeys.Wait.WAIT, a));

    TxnResponse shed = sessions.get(2).say(put(b, "x"));

    assertThat(failure(shed)).isInstanceOf(Failure.Overloaded.class);
    assertThat(shed.getFailed().getGoesOn()).isTrue();
    holder.say(rollback());
    assertThat(sessions.get(0).answer(first).hasRows()).isTrue();
    sessions.get(0).say(rollback());
    assertThat(sessions.get(1).answer(second).hasRows()).isTrue();
    assertThat(sessions.get(2).say(put(b, "x")).hasDone()).isTrue();
  }

  @Test
  void buffersSessionsAndTransactionsAreBounded() {
    TransactionsConfig small =
        new TransactionsConfig(
            2,
            1,
            16,
            1_000,
            4 << 20,
            1_000,
            100,
            10,
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(1));
    TxnHarness.VirtualRouter narrow = harness.router(small);
    VirtualSession one = narrow.session();
    VirtualSession two = narrow.session();
    assertThatThrownBy(narrow::session)
        .isInstanceOfSatisfying(
            HalcyonException.class,
            thrown -> assertThat(thrown.failure()).isInstanceOf(Failure.Overloaded.class));
    one.begin();
    assertThat(failure(two.begin())).isInstanceOf(Failure.Overloaded.class);
    assertThat(failure(one.say(put(a, "x".repeat(2_000))))).isInstanceOf(Failure.Overloaded.class);
    assertThat(one.say(put(a, "x")).hasDone()).isTrue();
    assertThat(one.say(commit()).hasCommitted()).isTrue();
    assertThat(narrow.transactions.bufferedBytes()).isZero();
  }

  @Test
  void whenTheRingMovesUnderAReadTheTransactionIsGivenUp() {
    VirtualSession session = router.session();
    session.begin();
    session.say(put(a, "1"));
    long reads = session.send(get(a, b));
    // The request is under way to the old owner.
    harness.cluster.addShard(5);

    TxnResponse moved = session.answer(reads);

    assertThat(failure(moved)).isInstanceOf(Failure.NotOwner.class);
    assertThat(moved.getFailed().getGoesOn()).isFalse();
  }

  @Test
  void drainingLetsTransactionsEndAndBeginsNoMore() {
    VirtualSession working = router.session();
    working.begin();
    working.say(put(a, "1"));
    VirtualSession idle = router.session();

    router.transactions.drain();
    router.admission.close();

    assertThat(idle.ended()).isInstanceOf(Failure.Unavailable.class);
    assertThat(working.say(put(b, "2")).hasDone()).isTrue();
    assertThat(working.say(commit()).hasCommitted()).isTrue();
    assertThat(working.ended()).isInstanceOf(Failure.Unavailable.class);
    assertThatThrownBy(router::session)
        .isInstanceOfSatisfying(
            HalcyonException.class,
            thrown -> assertThat(thrown.failure()).isInstanceOf(Failure.Unavailable.class));
    harness.settle(router);
    assertThat(harness.value(b)).isEqualTo("2");
    assertThat(router.transactions.awaitEnd(Duration.ofSeconds(1))).isTrue();
  }

  @Test
  void answersLetAsManyRequestsComeAsTheyAnswer() {
    VirtualSession session = router.session();
    session.begin();
    for (int i = 0; i < 5; i++) {
      session.send(put(a, "v" + i));
    }

    assertThat(session.answers()).hasSize(6);
    assertThat(session.room()).isEqualTo(6);
  }
}
