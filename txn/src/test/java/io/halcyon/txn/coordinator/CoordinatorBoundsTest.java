package io.halcyon.txn.coordinator;

import static io.halcyon.txn.coordinator.Said.put;
import static io.halcyon.txn.fake.FakeCluster.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.txn.fake.FakeCluster;
import io.halcyon.txn.fake.FakeCluster.Session;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Request.WaitPolicy;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is asked of a shard fits into messages, and what is answered into memory.
class CoordinatorBoundsTest {
  private static final int PIECE_BYTES = 10_000;
  private static final Span ALL = new Span(Key.of("a"), Key.of("d"));

  private final FakeCluster cluster =
      new FakeCluster(
          new CoordinatorConfig(
              10_000, 1 << 20, 1_000, 1, 100, 10, 0, 60_000, 300_000, 10, 100, PIECE_BYTES, 4));

  /// Returns keys of one shard, 1,000 bytes each.
  private static List<Key> longKeys(String shard, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Key.of(shard + i + "-".repeat(1_000 - 1 - Integer.toString(i).length())))
        .toList();
  }

  private static List<String> keys(@Nullable Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Rows.class);
    return answer instanceof Answer.Rows rows
        ? rows.rows().stream().map(row -> row.key().toString()).toList()
        : List.of();
  }

  @Test
  void longKeysAreReadLockedAndCheckedInPieces() {
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    txn.say(new Statement.Get(longKeys("a", 45)));
    // A point's span has two keys.
    assertThat(txn.sent(Request.Read.class)).isEqualTo(12);
    txn.say(new Statement.Lock(longKeys("b", 25), LockMode.EXCLUSIVE, WaitPolicy.WAIT));
    assertThat(txn.sent(Request.Lock.class)).isEqualTo(3);
    Session reader = cluster.begin(Isolation.SERIALIZABLE);
    reader.say(new Statement.Get(List.of(Key.of("c1"))));
    txn.say(put("c1", "x"));
    txn.say(put("b1", "x"));
    int before = txn.sent(Request.Refresh.class);

    assertThat(txn.say(commit())).isInstanceOf(Answer.Committed.class);

    assertThat(txn.sent(Request.Refresh.class) - before).isGreaterThan(12);
  }

  @Test
  void aCommitWithMoreChecksThanFitGoesInTwoPhases() {
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    txn.say(new Statement.Get(longKeys("a", 45)));
    txn.say(put("a", "x"));

    assertThat(txn.say(commit())).isInstanceOf(Answer.Committed.class);

    assertThat(txn.sent(Request.CommitOnePhase.class)).isZero();
    assertThat(txn.sent(Request.Prepare.class)).isEqualTo(1);
  }

  @Test
  void valuesLargerThanAllowedAreRefusedAndTheTransactionGoesOn() {
    cluster.put("a1", "0123456789");
    cluster.put("b1", "0123456789");
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    List<Key> both = List.of(Key.of("a1"), Key.of("b1"));

    assertThat(txn.say(new Statement.Get(both, 20)))
        .isInstanceOfSatisfying(
            Answer.Failed.class, f -> assertThat(f.reason()).isEqualTo(Answer.Reason.INVALID));

    assertThat(keys(txn.say(new Statement.Get(both, 24)))).containsExactly("a1", "b1");
    assertThat(txn.say(commit())).isInstanceOf(Answer.Committed.class);
  }

  @Test
  void aScanEndsAtItsBoundOfBytesButNotBeforeItsFirstRow() {
    cluster.put("a1", "0123456789");
    cluster.put("b1", "0123456789");
    cluster.put("c1", "0123456789");
    Session txn = cluster.begin(Isolation.SERIALIZABLE);

    Answer two = txn.say(new Statement.Scan(ALL, 10, false, 24));
    assertThat(keys(two)).containsExactly("a1", "b1");
    assertThat(cut(two)).isTrue();
    Answer one = txn.say(new Statement.Scan(ALL, 10, true, 1));
    assertThat(keys(one)).containsExactly("c1");
    assertThat(cut(one)).isTrue();
    Answer all = txn.say(new Statement.Scan(ALL, 10, false, 36));
    assertThat(keys(all)).containsExactly("a1", "b1", "c1");
    assertThat(cut(all)).isFalse();
  }

  private static boolean cut(@Nullable Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Rows.class);
    return answer instanceof Answer.Rows rows && rows.cut();
  }

  @Test
  void aScanOfASingleAbsentKeyIsEmpty() {
    Session txn = cluster.begin(Isolation.SERIALIZABLE);

    assertThat(keys(txn.say(new Statement.Scan(Span.point(Key.of("a1")), 10, false)))).isEmpty();
  }

  @Test
  void silenceEndsATransactionOnlyIfItHoldsLocks() {
    cluster.put("a1", "x");
    Session reader = cluster.begin(Isolation.SERIALIZABLE);
    reader.say(new Statement.Get(List.of(Key.of("a1"))));

    cluster.pass(CoordinatorConfig.DEFAULT.idleTimeoutMillis() + 1_000);

    assertThat(keys(reader.say(new Statement.Get(List.of(Key.of("a1")))))).containsExactly("a1");
  }

  @Test
  void aRollbackInterruptsACommitThatIsStillPreparing() {
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    txn.say(put("a1", "x"));
    txn.say(put("b1", "x"));
    cluster.shardOf("b1").hold();
    assertThat(txn.say(commit())).isNull();

    assertThat(txn.say(new Statement.Rollback())).isEqualTo(new Answer.RolledBack());

    cluster.shardOf("b1").land();
    cluster.pass(100);
    assertThat(cluster.intentCount()).isZero();
    assertThat(txn.coordinator().finished()).isTrue();
  }
}
