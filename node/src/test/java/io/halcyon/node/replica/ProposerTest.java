package io.halcyon.node.replica;

import static io.halcyon.node.testing.Requests.delete;
import static io.halcyon.node.testing.Requests.get;
import static io.halcyon.node.testing.Requests.increment;
import static io.halcyon.node.testing.Requests.put;
import static io.halcyon.node.testing.Requests.swap;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.node.testing.Answer;
import io.halcyon.node.testing.Requests;
import io.halcyon.node.testing.TestShard;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProposerTest {
  @TempDir Path directory;

  private static long lastIndex(TestShard shard) {
    return shard.node(1).log().status().progress().lastIndex();
  }

  @Test
  void writesOfOneTurnShareAnEntry() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      long before = lastIndex(shard);
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(shard.submit(1, put("k" + i, "v" + i)));
      }
      shard.settle();
      assertThat(lastIndex(shard)).isEqualTo(before + 1);
      assertThat(answers.stream().map(Answer::timestamp)).isSorted().doesNotHaveDuplicates();
      assertThat(shard.read(1, get("k57")).value()).isEqualTo("v57");
    }
  }

  @Test
  void writesCollectWhileEntriesAreInFlight() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      long before = lastIndex(shard);
      for (int i = 0; i < 20; i++) {
        shard.submit(1, put("k" + i, "v"));
        shard.evaluate();
      }
      assertThat(lastIndex(shard)).isEqualTo(before + TestShard.REPLICA.entriesInFlightMax());
      assertThat(shard.replica(1).queuedWrites()).isEqualTo(18);
      shard.settle();
      assertThat(lastIndex(shard)).isEqualTo(before + TestShard.REPLICA.entriesInFlightMax() + 1);
    }
  }

  @Test
  void aConditionalWriteWaitsForWritesInFlightOnItsKey() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("a", "1"));
      shard.submit(1, put("a", "2"));
      shard.evaluate();
      Answer stale = shard.submit(1, swap("a", "1", "lost"));
      Answer fresh = shard.submit(1, swap("a", "2", "3"));
      shard.settle();
      assertThat(stale.result().getConditional().getSucceeded()).isFalse();
      assertThat(fresh.result().getConditional().getSucceeded()).isTrue();
      assertThat(shard.read(1, get("a")).value()).isEqualTo("3");
    }
  }

  @Test
  void aConditionalWriteSeesEarlierWritesOfItsEntry() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      long before = lastIndex(shard);
      shard.submit(1, put("a", "1"));
      Answer swapped = shard.submit(1, swap("a", "1", "2"));
      Answer deleted = shard.submit(1, delete("a"));
      Answer missing = shard.submit(1, delete("a"));
      Answer counted = shard.submit(1, increment("a", 4));
      Answer again = shard.submit(1, increment("a", 4));
      shard.settle();
      assertThat(lastIndex(shard)).isEqualTo(before + 1);
      assertThat(swapped.result().getConditional().getSucceeded()).isTrue();
      assertThat(deleted.existed()).isTrue();
      assertThat(missing.existed()).isFalse();
      assertThat(counted.result().getIncrement().getValue()).isEqualTo(4);
      assertThat(again.result().getIncrement().getValue()).isEqualTo(8);
      assertThat(shard.read(1, get("a")).value()).isEqualTo("8");
    }
  }

  @Test
  void blindWritesDoNotWaitForEachOther() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      long before = lastIndex(shard);
      Answer first = shard.submit(1, put("a", "1"));
      shard.evaluate();
      Answer second = shard.submit(1, put("a", "2"));
      shard.evaluate();
      assertThat(lastIndex(shard)).isEqualTo(before + 2);
      shard.settle();
      assertThat(second.timestamp()).isGreaterThan(first.timestamp());
      assertThat(shard.read(1, get("a")).value()).isEqualTo("2");
    }
  }

  @Test
  void anEntryEndsAtItsLimits() throws IOException {
    ReplicaConfig small =
        new ReplicaConfig(
            1,
            Duration.ZERO,
            10,
            10_000,
            1_000,
            1 << 20,
            Duration.ofMinutes(10),
            Duration.ofMinutes(10));
    try (TestShard shard = TestShard.led(directory, 1, small)) {
      long before = lastIndex(shard);
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(shard.submit(1, put("k" + i, "v")));
      }
      shard.settle();
      assertThat(lastIndex(shard)).isEqualTo(before + 4);
      for (int i = 0; i < 10; i++) {
        answers.add(shard.submit(1, put("k" + i, "v".repeat(4_000))));
      }
      shard.settle();
      assertThat(lastIndex(shard)).isEqualTo(before + 4 + 5);
      assertThat(answers).allMatch(answer -> answer.timestamp() > 0);
    }
  }

  @Test
  void aBusyShardsNextEntryWaitsForTheWritersJustAnswered() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1, ReplicaConfig.DEFAULT)) {
      long before = lastIndex(shard);
      for (int i = 0; i < 10; i++) {
        shard.submit(1, put("a" + i, "v"));
      }
      shard.evaluate();
      for (int i = 0; i < 10; i++) {
        shard.submit(1, put("b" + i, "v"));
      }
      shard.settle();
      assertThat(lastIndex(shard)).isEqualTo(before + 2);
      assertThat(shard.read(1, get("b9")).value()).isEqualTo("v");
    }
  }

  @Test
  void writesAboveTheQueuesBoundsAreShed() throws IOException {
    ReplicaConfig small =
        new ReplicaConfig(
            2,
            Duration.ZERO,
            10,
            10_000,
            5,
            10_000,
            Duration.ofMinutes(10),
            Duration.ofMinutes(10));
    try (TestShard shard = TestShard.led(directory, 1, small)) {
      for (int round = 0; round < 3; round++) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          answers.add(shard.submit(1, put("k" + i, "v")));
        }
        assertThat(answers.get(5).failure()).isInstanceOf(Failure.Overloaded.class);
        assertThat(answers.get(7).failure()).isInstanceOf(Failure.Overloaded.class);
        shard.settle();
        assertThat(answers.subList(0, 5)).allMatch(answer -> answer.timestamp() > 0);
        assertThat(shard.replica(1).queuedWrites()).isZero();
      }
      // By bytes as well, also after writes were shed by count.
      Answer large = shard.submit(1, put("k", "v".repeat(9_000)));
      Answer more = shard.submit(1, put("k", "v".repeat(9_000)));
      assertThat(more.failure()).isInstanceOf(Failure.Overloaded.class);
      shard.settle();
      assertThat(large.timestamp()).isPositive();
    }
  }

  @Test
  void aWriteThatWaitedPastItsDeadlineIsNotEvaluated() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      Answer late = shard.submit(1, put("a", "1"));
      shard.pass(Requests.DEADLINE_MILLIS + 1);
      shard.settle();
      assertThat(late.failure()).isInstanceOf(Failure.DeadlineExceeded.class);
      assertThat(shard.read(1, get("a")).value()).isNull();
    }
  }

  @Test
  void aConditionalWriteThatWaitsTooLongIsNotEvaluated() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.submit(1, put("a", "1"));
      shard.evaluate();
      Answer waiting = shard.submit(1, swap("a", "1", "2"));
      shard.evaluate();
      shard.pass(Requests.DEADLINE_MILLIS + 1);
      shard.settle();
      assertThat(waiting.failure()).isInstanceOf(Failure.DeadlineExceeded.class);
      assertThat(shard.read(1, get("a")).value()).isEqualTo("1");
    }
  }

  @Test
  void aFollowerNamesTheLeader() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      Failure failure = shard.write(2, put("a", "1")).failure();
      assertThat(failure).isEqualTo(new Failure.NotLeader(TestShard.SHARD, shard.node(1).id()));
    }
  }

  @Test
  void writesInTheQueueOfALostTermAreRefused() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.submit(1, put("a", "1"));
      shard.evaluate();
      shard.submit(1, put("a", "2"));
      shard.evaluate();
      Answer queued = shard.submit(1, put("a", "3"));
      Answer waiting = shard.submit(1, swap("a", "1", "4"));
      shard.partition(1);
      shard.lead(2);
      shard.heal();
      assertThat(queued.failure()).isInstanceOf(Failure.NotLeader.class);
      assertThat(waiting.failure()).isInstanceOf(Failure.NotLeader.class);
    }
  }

  @Test
  void everyWriteIsAnsweredWhenTheStoreIsGone() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        answers.add(shard.submit(1, increment("k" + i, 1)));
      }
      shard.node(1).store().close();
      shard.settle();
      assertThat(answers).allMatch(Answer::answered);
      assertThat(shard.node(1).failures()).isEmpty();
    }
  }

  @Test
  void hugeResultsDoNotMakeHugeEntries() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      shard.write(1, put("big", "v".repeat(1 << 20)));
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(
            shard.submit(
                1,
                Requests.conditional(
                    Requests.id(), List.of(), List.of(Requests.reading("big")), List.of())));
      }
      long before = lastIndex(shard);
      shard.settle();
      assertThat(lastIndex(shard) - before).isGreaterThanOrEqualTo(5);
      assertThat(answers).allMatch(answer -> answer.result().getConditional().getSucceeded());
    }
  }

  @Test
  void housekeepingIsCommittedWithoutLeaseAndOwnership() throws IOException {
    try (TestShard shard = new TestShard(directory, 3)) {
      shard.node(1).lease().lose();
      shard.lead(1);
      var confirmed = shard.replica(1).own().confirm();
      shard.settle();
      assertThat(confirmed).isCompletedWithValue(true);
      OpRequest request = put("a", "1");
      assertThat(request.kind()).isEqualTo(OpKind.PUT);
      assertThat(shard.write(1, request).failure()).isInstanceOf(Failure.Unavailable.class);
    }
  }

  @Test
  void aWriteThatIsAnsweredIsNotKept() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      WeakReference<Answer> answered = new WeakReference<>(shard.write(1, put("a", "1")));
      shard.write(1, put("b", "1"));
      shard.write(1, put("c", "1"));
      System.gc();
      assertThat(answered.get()).isNull();
    }
  }
}
