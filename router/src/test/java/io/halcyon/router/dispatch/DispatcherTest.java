package io.halcyon.router.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.router.fake.FakeLinks.Fault;
import io.halcyon.router.fake.Harness;
import io.halcyon.router.fake.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private final Harness harness = new Harness(3, 4);

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void sendsEachKeyToTheLeaderOfTheShardThatOwnsItsToken() {
    for (int i = 0; i < 50; i++) {
      harness.put("key" + i, "v" + i).body();
    }

    for (int i = 0; i < 50; i++) {
      assertThat(harness.cluster.get(Harness.key("key" + i))).contains("v" + i);
      assertThat(Harness.value(harness.get("key" + i).body())).isEqualTo("v" + i);
    }
  }

  @Test
  void asksTheKnownLeaderAtOnceFromTheSecondTimeOn() {
    harness.put("a", "1").body();
    long leader = harness.cluster.leader(harness.cluster.shardOf(Harness.key("a")));
    int before = harness.cluster.asked(leader);
    int others = askedInAll() - before;

    for (int i = 0; i < 10; i++) {
      harness.get("a").body();
    }

    assertThat(harness.cluster.asked(leader)).isEqualTo(before + 10);
    assertThat(askedInAll() - harness.cluster.asked(leader)).isEqualTo(others);
  }

  private int askedInAll() {
    return harness.cluster.asked(1) + harness.cluster.asked(2) + harness.cluster.asked(3);
  }

  @Test
  void followsAChangeOfLeadersByTheHint() {
    harness.put("a", "1").body();
    moveLeader("a");

    assertThat(Harness.value(harness.get("a").body())).isEqualTo("1");
  }

  @Test
  void findsTheNewLeaderWithoutAHint() {
    harness.cluster.hints(false);
    harness.put("a", "1").body();
    moveLeader("a");

    assertThat(Harness.value(harness.get("a").body())).isEqualTo("1");
  }

  @Test
  void turnsToTheNextReplicaWhenANodeIsDown() {
    harness.put("a", "1").body();
    long dead = moveLeader("a");
    harness.links.fault(dead, Fault.DOWN);

    assertThat(Harness.value(harness.get("a").body())).isEqualTo("1");
  }

  @Test
  void turnsToTheNextReplicaWhenANodeIsSilent() {
    harness.put("a", "1").body();
    long silent = moveLeader("a");
    harness.links.fault(silent, Fault.SILENT);

    assertThat(Harness.value(harness.get("a").body())).isEqualTo("1");
  }

  @Test
  void locatesAnewWhenTheRingHasMoved() {
    for (int i = 0; i < 30; i++) {
      harness.put("warm" + i, "x").body();
    }
    harness.cluster.addShard(5);

    for (int i = 0; i < 30; i++) {
      harness.put("key" + i, "v" + i).body();
    }

    assertThat(harness.view.current().epoch()).isEqualTo(2);
    assertThat(harness.cluster.get(Harness.key("key7"))).contains("v7");
  }

  @Test
  void waitsForTheFirstRing() {
    try (Harness young = new Harness(3, 2)) {
      io.halcyon.router.shardmap.ClusterView empty = new io.halcyon.router.shardmap.ClusterView();
      empty.refreshWith(() -> empty.accept(young.cluster.state()));
      Dispatcher dispatcher =
          new Dispatcher(
              empty,
              young.links,
              young.loop,
              io.halcyon.core.hlc.SystemClock.INSTANCE,
              Harness.RETRY,
              DispatchEvents.NONE);
      Outcome outcome = new Outcome();
      byte[] body = io.halcyon.core.wire.Bodies.get(Harness.key("a"), 0, 0);
      long deadline = dispatcher.nowNanos() + 10_000_000_000L;

      dispatcher.withMap(
          0,
          deadline,
          map ->
              dispatcher.sendByToken(
                  new Operation(
                      io.halcyon.core.wire.OpKind.GET, body, 0, body.length, deadline, outcome),
                  io.halcyon.core.key.StoredKey.token(Harness.key("a"))),
          outcome::failed);

      assertThat(outcome.body()).isNotEmpty();
    }
  }

  @Test
  void retriesAWriteWhoseStreamBrokeUnderTheSameIdSoThatItTakesEffectOnce() {
    harness.put("a", "1").body();
    int applied = harness.cluster.applied();
    long leader = harness.cluster.leader(harness.cluster.shardOf(Harness.key("a")));
    harness.links.fault(leader, Fault.BREAKS_AFTER);

    Outcome outcome = harness.put("a", "2");
    awaitApplied(applied + 1);
    harness.links.fault(leader, Fault.NONE);

    outcome.body();
    assertThat(harness.cluster.applied()).isEqualTo(applied + 1);
    assertThat(harness.cluster.get(Harness.key("a"))).contains("2");
  }

  private void awaitApplied(int count) {
    org.assertj.core.api.Assertions.assertThatCode(
            () -> {
              while (harness.cluster.applied() < count) {
                Thread.onSpinWait();
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void retriesAWriteThatWasServedButNotAnswered() {
    harness.put("a", "1").body();
    int applied = harness.cluster.applied();
    long leader = harness.cluster.leader(harness.cluster.shardOf(Harness.key("a")));
    harness.links.fault(leader, Fault.SILENT_AFTER);

    Outcome outcome = harness.put("a", "2");
    awaitApplied(applied + 1);
    harness.links.fault(leader, Fault.NONE);

    outcome.body();
    assertThat(harness.cluster.applied()).isEqualTo(applied + 1);
  }

  @Test
  void aWriteThatMayHaveBeenAppliedEndsAmbiguousAtItsDeadline() {
    allNodes(Fault.BREAKS_BEFORE);

    assertThat(harness.put("a", "1", 200).failure()).isInstanceOf(Failure.Ambiguous.class);
  }

  @Test
  void aSilentWriteEndsAmbiguousAtItsDeadline() {
    allNodes(Fault.SILENT);

    assertThat(harness.put("a", "1", 150).failure()).isInstanceOf(Failure.Ambiguous.class);
  }

  @Test
  void aWriteThatWasNeverSentEndsWithDeadlineExceeded() {
    allNodes(Fault.DOWN);

    Failure failure = harness.put("a", "1", 200).failure();

    assertThat(failure).isInstanceOf(Failure.DeadlineExceeded.class);
    assertThat(failure.message()).contains("tries").contains("connection refused");
  }

  @Test
  void aWriteThatEveryNodeRefusedEndsWithDeadlineExceeded() {
    for (int shard = 1; shard <= 4; shard++) {
      harness.cluster.lead(shard, 0);
    }

    assertThat(harness.put("a", "1", 200).failure()).isInstanceOf(Failure.DeadlineExceeded.class);
  }

  @Test
  void aReadThatIsNotAnsweredEndsWithDeadlineExceeded() {
    allNodes(Fault.SILENT);

    Outcome outcome =
        harness.submit(
            io.halcyon.core.wire.OpKind.GET,
            io.halcyon.core.wire.Bodies.get(Harness.key("a"), 0, 0),
            150);

    assertThat(outcome.failure()).isInstanceOf(Failure.DeadlineExceeded.class);
  }

  @Test
  void anOverloadedNodeIsAskedAgainLater() {
    allNodes(Fault.OVERLOADED);
    Outcome outcome = harness.put("a", "1");

    allNodes(Fault.NONE);

    assertThat(outcome.body()).hasSize(8);
  }

  @Test
  void aWriteThatMayBeAppliedIsAmbiguousWhenItsShardNoLongerOwnsTheKey() {
    allNodes(Fault.BREAKS_AFTER);
    byte[] body =
        io.halcyon.core.wire.Bodies.put(Harness.key("a"), new byte[] {1}, 0, harness.id());
    Outcome outcome = new Outcome();
    harness.dispatcher.sendToShard(
        new Operation(
            io.halcyon.core.wire.OpKind.PUT,
            body,
            0,
            body.length,
            harness.dispatcher.nowNanos() + 20_000_000_000L,
            outcome),
        harness.cluster.shardOf(Harness.key("a")),
        harness.cluster.epoch());
    while (harness.cluster.applied() == 0) {
      Thread.onSpinWait();
    }

    harness.cluster.addShard(5);
    allNodes(Fault.NONE);

    assertThat(outcome.failure()).isInstanceOf(Failure.Ambiguous.class);
  }

  private void allNodes(Fault fault) {
    for (long node = 1; node <= 3; node++) {
      harness.links.fault(node, fault);
    }
  }

  /// Moves leadership of a key's shard to the next node; returns the old leader.
  private long moveLeader(String key) {
    int shard = harness.cluster.shardOf(Harness.key(key));
    long old = harness.cluster.leader(shard);
    harness.cluster.lead(shard, old % 3 + 1);
    return old;
  }
}
