package io.halcyon.txn.coordinator;

import static io.halcyon.txn.coordinator.Said.get;
import static io.halcyon.txn.coordinator.Said.put;
import static io.halcyon.txn.coordinator.Said.readAt;
import static io.halcyon.txn.coordinator.Said.rows;
import static io.halcyon.txn.fake.FakeCluster.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.txn.fake.FakeCluster;
import io.halcyon.txn.fake.FakeCluster.Session;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a commit can be bound to: a timestamp, and single reads (docs/adr/0016).
class CommitBoundTest {
  private final FakeCluster cluster = new FakeCluster();

  private List<String> read(String... keys) {
    return rows(cluster.begin(Isolation.SERIALIZABLE).say(get(keys)));
  }

  @Test
  void aCommitInOnePhaseThatWouldComeTooLateIsLost() {
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    long readAt = readAt(txn.say(get("a1")));
    txn.say(put("a2", "mine"));
    read("a2");

    Answer answer = txn.say(new Statement.Commit(Value.EMPTY, false, readAt));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.MustRestart.class,
            restart -> assertThat(restart.conflict().kind()).isEqualTo(Conflict.Kind.TOO_LATE));
    assertThat(read("a2")).containsExactly("a2=-");
  }

  @Test
  void aCommitInTwoPhasesThatWouldComeTooLateIsLost() {
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    long readAt = readAt(txn.say(get("a1")));
    txn.say(put("a2", "mine"));
    txn.say(put("b2", "mine"));
    read("b2");

    Answer answer = txn.say(new Statement.Commit(Value.EMPTY, false, readAt));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.MustRestart.class,
            restart -> assertThat(restart.conflict().kind()).isEqualTo(Conflict.Kind.TOO_LATE));
    assertThat(read("a2", "b2")).containsExactly("a2=-", "b2=-");
  }

  @Test
  void aBoundThatIsKeptDoesNotMatter() {
    Session txn = cluster.begin(Isolation.SERIALIZABLE);
    long readAt = readAt(txn.say(get("a1")));
    txn.say(put("a2", "mine"));
    txn.say(put("b2", "mine"));

    assertThat(txn.say(new Statement.Commit(Value.EMPTY, false, readAt + (1L << 40))))
        .isInstanceOf(Answer.Committed.class);
  }

  @Test
  void aValidatedReadIsCheckedUnderASnapshotToo() {
    cluster.put("a1", "old");
    Session txn = cluster.begin(Isolation.SNAPSHOT);
    txn.say(new Statement.Get(List.of(Key.of("a1")), Long.MAX_VALUE, true));
    txn.say(put("b1", "mine"));
    cluster.put("a1", "new");
    read("b1");

    assertThat(txn.say(commit()))
        .isInstanceOfSatisfying(
            Answer.MustRestart.class,
            restart -> assertThat(restart.conflict().kind()).isEqualTo(Conflict.Kind.READ_CHANGED));
  }
}
