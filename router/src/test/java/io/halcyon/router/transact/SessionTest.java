package io.halcyon.router.transact;

import static io.halcyon.router.fake.VirtualSession.commit;
import static io.halcyon.router.fake.VirtualSession.delete;
import static io.halcyon.router.fake.VirtualSession.failure;
import static io.halcyon.router.fake.VirtualSession.get;
import static io.halcyon.router.fake.VirtualSession.lock;
import static io.halcyon.router.fake.VirtualSession.put;
import static io.halcyon.router.fake.VirtualSession.restart;
import static io.halcyon.router.fake.VirtualSession.rollback;
import static io.halcyon.router.fake.VirtualSession.shown;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.TxnConflict;
import io.halcyon.proto.v1.TxnBegin;
import io.halcyon.proto.v1.TxnIsolation;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnReadOnly;
import io.halcyon.proto.v1.TxnReleaseSavepoint;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.proto.v1.TxnRollbackTo;
import io.halcyon.proto.v1.TxnSavepoint;
import io.halcyon.proto.v1.TxnScan;
import io.halcyon.router.fake.TxnHarness;
import io.halcyon.router.fake.VirtualSession;
import io.halcyon.txn.participant.Request;
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

    assertThat(shown(rows)).containsExactly("-", "mine", "-");
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
    assertThat(shown(first)).containsExactly("v0", "v2", "own", "v3");
    assertThat(first.getRows().getMore()).isTrue();

    TxnResponse all = session.say(TxnRequest.newBuilder().setScan(scan.setLimit(6)));
    assertThat(shown(all)).containsExactly("v0", "v2", "own", "v3", "v4", "v5");
    assertThat(all.getRows().getMore()).isFalse();

    TxnResponse reverse =
        session.say(TxnRequest.newBuilder().setScan(scan.setLimit(2).setReverse(true)));
    assertThat(shown(reverse)).containsExactly("v5", "v4");
    TxnScan.Builder inverted =
        TxnScan.newBuilder().setStart(TxnHarness.text("z")).setEnd(TxnHarness.text("a"));
    assertThat(shown(session.say(TxnRequest.newBuilder().setScan(inverted)))).isEmpty();
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
    assertThat(shown(loser.say(get(a)))).containsExactly("2");
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
    assertThat(shown(session.say(get(a)))).containsExactly("1");
    write(a, "2");
    write(b, "2");

    assertThat(shown(session.say(get(a, b)))).containsExactly("1", "-");
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
      assertThat(shown(rows)).containsExactly("1");
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

    assertThat(shown(session.say(get(a)))).containsExactly("1");
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
}
