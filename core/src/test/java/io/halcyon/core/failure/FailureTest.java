package io.halcyon.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static final ShardId SHARD = new ShardId(7);

  /// One failure of every kind, and what it must say.
  private static Map<Failure, String> examples() {
    Map<Failure, String> examples = new LinkedHashMap<>();
    examples.put(new Failure.NotLeader(SHARD, new NodeId(3)), "shard s7 is led by node n3");
    examples.put(new Failure.NotLeader(SHARD, null), "shard s7 is led elsewhere");
    examples.put(
        new Failure.NotOwner(SHARD, new Epoch(4)), "shard s7 does not own the key at ring epoch 4");
    examples.put(new Failure.Unavailable("no lease"), "no lease");
    examples.put(new Failure.Blocked("t1 holds k", new byte[] {1}), "t1 holds k");
    examples.put(
        new Failure.Overloaded("queue is full", Duration.ofMillis(50)),
        "queue is full; retry after 50 ms");
    examples.put(new Failure.DeadlineExceeded("waited 1 s"), "waited 1 s");
    examples.put(
        new Failure.Ambiguous("connection lost"),
        "connection lost; the write may have been applied");
    examples.put(new Failure.RetryWindowPassed("id is 11 min old"), "id is 11 min old");
    examples.put(new Failure.Invalid("key is empty"), "key is empty");
    examples.put(new Failure.Unsupported("later"), "later");
    examples.put(new Failure.WrongValue("text"), "text");
    examples.put(new Failure.OutOfRange("collected"), "collected");
    examples.put(new Failure.ClockSkew("2 s ahead"), "2 s ahead");
    examples.put(new Failure.Corrupted(SHARD, "bad checksum"), "shard s7: bad checksum");
    examples.put(new Failure.Internal("bug"), "bug");
    examples.put(
        new Failure.Conflicted(
            new TxnConflict(TxnConflict.Cause.WRITE_CHANGED, "t1", new byte[] {'k'}, 0, "retry")),
        "transaction t1 wrote on key k after this one's snapshot; retry");
    examples.put(
        new Failure.MustRestart(
            new TxnConflict(TxnConflict.Cause.DEADLOCK, "", new byte[] {0}, 7, "")),
        "deadlock with another transaction on key 0x00, after waiting 7 ms");
    examples.put(
        new Failure.LockNotAvailable(
            new TxnConflict(TxnConflict.Cause.LOCK_NOT_AVAILABLE, "t1", new byte[0], 0, "wait")),
        "transaction t1 holds the lock; wait");
    examples.put(new Failure.TxnEnded(Failure.EndCause.IDLE, "idle for 60 s"), "idle for 60 s");
    examples.put(new Failure.TxnTooLarge("256 MiB written"), "256 MiB written");
    return examples;
  }

  @Test
  void theExamplesCoverEveryKind() {
    Set<Class<?>> covered =
        examples().keySet().stream().map(Object::getClass).collect(Collectors.toSet());
    assertThat(covered).isEqualTo(kinds(Failure.class).collect(Collectors.toSet()));
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(FailureTest::kinds)
        : Stream.of(type);
  }

  @Test
  void everyKindSaysWhatHappened() {
    examples()
        .forEach((failure, message) -> {
          assertThat(failure.message()).isEqualTo(message);
          assertThat(new HalcyonException(failure))
              .hasMessage(message)
              .returns(failure, HalcyonException::failure);
        });
  }

  @Test
  void onlyWhatAppliedNothingAndMaySucceedLaterIsSafeToRetry() {
    Set<Class<?>> safe =
        examples().keySet().stream()
            .filter(Failure::safeToRetry)
            .map(Object::getClass)
            .collect(Collectors.toSet());
    assertThat(safe)
        .containsExactlyInAnyOrder(
            Failure.NotLeader.class,
            Failure.NotOwner.class,
            Failure.Unavailable.class,
            Failure.Blocked.class,
            Failure.Overloaded.class);
  }
}
