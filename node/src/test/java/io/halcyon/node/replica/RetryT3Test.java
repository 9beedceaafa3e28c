package io.halcyon.node.replica;

import static io.halcyon.node.testing.Requests.delete;
import static io.halcyon.node.testing.Requests.get;
import static io.halcyon.node.testing.Requests.increment;
import static io.halcyon.node.testing.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.testing.FakeClock;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.node.testing.Answer;
import io.halcyon.node.testing.Requests;
import io.halcyon.node.testing.TestShard;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Invariant T3: at most one effect per request id, and one answer.
class RetryT3Test {
  private static final long WINDOW = ReplicaConfig.DEFAULT.retryWindow().toMillis();

  @TempDir Path directory;

  @Test
  void aRetryWhileTheFirstTryIsInFlightSharesItsAnswer() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      OpRequest request = increment("n", 5);
      Answer first = shard.submit(1, request);
      shard.evaluate();
      Answer retry = shard.submit(1, request);
      shard.evaluate();
      assertThat(retry.answered()).isFalse();
      shard.settle();
      assertThat(first.result().getIncrement().getValue()).isEqualTo(5);
      assertThat(retry.body()).isEqualTo(first.body());
      assertThat(shard.read(1, get("n")).value()).isEqualTo("5");
    }
  }

  @Test
  void aRetryInTheSameFrameSharesItsAnswer() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      OpRequest request = increment("n", 5);
      Answer first = shard.submit(1, request);
      Answer retry = shard.submit(1, request);
      shard.settle();
      assertThat(retry.body()).isEqualTo(first.body());
      assertThat(shard.read(1, get("n")).value()).isEqualTo("5");
    }
  }

  @Test
  void aRetryAfterTheAnswerGetsTheSameOne() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      RequestId id = Requests.id();
      Answer first = shard.write(1, put("a", "1", 0, id));
      shard.write(1, put("a", "2"));
      assertThat(shard.write(1, put("a", "1", 0, id)).body()).isEqualTo(first.body());
      assertThat(shard.read(1, get("a")).value()).isEqualTo("2");

      RequestId other = Requests.id();
      Answer deleted = shard.write(1, delete("a", other));
      assertThat(deleted.existed()).isTrue();
      assertThat(shard.write(1, delete("a", other)).body()).isEqualTo(deleted.body());
    }
  }

  @Test
  void aRetryAtTheNextLeaderGetsTheFirstAnswer() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      OpRequest request = increment("n", 5);
      Answer first = shard.write(1, request);
      shard.lead(2);
      assertThat(shard.write(2, request).body()).isEqualTo(first.body());
      assertThat(shard.read(2, get("n")).value()).isEqualTo("5");
    }
  }

  @Test
  void aRetryThatRacesWithItsFirstTryHasOneEffect() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      OpRequest request = increment("n", 5);
      Answer first = shard.submit(1, request);
      shard.evaluate();
      // The entry reaches a follower, and its leader is deposed.
      while (shard.node(2).log().status().progress().lastIndex()
          < shard.node(1).log().status().progress().lastIndex()) {
        assertThat(shard.log().step()).isTrue();
      }
      shard.partition(1);
      shard.lead(2);
      Answer retry = shard.write(2, request);
      assertThat(retry.result().getIncrement().getValue()).isEqualTo(5);
      assertThat(shard.read(2, get("n")).value()).isEqualTo("5");
      shard.heal();
      assertThat(first.body()).isEqualTo(retry.body());
    }
  }

  @Test
  void aRefusalIsRememberedToo() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("n", "text"));
      OpRequest request = increment("n", 1);
      Failure refusal = shard.write(1, request).failure();
      assertThat(refusal).isInstanceOf(Failure.WrongValue.class);
      shard.write(1, put("n", "1"));
      shard.lead(3);
      assertThat(shard.write(3, request).failure()).isEqualTo(refusal);
      assertThat(shard.read(3, get("n")).value()).isEqualTo("1");
    }
  }

  @Test
  void idsOutsideTheRetryWindowAreRefused() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      RequestId old = new RequestId(1, 1, FakeClock.START_MILLIS - WINDOW - 1);
      RequestId ancient = new RequestId(1, 1, -5);
      RequestId ahead = new RequestId(1, 1, FakeClock.START_MILLIS + WINDOW + 1_000);
      assertThat(shard.write(1, put("a", "1", 0, old)).failure())
          .isInstanceOf(Failure.RetryWindowPassed.class);
      assertThat(shard.write(1, put("a", "1", 0, ancient)).failure())
          .isInstanceOf(Failure.RetryWindowPassed.class);
      assertThat(shard.write(1, put("a", "1", 0, ahead)).failure())
          .isInstanceOf(Failure.ClockSkew.class);
      assertThat(shard.read(1, get("a")).value()).isNull();
    }
  }

  @Test
  void aRetryAfterTheWindowIsRefusedAndNotEvaluatedAnew() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      OpRequest request = increment("n", 5);
      shard.write(1, request);
      shard.pass(WINDOW + 1);
      assertThat(shard.write(1, request).failure()).isInstanceOf(Failure.RetryWindowPassed.class);
      assertThat(shard.read(1, get("n")).value()).isEqualTo("5");
    }
  }

  @Test
  void anOutcomeOutlivesTheCollectionOfGarbage() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      OpRequest request = increment("n", 5);
      Answer first = shard.write(1, request);
      shard.pass(WINDOW - 1_000);
      long now = shard.node(1).time().millis();
      shard.node(1).store().collectGarbage(0, now - 2 * WINDOW);
      assertThat(shard.write(1, request).body()).isEqualTo(first.body());
    }
  }

  @Test
  void aRetryWhoseFirstTryIsUncertainIsNotEvaluatedInTheSameTerm() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      OpRequest request = increment("n", 5);
      LeaderState term = shard.replica(1).leader();
      shard.node(1).loseOutcomes(true);
      Answer first = shard.submit(1, request);
      shard.evaluate();
      assertThat(first.failure()).isInstanceOf(Failure.Ambiguous.class);
      assertThat(shard.replica(1).leader()).isNull();
      assertThat(shard.replica(1).distrusted()).isTrue();
      // A turn that began before the failure still has the old term.
      shard.replica(1).led(term);
      Answer retry = shard.submit(1, request);
      shard.evaluate();
      assertThat(retry.failure()).isInstanceOf(Failure.NotLeader.class);

      shard.replica(1).led(null);
      shard.node(1).loseOutcomes(false);
      shard.settle();
      shard.lead(1);
      assertThat(shard.write(1, request).result().getIncrement().getValue()).isEqualTo(5);
      assertThat(shard.read(1, get("n")).value()).isEqualTo("5");
    }
  }

  @Test
  void aReadDoesNotPassAWriteWhoseOutcomeIsUncertain() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.node(1).loseOutcomes(true);
      shard.submit(1, put("a", "1"));
      Answer read = shard.begin(1, get("a"));
      shard.evaluate();
      shard.node(1).loseOutcomes(false);
      shard.settle();
      assertThat(read.value()).isNull();
      assertThat(shard.read(1, get("a")).failure()).isInstanceOf(Failure.NotLeader.class);
      shard.lead(1);
      assertThat(shard.read(1, get("a")).value()).isEqualTo("1");
    }
  }
}
