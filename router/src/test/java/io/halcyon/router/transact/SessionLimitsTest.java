package io.halcyon.router.transact;

import static io.halcyon.router.fake.VirtualSession.commit;
import static io.halcyon.router.fake.VirtualSession.failure;
import static io.halcyon.router.fake.VirtualSession.get;
import static io.halcyon.router.fake.VirtualSession.lock;
import static io.halcyon.router.fake.VirtualSession.put;
import static io.halcyon.router.fake.VirtualSession.rollback;
import static io.halcyon.router.fake.VirtualSession.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.TxnBegin;
import io.halcyon.proto.v1.TxnCommit;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnPut;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.proto.v1.TxnSavepoint;
import io.halcyon.proto.v1.TxnScan;
import io.halcyon.router.fake.TxnHarness;
import io.halcyon.router.fake.TxnShards;
import io.halcyon.router.fake.VirtualSession;
import io.halcyon.router.kv.AdmissionConfig;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.record.Value;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The limits of sessions: of time, size and number; and what is refused.
class SessionLimitsTest {
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

    assertThat(shown(session.say(get(a)))).containsExactly("1");
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
  void aCommitMayAskToBeRefusedIfAWriteHasFailed() {
    VirtualSession session = router.session();
    session.begin();
    session.say(put(a, "first"));
    session.say(put("", "x"));
    TxnRequest.Builder unlessFailed =
        TxnRequest.newBuilder().setCommit(TxnCommit.newBuilder().setUnlessFailed(true));

    TxnResponse refused = session.say(unlessFailed);

    assertThat(failure(refused)).isInstanceOf(Failure.Invalid.class);
    assertThat(refused.getFailed().getGoesOn()).isFalse();
    assertThat(harness.value(a)).isEqualTo("-");

    session.begin();
    session.say(put(a, "second"));
    assertThat(session.say(unlessFailed).hasCommitted()).isTrue();
    assertThat(harness.value(a)).isEqualTo("second");
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

    assertThat(harness.shards.newest(a).value())
        .isInstanceOfSatisfying(
            Value.class,
            value -> assertThat(value.expiresAtMillis()).isBetween(before + 1_000, before + 1_100));
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
