package io.halcyon.node.replica;

import static io.halcyon.node.testing.Requests.delete;
import static io.halcyon.node.testing.Requests.get;
import static io.halcyon.node.testing.Requests.getAt;
import static io.halcyon.node.testing.Requests.multiGet;
import static io.halcyon.node.testing.Requests.put;
import static io.halcyon.node.testing.Requests.scan;
import static io.halcyon.node.testing.Requests.swap;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.node.testing.Answer;
import io.halcyon.node.testing.TestShard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rule C1 at a replica: the bound in the log, the low-water mark, and what reads wait for.
class ReadC1Test {
  @TempDir Path directory;

  @Test
  void aReadWaitsForWritesInFlightOnItsKeys() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("a", "old"));
      Answer write = shard.submit(1, put("a", "new"));
      shard.evaluate();
      Answer read = shard.begin(1, get("a"));
      Answer several = shard.begin(1, multiGet(0, "x", "a"));
      Answer range = shard.begin(1, scan(0));
      Answer other = shard.begin(1, get("b"));
      shard.evaluate();
      assertThat(read.answered()).isFalse();
      assertThat(several.answered()).isFalse();
      assertThat(range.answered()).isFalse();
      assertThat(other.value()).isNull();

      shard.settle();
      assertThat(read.value()).isEqualTo("new");
      assertThat(read.readAt()).isGreaterThanOrEqualTo(write.timestamp());
      assertThat(several.result().getMultiGet().getResults(1).getFound().getValue().toStringUtf8())
          .isEqualTo("new");
      assertThat(range.result().getShardScan().getItems(0).getValue().toStringUtf8())
          .isEqualTo("new");
    }
  }

  @Test
  void aReadWaitsAlsoWhenTheEntryAfterTheWriteIsGivenUp() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("a", "old"));
      shard.submit(1, put("a", "new"));
      shard.evaluate();
      // Has to wait for the put, so that the next entry is begun and given up empty.
      Answer swapped = shard.submit(1, swap("a", "new", "newer"));
      shard.evaluate();
      Answer read = shard.begin(1, get("a"));
      shard.evaluate();
      assertThat(read.answered()).isFalse();
      assertThat(swapped.answered()).isFalse();

      shard.settle();
      assertThat(swapped.result().getConditional().getSucceeded()).isTrue();
      assertThat(read.value()).isIn("new", "newer");
    }
  }

  @Test
  void aReadRenewsTheBoundWhenNoneCoversIt() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("a", "1"));
      shard.pass(5_000);
      long before = shard.node(1).log().status().appliedIndex();
      Answer read = shard.begin(1, get("a"));
      Answer second = shard.begin(1, get("a"));
      assertThat(read.answered()).isFalse();
      shard.settle();
      assertThat(read.value()).isEqualTo("1");
      assertThat(second.value()).isEqualTo("1");
      assertThat(shard.node(1).store().bound()).isGreaterThanOrEqualTo(read.readAt());
      assertThat(shard.node(1).log().status().appliedIndex()).isEqualTo(before + 1);
      // Covered for the lead of the bound: no entry.
      assertThat(shard.begin(1, get("a")).value()).isEqualTo("1");
    }
  }

  @Test
  void aDeposedLeaderServesNoReadThatItsSuccessorMayContradict() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("a", "old"));
      shard.partition(1);
      shard.lead(2);
      // Under the old bound it is still right: the successor writes above it.
      Answer early = shard.begin(1, get("a"));
      assertThat(early.value()).isEqualTo("old");
      Answer write = shard.write(2, put("a", "new"));
      assertThat(write.timestamp()).isGreaterThan(early.readAt());

      shard.pass(2_000);
      Answer late = shard.read(1, get("a"));
      assertThat(late.answered()).isFalse();
      shard.heal();
      assertThat(late.failure()).isInstanceOf(Failure.NotLeader.class);
    }
  }

  @Test
  void aNewLeaderWritesOnlyAboveTheLowWaterMark() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.pass(5_000);
      shard.write(1, put("a", "1"));
      long granted = shard.node(1).store().bound();
      assertThat(granted).isGreaterThan(shard.node(1).clock().peek());
      // The successor's physical clock stands 100 ms behind.
      shard.node(2).time().jumpTo(shard.node(2).time().millis() - 100);
      shard.lead(2);
      Answer write = shard.write(2, put("a", "2"));
      assertThat(write.timestamp()).isGreaterThan(granted);
    }
  }

  @Test
  void aLeaderWhoseClockIsTooFarBehindGivesTheTermUp() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.node(2).silent(true);
      shard.pass(5_000);
      Answer write = shard.write(1, put("a", "1"));
      shard.node(2).time().jumpTo(shard.node(2).time().millis() - 60_000);
      assertThat(shard.log().elect(shard.node(2).id())).isTrue();
      shard.settle();
      assertThat(shard.replica(2).leader()).isNull();
      assertThat(shard.replica(2).distrusted()).isFalse();
      assertThat(write.answered()).isFalse();
    }
  }

  @Test
  void theBoundRunsAheadOfPhysicalTimeAndNotOfTheHybridClock() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      for (int i = 0; i < 5; i++) {
        shard.lead(1 + i % 3);
        shard.write(1 + i % 3, put("a", "x"));
      }
      long ahead =
          HlcTimestamp.millisOf(shard.node(1).store().bound()) - shard.node(1).time().millis();
      assertThat(ahead).isLessThanOrEqualTo(1_000);
    }
  }

  @Test
  void writesWaitUntilTheTermIsOpen() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      assertThat(shard.log().elect(shard.node(2).id())).isTrue();
      shard.log().settle();
      Answer write = shard.submit(2, put("a", "1"));
      shard.evaluate();
      assertThat(write.answered()).isFalse();
      shard.settle();
      assertThat(write.timestamp()).isPositive();
    }
  }

  @Test
  void aReadAtATimestampSeesThatState() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      Answer first = shard.write(1, put("a", "1"));
      Answer second = shard.write(1, put("a", "2"));
      shard.write(1, delete("a"));
      assertThat(shard.read(1, getAt("a", first.timestamp())).value()).isEqualTo("1");
      assertThat(shard.read(1, getAt("a", second.timestamp() - 1)).value()).isEqualTo("1");
      assertThat(shard.read(1, getAt("a", second.timestamp())).value()).isEqualTo("2");
      assertThat(shard.read(1, getAt("a", first.timestamp() - 1)).value()).isNull();
      assertThat(shard.read(1, get("a")).value()).isNull();
    }
  }

  @Test
  void aReadAheadOfTheClockHoldsLaterWritesAboveIt() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      long ahead = HlcTimestamp.packMillis(shard.node(1).time().millis() + 400);
      assertThat(shard.read(1, getAt("a", ahead)).value()).isNull();
      assertThat(shard.write(1, put("a", "1")).timestamp()).isGreaterThan(ahead);
      assertThat(shard.read(1, getAt("a", ahead)).value()).isNull();
      long tooFar = HlcTimestamp.packMillis(shard.node(1).time().millis() + 60_000);
      assertThat(shard.read(1, getAt("a", tooFar)).failure())
          .isInstanceOf(Failure.OutOfRange.class);
      assertThat(shard.read(1, multiGet(-1, "a")).failure()).isInstanceOf(Failure.OutOfRange.class);
    }
  }

  @Test
  void readsAtADeposedLeaderFailWhenItLearns() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      Answer write = shard.submit(1, put("a", "1"));
      shard.partition(1);
      shard.evaluate();
      Answer read = shard.begin(1, get("a"));
      shard.lead(2);
      shard.heal();
      assertThat(read.failure()).isInstanceOf(Failure.NotLeader.class);
      assertThat(write.failure()).isInstanceOf(Failure.Ambiguous.class);
      assertThat(shard.read(2, get("a")).value()).isNull();
    }
  }

  @Test
  void aDeletionThatComesInBetweenIsNotShownBelowItsTimestamp() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      shard.write(1, put("a", "1"));
      long readAt = shard.node(1).clock().tick();
      // The read has its timestamp and has seen nothing in flight.
      Answer deleted = shard.write(1, delete("a"));
      assertThat(deleted.timestamp()).isGreaterThan(readAt);
      PendingKeys pending = Objects.requireNonNull(shard.replica(1).leader()).pending;
      Reads.Shown shown = new Queries.Get(get("a")).read(shard.node(1).store(), readAt, pending);
      Answer answer = new Answer();
      answer.ok(shown.body());
      assertThat(answer.value()).isEqualTo("1");
      assertThat(shown.timestamp()).isLessThanOrEqualTo(readAt);
    }
  }
}
