package io.halcyon.node.watch;

import static io.halcyon.node.testing.Requests.batch;
import static io.halcyon.node.testing.Requests.delete;
import static io.halcyon.node.testing.Requests.put;
import static io.halcyon.node.testing.Requests.write;
import static io.halcyon.node.testing.Transactions.resolve;
import static io.halcyon.node.testing.Transactions.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.node.testing.Answer;
import io.halcyon.node.testing.TestNode;
import io.halcyon.node.testing.TestShard;
import io.halcyon.node.testing.Transactions;
import io.halcyon.node.testing.TxnAnswer;
import io.halcyon.raftstorage.transaction.StoredShardState;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWatchTest {
  private static final ShardWatch.Range ALL =
      new ShardWatch.Range(new byte[] {StoredKey.KV}, new byte[] {StoredKey.KV + 1});

  @TempDir Path directory;

  private final ArrayDeque<Runnable> background = new ArrayDeque<>();
  private final Watches watches = new Watches(background::add);

  private TestShard start(int nodes) throws IOException {
    TestShard shard = TestShard.led(Files.createTempDirectory(directory, "run"), nodes);
    for (int i = 1; i <= nodes; i++) {
      if (i == 1) {
        shard.node(i).onApplied(entry -> watches.applied(TestShard.SHARD, entry));
      }
    }
    return shard;
  }

  private Received watch(TestShard shard, long after) {
    Received received = new Received();
    received.resolved = after;
    TestNode node = shard.node(1);
    var _ = watches.watch(node.replica(), node.lease(), node.floor(), ALL, after, received);
    return received;
  }

  private void drive(TestShard shard) {
    do {
      shard.settle();
      Runnable task;
      while ((task = background.poll()) != null) {
        task.run();
      }
      shard.evaluate();
    } while (!background.isEmpty());
    shard.settle();
  }

  private void tick(TestShard shard) {
    watches.tick();
    drive(shard);
  }

  private static String event(Answer answer, String text) {
    return answer.timestamp() + " " + text;
  }

  @Test
  void changesArriveOnceAndInOrder() throws IOException {
    try (TestShard shard = start(3)) {
      shard.write(1, put("before", "x"));
      Received received = watch(shard, 0);
      Answer a = shard.write(1, put("a", "1"));
      Answer b = shard.write(1, put("b", "2"));
      Answer gone = shard.write(1, delete("a"));
      shard.write(1, delete("a"));
      drive(shard);
      assertThat(received.events)
          .containsExactly(event(a, "a=1"), event(b, "b=2"), event(gone, "a deleted"));
      int messages = received.messages;
      tick(shard);
      tick(shard);
      assertThat(received.events).hasSize(3);
      assertThat(received.messages).isLessThanOrEqualTo(messages + 2);
    }
  }

  @Test
  void aWatchResumesFromHistory() throws IOException {
    try (TestShard shard = start(1)) {
      Answer first = shard.write(1, put("a", "1"));
      Answer second = shard.write(1, put("a", "2"));
      Answer third = shard.write(1, delete("a"));
      Received received = watch(shard, first.timestamp());
      drive(shard);
      assertThat(received.events).containsExactly(event(second, "a=2"), event(third, "a deleted"));
      Received resumed = watch(shard, received.resolved);
      Answer fourth = shard.write(1, put("a", "4"));
      drive(shard);
      assertThat(resumed.events).containsExactly(event(fourth, "a=4"));
    }
  }

  @Test
  void aWatchOfOneKeySeesOnlyThat() throws IOException {
    try (TestShard shard = start(1)) {
      byte[] key = io.halcyon.node.testing.Requests.key("k");
      Received received = new Received();
      TestNode node = shard.node(1);
      var _ =
          watches.watch(
              node.replica(),
              node.lease(),
              node.floor(),
              new ShardWatch.Range(key, java.util.Arrays.copyOf(key, key.length + 1)),
              0,
              received);
      shard.write(1, put("j", "1"));
      Answer k = shard.write(1, put("k", "1"));
      shard.write(1, put("kk", "1"));
      drive(shard);
      assertThat(received.events).containsExactly(event(k, "k=1"));
    }
  }

  @Test
  void nothingIsShownBeforeTheFloorHasPassed() throws IOException {
    try (TestShard shard = start(3)) {
      Received received = watch(shard, 0);
      shard.node(3).silent(true);
      shard.pass(10);
      Answer write = shard.write(1, put("a", "1"));
      drive(shard);
      tick(shard);
      assertThat(received.events).isEmpty();
      shard.node(3).clock().merge(shard.node(1).clock().peek());
      shard.node(1).floor().heard(shard.node(3).id(), shard.node(3).clock().tick());
      drive(shard);
      assertThat(received.events).containsExactly(event(write, "a=1"));
    }
  }

  @Test
  void nothingIsResolvedThatIsUnderEvaluationOrInFlight() throws IOException {
    try (TestShard shard = start(3)) {
      Received received = watch(shard, 0);
      Answer first = shard.submit(1, put("a", "1"));
      shard.evaluate();
      Answer second = shard.submit(1, put("b", "1"));
      shard.evaluate();
      shard.pass(5);
      shard.node(1).clock().tick();
      watches.tick();
      background.forEach(Runnable::run);
      background.clear();
      long resolved = received.resolved;
      drive(shard);
      assertThat(resolved).isLessThan(first.timestamp());
      assertThat(received.events).containsExactly(event(first, "a=1"), event(second, "b=1"));
    }
  }

  @Test
  void aDeposedLeaderResolvesNothingThatItsSuccessorMayHaveWritten() throws IOException {
    try (TestShard shard = start(3)) {
      Received received = watch(shard, 0);
      shard.write(1, put("a", "1"));
      drive(shard);
      shard.partition(1);
      shard.lead(2);
      shard.pass(10_000);
      Answer write = shard.write(2, put("b", "1"));
      shard.node(1).clock().tick();
      shard.gossip();
      tick(shard);
      assertThat(shard.replica(1).leading()).isTrue();
      assertThat(write.timestamp()).isGreaterThan(received.resolved);
      shard.heal();
      tick(shard);
      assertThat(received.failure).isInstanceOf(Failure.NotLeader.class);
      assertThat(received.events).hasSize(1);
    }
  }

  @Test
  void anIdleShardStillMakesProgress() throws IOException {
    try (TestShard shard = start(3)) {
      Received received = watch(shard, 0);
      shard.write(1, put("a", "1"));
      shard.pass(60_000);
      shard.node(1).clock().tick();
      shard.gossip();
      tick(shard);
      tick(shard);
      assertThat(HlcTimestamp.millisOf(received.resolved)).isEqualTo(shard.node(1).time().millis());
    }
  }

  @Test
  void aWatchEndsWithItsTerm() throws IOException {
    try (TestShard shard = start(3)) {
      Received lost = watch(shard, 0);
      shard.lead(2);
      tick(shard);
      assertThat(lost.failure)
          .isEqualTo(new Failure.NotLeader(TestShard.SHARD, shard.node(2).id()));
      Received elsewhere = watch(shard, 0);
      assertThat(elsewhere.failure).isInstanceOf(Failure.NotLeader.class);
      shard.lead(1);
      Received regained = watch(shard, 0);
      shard.lead(2);
      shard.lead(1);
      tick(shard);
      assertThat(regained.failure).isInstanceOf(Failure.NotLeader.class);
    }
  }

  @Test
  void aWatchEndsWhenTheLeaseIsLost() throws IOException {
    try (TestShard shard = start(1)) {
      Received received = watch(shard, 0);
      shard.node(1).lease().lose();
      shard.pass(2_000);
      shard.node(1).clock().tick();
      tick(shard);
      assertThat(received.failure).isInstanceOf(Failure.Unavailable.class);
      assertThat(received.events).isEmpty();
    }
  }

  @Test
  void aSlowReceiverFallsBackToHistory() throws IOException {
    try (TestShard shard = start(1)) {
      Received received = watch(shard, 0);
      received.ready = false;
      List<String> expected = new ArrayList<>();
      String value = "v".repeat(700_000);
      for (int i = 0; i < 30; i++) {
        expected.add(event(shard.write(1, put("k" + i, value)), "k" + i + "=" + value));
      }
      drive(shard);
      assertThat(received.events).isEmpty();
      received.ready = true;
      expected.add(event(shard.write(1, put("last", "1")), "last=1"));
      drive(shard);
      assertThat(received.events.equals(expected)).isTrue();
      assertThat(received.messages).isGreaterThan(3);
    }
  }

  @Test
  void manyChangesFallBackToHistoryToo() throws IOException {
    try (TestShard shard = start(1)) {
      Received received = watch(shard, 0);
      received.ready = false;
      for (int i = 0; i < 12_000; i++) {
        shard.submit(1, put("k" + i % 500, "v" + i));
      }
      shard.settle();
      received.ready = true;
      tick(shard);
      assertThat(received.events).hasSize(12_000).doesNotHaveDuplicates();
      assertThat(received.events.getLast()).endsWith("=v11999");
    }
  }

  @Test
  void whatWasCollectedCannotBeResumedFrom() throws IOException {
    try (TestShard shard = start(1)) {
      Answer old = shard.write(1, put("a", "1"));
      shard.write(1, put("a", "2"));
      shard.pass(3_600_000);
      shard
          .node(1)
          .store()
          .collectGarbage(HlcTimestamp.packMillis(shard.node(1).time().millis() - 1_000), 0);
      Received received = watch(shard, old.timestamp());
      drive(shard);
      assertThat(received.failure).isInstanceOf(Failure.OutOfRange.class);
    }
  }

  @Test
  void tooManyWatchesAreRefused() throws IOException {
    try (TestShard shard = start(1)) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(watch(shard, 0).failure).isNull();
      }
      assertThat(watch(shard, 0).failure).isInstanceOf(Failure.Overloaded.class);
    }
  }

  /// No gap, no duplicate, whatever is in flight when the watch begins, advances or resumes.
  @SeededTest(runs = 6)
  void everyChangeArrivesExactlyOnce(RandomGenerator random) throws IOException {
    TreeMap<Long, Integer> changes = new TreeMap<>();
    try (TestShard shard = start(random.nextBoolean() ? 1 : 3)) {
      List<Answer> writes = new ArrayList<>();
      List<Answer> batches = new ArrayList<>();
      List<Received> received = new ArrayList<>();
      received.add(watch(shard, 1));
      for (int i = 0; i < 200; i++) {
        switch (random.nextInt(9)) {
          case 0, 1 -> writes.add(shard.submit(1, put("k" + random.nextInt(5), "v" + i)));
          case 2 -> batches.add(shard.submit(1, batch(write("k0", "b" + i), write("k1", "c"))));
          case 3 -> shard.evaluate();
          case 4 -> shard.log().step();
          case 5 -> shard.pass(random.nextInt(5));
          case 6 -> {
            if (!background.isEmpty()) {
              background.poll().run();
            }
          }
          case 7 -> received.getLast().ready = random.nextBoolean();
          default -> {
            if (random.nextInt(4) == 0) {
              // Breaks and resumes.
              received.getLast().ready = false;
              received.add(watch(shard, received.getLast().resolved));
            } else {
              watches.tick();
            }
          }
        }
      }
      received.getLast().ready = true;
      drive(shard);
      // One last change carries everything before it.
      writes.add(shard.write(1, put("last", "1")));
      tick(shard);
      writes.forEach(answer -> changes.merge(answer.timestamp(), 1, Integer::sum));
      batches.forEach(
          answer -> changes.merge(answer.result().getBatch().getTimestamp(), 2, Integer::sum));
      TreeMap<Long, Integer> seen = new TreeMap<>();
      received.forEach(part -> {
        assertThat(part.failure).isNull();
        part.events.forEach(event ->
            seen.merge(Long.parseLong(event.substring(0, event.indexOf(' '))), 1, Integer::sum));
      });
      assertThat(seen).isEqualTo(changes);
    }
  }

  @Test
  void aTransactionIsSeenWholeAndInItsPlaceThoughItIsResolvedLate() throws IOException {
    try (TestShard shard = start(3)) {
      shard.elapse(1_500);
      TxnRef txn = Transactions.txn("elsewhere");
      long at =
          shard
              .transact(1, Transactions.prepare(txn, set("a", "1"), set("b", "1")))
              .as(Response.Prepared.class)
              .at();
      Received received = watch(shard, 0);
      Answer later = shard.write(1, put("c", "2"));
      shard.elapse(500);
      tick(shard);
      tick(shard);
      assertThat(received.events).isEmpty();
      shard.transact(1, resolve(txn, new TxnOutcome.Committed(at), "a"));
      shard.elapse(500);
      tick(shard);
      tick(shard);
      assertThat(received.events).isEmpty();
      shard.transact(1, resolve(txn, new TxnOutcome.Committed(at), "b"));
      shard.elapse(500);
      tick(shard);
      tick(shard);
      assertThat(received.events.subList(0, 2)).containsExactlyInAnyOrder(at + " a=1", at + " b=1");
      assertThat(received.events.subList(2, 3)).containsExactly(event(later, "c=2"));
      assertThat(received.events).hasSize(3);
    }
  }

  /// The same with transactions that are prepared, committed and resolved in any order.
  @SeededTest(runs = 6)
  void everyChangeOfTransactionsArrivesExactlyOnce(RandomGenerator random) throws IOException {
    TreeMap<Long, Integer> changes = new TreeMap<>();
    try (TestShard shard = start(3)) {
      shard.elapse(1_500);
      List<Received> received = new ArrayList<>();
      received.add(watch(shard, 1));
      List<TxnRef> open = new ArrayList<>();
      Map<TxnRef, Long> prepared = new HashMap<>();
      List<Answer> writes = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        switch (random.nextInt(8)) {
          case 0, 1 -> {
            TxnRef txn = Transactions.txn("elsewhere");
            TxnAnswer answer =
                shard.transact(1, Transactions.prepare(txn, set("x" + i, "1"), set("y" + i, "1")));
            open.add(txn);
            prepared.put(txn, answer.as(Response.Prepared.class).at());
          }
          case 2, 3 -> {
            if (!open.isEmpty()) {
              int which = random.nextInt(open.size());
              TxnRef txn = open.remove(which);
              long at = Objects.requireNonNull(prepared.get(txn)) + random.nextInt(3) * (10L << 16);
              boolean commits = random.nextBoolean();
              TxnOutcome outcome =
                  commits
                      ? new TxnOutcome.Committed(at)
                      : new TxnOutcome.Aborted(TxnOutcome.Cause.COORDINATOR);
              shard.node(1).clock().merge(at);
              intents(shard, txn)
                  .forEach(key ->
                      shard.transact(1, new Request.Resolve(txn, List.of(key), outcome, true)));
              if (commits) {
                changes.merge(at, 2, Integer::sum);
              }
            }
          }
          case 4 -> writes.add(shard.write(1, put("k" + random.nextInt(3), "v" + i)));
          case 5 -> shard.elapse(random.nextInt(12) * 10L);
          case 6 -> tick(shard);
          default -> {
            if (random.nextInt(3) == 0) {
              received.getLast().ready = false;
              received.add(watch(shard, received.getLast().resolved));
            } else {
              received.getLast().ready = random.nextBoolean();
            }
          }
        }
      }
      for (TxnRef txn : open) {
        TxnOutcome outcome = new TxnOutcome.Aborted(TxnOutcome.Cause.COORDINATOR);
        intents(shard, txn)
            .forEach(
                key -> shard.transact(1, new Request.Resolve(txn, List.of(key), outcome, true)));
      }
      received.getLast().ready = true;
      shard.elapse(500);
      tick(shard);
      tick(shard);
      writes.forEach(answer -> changes.merge(answer.timestamp(), 1, Integer::sum));
      TreeMap<Long, Integer> seen = new TreeMap<>();
      received.forEach(part -> {
        assertThat(part.failure).isNull();
        part.events.forEach(event ->
            seen.merge(Long.parseLong(event.substring(0, event.indexOf(' '))), 1, Integer::sum));
      });
      TreeMap<Long, Integer> missing = new TreeMap<>(changes);
      seen.forEach((at, count) -> missing.merge(at, -count, (x, y) -> x + y == 0 ? null : x + y));
      assertThat(missing).isEmpty();
    }
  }

  private static List<Key> intents(TestShard shard, TxnRef txn) {
    List<Key> keys = new ArrayList<>();
    new StoredShardState(shard.node(1).store(), StoredKey::token, _ -> true)
        .forEachIntent(intent -> {
          if (intent.txn().equals(txn)) {
            keys.add(intent.key());
          }
        });
    return keys;
  }
}
