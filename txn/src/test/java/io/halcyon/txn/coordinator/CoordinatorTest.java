package io.halcyon.txn.coordinator;

import static io.halcyon.txn.coordinator.Said.get;
import static io.halcyon.txn.coordinator.Said.put;
import static io.halcyon.txn.coordinator.Said.rows;
import static io.halcyon.txn.fake.FakeCluster.commit;
import static io.halcyon.txn.fake.FakeCluster.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.fake.FakeCluster;
import io.halcyon.txn.fake.FakeCluster.Session;
import io.halcyon.txn.fake.FakeShard;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Request.WaitPolicy;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
  private static final Span ALL = new Span(Key.of("a"), Key.of("d"));
  private final FakeCluster cluster = new FakeCluster();

  private static Statement lock(String... keys) {
    return new Statement.Lock(
        List.of(keys).stream().map(Key::of).toList(), LockMode.EXCLUSIVE, WaitPolicy.WAIT);
  }

  private List<String> read(String... keys) {
    return rows(cluster.begin(Isolation.SERIALIZABLE).say(get(keys)));
  }

  @Test
  void aTransactionReadsItsOwnWritesAlsoInRanges() {
    cluster.put("a1", "old");
    cluster.put("a2", "kept");
    cluster.put("b1", "gone");
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    txn.say(put("a1", "new"));
    txn.say(put("c1", "made"));
    txn.say(new Statement.Put(Key.of("b1"), null));

    assertThat(rows(txn.say(get("a1", "b1", "a2")))).containsExactly("a1=new", "b1=-", "a2=kept");
    assertThat(rows(txn.say(new Statement.Scan(ALL, 10, false))))
        .containsExactly("a1=new", "a2=kept", "c1=made");
    assertThat(rows(txn.say(new Statement.Scan(ALL, 2, true))))
        .containsExactly("c1=made", "a2=kept");
    assertThat(read("a1", "b1", "c1")).containsExactly("a1=old", "b1=gone", "c1=-");
  }

  @Test
  void aLimitedScanMergesShardsAndSkipsWhatIsDeletedHere() {
    for (int i = 0; i < 5; i++) {
      cluster.put("a" + i, "x");
      cluster.put("b" + i, "x");
      cluster.put("c" + i, "x");
    }
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    for (int i = 0; i < 4; i++) {
      txn.say(new Statement.Put(Key.of("a" + i), null));
    }

    assertThat(rows(txn.say(new Statement.Scan(ALL, 3, false))))
        .containsExactly("a4=x", "b0=x", "b1=x");
    assertThat(rows(txn.say(new Statement.Scan(ALL, 2, true)))).containsExactly("c4=x", "c3=x");
  }

  @Test
  void oneShardNeedsOneMessageAndLeavesNothingBehind() {
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    txn.say(put("a1", "x"));
    txn.say(put("a2", "y"));

    assertThat(txn.say(commit())).isInstanceOf(Answer.Committed.class);

    assertThat(txn.sent(Request.CommitOnePhase.class)).isEqualTo(1);
    assertThat(txn.sentInAll()).isEqualTo(1);
    assertThat(txn.coordinator().finished()).isTrue();
  }

  @Test
  void severalShardsAreCommittedAtOnceAndCleanedUp() {
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    txn.say(get("a1", "b1"));
    txn.say(put("a1", "x"));
    txn.say(put("b1", "y"));

    assertThat(txn.say(commit())).isInstanceOf(Answer.Committed.class);

    assertThat(read("a1", "b1")).containsExactly("a1=x", "b1=y");
    assertThat(cluster.intentCount()).isZero();
    assertThat(cluster.recordCount()).isZero();
    assertThat(txn.coordinator().finished()).isTrue();
  }

  @Test
  void aSavepointBringsTheWritesBackAndKeepsTheLocks() {
    cluster.put("a1", "old");
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    txn.say(put("a1", "first"));
    txn.say(new Statement.Savepoint("s"));
    txn.say(put("a1", "second"));
    txn.say(put("b1", "second"));
    txn.say(lock("c1"));
    txn.say(new Statement.Savepoint("t"));

    assertThat(txn.say(new Statement.RollbackTo("s"))).isEqualTo(new Answer.Done());

    assertThat(rows(txn.say(get("a1", "b1")))).containsExactly("a1=first", "b1=-");
    assertThat(txn.say(new Statement.RollbackTo("t")))
        .isInstanceOfSatisfying(
            Answer.Failed.class, f -> assertThat(f.reason()).isEqualTo(Answer.Reason.INVALID));
    Session other = cluster.begin(Isolation.SERIALIZABLE);
    assertThat(
            other.say(
                new Statement.Lock(List.of(Key.of("c1")), LockMode.SHARED, WaitPolicy.NOWAIT)))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.conflict().other()).isEqualTo(txn.coordinator().ref());
              assertThat(refused.conflict().explain()).contains("c1");
            });
    assertThat(txn.say(commit())).isInstanceOf(Answer.Committed.class);
    assertThat(read("a1", "b1")).containsExactly("a1=first", "b1=-");
  }

  @Test
  void aReaderIsNotStoppedByAWriter() {
    cluster.put("a1", "old");
    Session writer = cluster.begin(Isolation.SERIALIZABLE);
    writer.say(lock("a1"));
    writer.say(put("a1", "new"));

    assertThat(read("a1")).containsExactly("a1=old");
    assertThat(writer.say(commit())).isInstanceOf(Answer.Committed.class);
    assertThat(read("a1")).containsExactly("a1=new");
  }

  @Test
  void ofTwoThatReadWhatTheOtherWritesOneStartsOver() {
    Session one = cluster.begin(Isolation.SERIALIZABLE);
    Session two = cluster.begin(Isolation.SERIALIZABLE);
    one.say(get("a1", "b1"));
    two.say(get("a1", "b1"));
    one.say(put("a1", "x"));
    two.say(put("b1", "y"));
    assertThat(one.say(commit())).isInstanceOf(Answer.Committed.class);

    assertThat(two.say(commit()))
        .isInstanceOfSatisfying(
            Answer.MustRestart.class,
            restart -> {
              assertThat(restart.conflict().kind()).isEqualTo(Conflict.Kind.READ_CHANGED);
              assertThat(restart.conflict().key()).isEqualTo(Key.of("a1"));
              assertThat(restart.conflict().other()).isEqualTo(one.coordinator().ref());
            });

    assertThat(two.say(get("a1"))).as("nothing goes on").isInstanceOf(Answer.MustRestart.class);
    two.say(new Statement.Restart());
    assertThat(rows(two.say(get("a1", "b1")))).containsExactly("a1=x", "b1=-");
    two.say(put("b1", "y"));
    assertThat(two.say(commit())).isInstanceOf(Answer.Committed.class);
  }

  @Test
  void snapshotIsolationAllowsWriteSkewAndNoLostUpdate() {
    Session one = cluster.begin(Isolation.SNAPSHOT);
    Session two = cluster.begin(Isolation.SNAPSHOT);
    Session three = cluster.begin(Isolation.SNAPSHOT);
    one.say(get("a1", "b1"));
    two.say(get("a1", "b1"));
    three.say(get("a1"));
    one.say(put("a1", "x"));
    two.say(put("b1", "y"));
    three.say(put("a1", "z"));

    assertThat(one.say(commit())).isInstanceOf(Answer.Committed.class);
    assertThat(two.say(commit())).isInstanceOf(Answer.Committed.class);
    assertThat(three.say(commit()))
        .isInstanceOfSatisfying(
            Answer.MustRestart.class,
            r -> assertThat(r.conflict().kind()).isEqualTo(Conflict.Kind.WRITE_CHANGED));
  }

  @Test
  void readCommittedSeesWhatOthersHaveCommittedSinceAndASnapshotDoesNot() {
    Session loose = cluster.begin(Isolation.READ_COMMITTED);
    Session strict = cluster.begin(Isolation.SNAPSHOT);
    assertThat(rows(loose.say(get("a1")))).containsExactly("a1=-");
    assertThat(rows(strict.say(get("a1")))).containsExactly("a1=-");
    cluster.put("a1", "x");

    assertThat(rows(loose.say(get("a1")))).containsExactly("a1=x");
    assertThat(rows(strict.say(get("a1")))).containsExactly("a1=-");
  }

  @Test
  void aLockedKeyIsReadAtItsNewestVersionEvenAfterTheSnapshot() {
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    txn.say(get("b1"));
    cluster.put("a1", "new");

    Answer locked = txn.say(lock("a1"));

    assertThat(locked).isInstanceOf(Answer.Locked.class);
    txn.say(put("a1", "newer"));
    assertThat(txn.say(commit())).as("b1 is unchanged").isInstanceOf(Answer.Committed.class);
  }

  @Test
  void whatWasLockedIsValidatedBecauseLocksDieWithTheirLeader() {
    cluster.put("a1", "1");
    Session txn = cluster.begin(Isolation.READ_COMMITTED);
    txn.say(lock("a1"));
    cluster.shardOf("a1").elect();
    cluster.put("a1", "2");
    txn.say(put("a1", "based on 1"));

    assertThat(txn.say(commit())).isInstanceOf(Answer.MustRestart.class);
    assertThat(read("a1")).containsExactly("a1=2");
  }

  @Test
  void theYoungestOfACycleIsTheVictimAndLearnsOfWhom() {
    Session older = cluster.begin(Isolation.SERIALIZABLE);
    Session younger = cluster.begin(Isolation.SERIALIZABLE);
    older.say(lock("a1"));
    younger.say(lock("b1"));
    assertThat(older.say(lock("b1"))).isNull();
    assertThat(younger.say(lock("a1"))).isNull();

    cluster.pass(300);

    assertThat(younger.last())
        .isInstanceOfSatisfying(
            Answer.MustRestart.class,
            restart -> {
              Conflict conflict = restart.conflict();
              assertThat(conflict.kind()).isEqualTo(Conflict.Kind.DEADLOCK);
              assertThat(conflict.other()).isEqualTo(older.coordinator().ref());
              assertThat(conflict.key()).isEqualTo(Key.of("a1"));
              assertThat(conflict.explain()).contains("deadlock", "a1");
            });
    assertThat(older.last()).isInstanceOf(Answer.Locked.class);
  }

  @Test
  void aSessionMayRollBackWhileItWaits() {
    cluster.begin(Isolation.SERIALIZABLE).say(lock("a1"));
    Session waiter = cluster.begin(Isolation.SERIALIZABLE);
    assertThat(waiter.say(lock("a1"))).isNull();

    assertThat(waiter.say(new Statement.Rollback())).isEqualTo(new Answer.RolledBack());
    assertThat(waiter.coordinator().finished()).isTrue();
  }

  @Test
  void aWaitForAKeyThatIsNotACycleIsNoDeadlock() {
    Session holder = cluster.begin(Isolation.SERIALIZABLE);
    holder.say(lock("a1"));
    Session waiter = cluster.begin(Isolation.SERIALIZABLE);
    assertThat(waiter.say(lock("a1"))).isNull();
    cluster.pass(3_000);
    assertThat(waiter.last()).isNull();

    holder.say(commit());
    cluster.pass(10);

    assertThat(waiter.last()).isInstanceOf(Answer.Locked.class);
  }

  @Test
  void twoRoutersTryTheSameRequestAndItTakesEffectOnce() {
    RequestId request = new RequestId(1, 1, 10_000);
    Key anchor = Key.of("a1");
    Session first = cluster.begin(Isolation.SERIALIZABLE, request, anchor, 1 << 8);
    Session second = cluster.begin(Isolation.SERIALIZABLE, request, anchor, 2 << 8);
    for (Session session : List.of(first, second)) {
      session.say(get("a1", "b1"));
      session.say(put("a1", "by " + session.coordinator().id().coordinator()));
      session.say(put("b1", "by " + session.coordinator().id().coordinator()));
    }

    Answer one = first.say(new Statement.Commit(value("answer 1"), true));
    Answer two = second.say(new Statement.Commit(value("answer 2"), true));

    assertThat(one).isInstanceOf(Answer.Committed.class);
    assertThat(two).as("the first answer, not its own").isEqualTo(one);
    assertThat(read("a1", "b1")).containsExactly("a1=by 256", "b1=by 256");
    assertThat(cluster.intentCount()).isZero();
  }

  @Test
  void aRequestThatWroteNothingIsRememberedIfItMustBe() {
    RequestId request = new RequestId(1, 1, 10_000);
    Key anchor = Key.of("a1");
    Session refused = cluster.begin(Isolation.SERIALIZABLE, request, anchor, 1 << 8);
    refused.say(get("a1"));
    Answer answer = refused.say(new Statement.Commit(value("condition failed"), true));

    Session late = cluster.begin(Isolation.SERIALIZABLE, request, anchor, 2 << 8);
    late.say(put("a1", "too late"));

    assertThat(late.say(new Statement.Commit(value("done"), true))).isEqualTo(answer);
    assertThat(read("a1")).containsExactly("a1=-");
  }

  @Test
  void aTransactionThatIsTooLargeIsRefusedClearly() {
    CoordinatorConfig d = CoordinatorConfig.DEFAULT;
    CoordinatorConfig small =
        new CoordinatorConfig(
            3, 1_000, 10, 1, 1_000, 10, 0, 60_000, 300_000, 10, 2, d.pieceBytesMax(), 4);
    FakeCluster narrow = new FakeCluster(small);
    Session txn = narrow.begin(Isolation.SERIALIZABLE);
    for (int i = 0; i < 3; i++) {
      assertThat(txn.say(put("a" + i, "x"))).isEqualTo(new Answer.Done());
    }

    assertThat(txn.say(put("a9", "x")))
        .isInstanceOfSatisfying(
            Answer.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(Answer.Reason.TOO_LARGE);
              assertThat(failed.detail()).contains("3 keys");
            });
  }

  @Test
  void aLargeTransactionGoesInPieces() {
    CoordinatorConfig pieces =
        new CoordinatorConfig(
            100_000, 256 << 20, 10, 1, 1_000, 10, 0, 60_000, 300_000, 10, 100, 10_000, 4);
    FakeCluster wide = new FakeCluster(pieces);
    Session txn = wide.begin(Isolation.SERIALIZABLE);
    for (int i = 0; i < 2_500; i++) {
      txn.say(put("a" + i, "x"));
    }

    assertThat(txn.say(commit())).isInstanceOf(Answer.Committed.class);
    assertThat(txn.sent(Request.Prepare.class)).isEqualTo(25);
    assertThat(wide.intentCount()).isZero();
  }

  @Test
  void anIdleTransactionIsUndoneAndReleasesItsLocks() {
    Session idle = cluster.begin(Isolation.SERIALIZABLE);
    idle.say(lock("a1"));
    cluster.pass(CoordinatorConfig.DEFAULT.idleTimeoutMillis() + 100);

    assertThat(cluster.begin(Isolation.SERIALIZABLE).say(lock("a1")))
        .isInstanceOf(Answer.Locked.class);
    assertThat(idle.say(commit()))
        .isInstanceOfSatisfying(
            Answer.Failed.class, f -> assertThat(f.reason()).isEqualTo(Answer.Reason.IDLE));
  }

  @Test
  void aLockIsWaitedForNoLongerThanAllowed() {
    CoordinatorConfig hasty =
        new CoordinatorConfig(
            100, 1_000, 10, 1, 1_000, 10, 100, 60_000, 300_000, 10, 100, 10_000, 4);
    FakeCluster quick = new FakeCluster(hasty);
    quick.begin(Isolation.SERIALIZABLE).say(lock("a1"));
    Session waiter = quick.begin(Isolation.SERIALIZABLE);
    waiter.say(lock("a1"));

    quick.pass(300);

    assertThat(waiter.last())
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            r -> assertThat(r.conflict().kind()).isEqualTo(Conflict.Kind.LOCK_TIMEOUT));
  }

  @Test
  void aCommitWithoutAnAnswerIsAmbiguousInTheEnd() {
    CoordinatorConfig short_ =
        new CoordinatorConfig(100, 1_000, 10, 1, 100, 10, 0, 60_000, 500, 10, 100, 10_000, 4);
    FakeCluster cut = new FakeCluster(short_);
    Session txn = cut.begin(Isolation.SERIALIZABLE);
    txn.say(put("a1", "x"));
    cut.shardOf("a1").hold();
    assertThat(txn.say(commit())).isNull();

    cut.pass(700);

    assertThat(txn.last())
        .isInstanceOfSatisfying(
            Answer.Ambiguous.class, a -> assertThat(a.txn().anchor()).isEqualTo(Key.of("a1")));
  }

  @Test
  void aRouterThatDiesAtAnyPointLeavesNothingLockedForLongAndNothingHalfVisible() {
    int sends = 0;
    boolean died = true;
    while (died) {
      FakeCluster fresh = new FakeCluster();
      fresh.put("a1", "0");
      fresh.put("b1", "0");
      fresh.put("c1", "0");
      Session victim = fresh.begin(Isolation.SERIALIZABLE);
      victim.dieAfter(sends);
      for (Statement statement :
          List.of(
              get("a1", "b1"),
              lock("c1"),
              put("a1", "1"),
              put("b1", "1"),
              put("c1", "1"),
              commit())) {
        if (!victim.dead()) {
          victim.say(statement);
        }
      }
      died = victim.dead();
      boolean told = victim.last() instanceof Answer.Committed;
      fresh.pass(20);

      Session other = fresh.begin(Isolation.SERIALIZABLE);
      other.say(lock("a1", "b1", "c1"));
      fresh.pass(FakeShard.CONFIG.heartbeatTimeoutMillis() + 500);

      assertThat(other.last())
          .as("died after " + sends + " sends")
          .isInstanceOfSatisfying(
              Answer.Locked.class,
              locked -> {
                long ones =
                    locked.rows().stream()
                        .filter(row -> value("1").equals(row.version().value()))
                        .count();
                assertThat(ones).as("all or nothing").isIn(0L, 3L);
                assertThat(!told || ones == 3).as("what was told stays").isTrue();
              });
      sends++;
    }
    assertThat(sends).as("points of death tried").isGreaterThan(10);
  }
}
