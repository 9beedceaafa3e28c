package io.halcyon.node.replica;

import static io.halcyon.node.testing.Requests.delete;
import static io.halcyon.node.testing.Requests.get;
import static io.halcyon.node.testing.Requests.getAt;
import static io.halcyon.node.testing.Requests.getStale;
import static io.halcyon.node.testing.Requests.multiGet;
import static io.halcyon.node.testing.Requests.put;
import static io.halcyon.node.testing.Requests.scan;
import static io.halcyon.node.testing.Requests.swap;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.node.testing.Answer;
import io.halcyon.node.testing.TestShard;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rules C2 and C3 at a replica: what is shown was passed by the floor, under one lease session.
class AnswerC2C3Test {
  @TempDir Path directory;

  /// Member 3 says nothing, until its clock is heard.
  private static void news(TestShard shard) {
    shard.node(3).clock().merge(shard.node(1).clock().peek());
    shard.node(1).floor().heard(shard.node(3).id(), shard.node(3).clock().tick());
  }

  @Test
  void aWriteIsAnsweredOnlyWhenEveryMemberWasHeardOf() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.node(3).silent(true);
      shard.pass(10);
      Answer write = shard.write(1, put("a", "1"));
      assertThat(shard.node(1).store().newest(io.halcyon.node.testing.Requests.key("a")))
          .isNotNull();
      assertThat(write.answered()).isFalse();
      news(shard);
      assertThat(write.timestamp()).isPositive();
    }
  }

  @Test
  void whatAnAnswerDependsOnIsHeldBackToo() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("gone", "1"));
      shard.node(3).silent(true);
      shard.pass(10);
      Answer old = shard.read(1, get("gone"));
      OpRequest request = put("a", "1");
      shard.write(1, request);
      shard.write(1, delete("gone"));
      Answer value = shard.read(1, get("a"));
      Answer absence = shard.read(1, get("gone"));
      Answer several = shard.read(1, multiGet(0, "a"));
      Answer range = shard.read(1, scan(0));
      Answer retry = shard.write(1, request);
      Answer failed = shard.write(1, swap("a", "other", "2"));
      assertThat(old.value()).isEqualTo("1");
      assertThat(value.answered()).isFalse();
      assertThat(absence.answered()).isFalse();
      assertThat(several.answered()).isFalse();
      assertThat(range.answered()).isFalse();
      assertThat(retry.answered()).isFalse();
      assertThat(failed.answered()).isFalse();

      news(shard);
      assertThat(value.value()).isEqualTo("1");
      assertThat(absence.value()).isNull();
      assertThat(several.answered()).isTrue();
      assertThat(range.answered()).isTrue();
      assertThat(retry.timestamp()).isPositive();
      assertThat(failed.result().getConditional().getSucceeded()).isFalse();
    }
  }

  @Test
  void aMemberThatLeavesHoldsNothingBack() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.node(3).silent(true);
      shard.pass(10);
      Answer write = shard.write(1, put("a", "1"));
      assertThat(write.answered()).isFalse();
      shard.node(1).floorSet().leave(shard.node(3).incarnation());
      shard.node(1).floor().membersChanged();
      assertThat(write.timestamp()).isPositive();
    }
  }

  @Test
  void aCommittedWriteIsAmbiguousWhenTheLeaseWasLostOnTheWay() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      OpRequest request = put("a", "1");
      Answer write = shard.submit(1, request);
      shard.evaluate();
      shard.node(1).lease().lose();
      shard.settle();
      assertThat(write.failure()).isInstanceOf(Failure.Ambiguous.class);

      shard.node(1).lease().regain();
      assertThat(shard.write(1, request).timestamp()).isPositive();
    }
  }

  @Test
  void aLeaseOfAnotherSessionDoesNotCount() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.node(3).silent(true);
      shard.pass(10);
      Answer write = shard.write(1, put("a", "1"));
      Answer read = shard.read(1, get("a"));
      shard.node(1).lease().lose();
      shard.node(1).lease().regain();
      news(shard);
      assertThat(write.failure()).isInstanceOf(Failure.Ambiguous.class);
      assertThat(read.failure()).isInstanceOf(Failure.Unavailable.class);
    }
  }

  @Test
  void aNodeWithoutLeaseServesNothing() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      long now = shard.write(1, put("a", "1")).timestamp();
      shard.node(1).lease().lose();
      shard.node(2).lease().lose();
      assertThat(shard.read(1, get("a")).failure()).isInstanceOf(Failure.Unavailable.class);
      assertThat(shard.read(2, getAt("a", now)).failure()).isInstanceOf(Failure.Unavailable.class);
      assertThat(shard.write(1, put("a", "2")).failure()).isInstanceOf(Failure.Unavailable.class);
    }
  }

  @Test
  void aFollowerServesWhatIsClosed() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      Answer first = shard.write(1, put("a", "1"));
      shard.pass(10);
      Answer second = shard.write(1, put("a", "2"));
      shard.pass(10);
      shard.write(1, put("b", "1"));
      shard.pass(10);
      shard.write(1, put("b", "2"));
      long closed = shard.node(2).store().closedTs();
      assertThat(closed).isGreaterThanOrEqualTo(second.timestamp());
      assertThat(shard.read(2, getAt("a", first.timestamp())).value()).isEqualTo("1");
      assertThat(shard.read(2, getAt("a", second.timestamp())).value()).isEqualTo("2");
      assertThat(shard.read(2, getStale("a", 100)).value()).isEqualTo("2");
      shard.pass(2_000);
      assertThat(shard.read(2, getStale("a", 5)).failure()).isInstanceOf(Failure.NotLeader.class);
      assertThat(shard.read(2, getAt("a", closed + 1)).failure())
          .isInstanceOf(Failure.NotLeader.class);
      assertThat(shard.read(2, get("a")).failure()).isInstanceOf(Failure.NotLeader.class);
      assertThat(shard.read(2, multiGet(-1, "a")).failure()).isNotNull();
      assertThat(shard.read(2, scan(-1)).failure()).isNotNull();
    }
  }

  @Test
  void nothingIsClosedThatTheFloorHasNotPassed() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.node(3).silent(true);
      shard.pass(10);
      long silentSince = shard.node(1).floor().floor();
      shard.write(1, put("a", "1"));
      shard.write(1, put("a", "2"));
      assertThat(shard.node(2).store().closedTs()).isLessThanOrEqualTo(silentSince);
    }
  }

  @Test
  void aLeaderWritesNothingAtOrBelowWhatItHasClosed() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      for (int i = 0; i < 10; i++) {
        long closed = shard.node(1).store().closedTs();
        assertThat(shard.write(1, put("a", "x")).timestamp()).isGreaterThan(closed);
        shard.pass(i);
      }
      long closed = shard.node(1).store().closedTs();
      assertThat(closed).isPositive();
      shard.lead(2);
      assertThat(shard.write(2, put("a", "y")).timestamp()).isGreaterThan(closed);
    }
  }
}
