package io.halcyon.node.replica;

import static io.halcyon.node.testing.Requests.exists;
import static io.halcyon.node.testing.Requests.get;
import static io.halcyon.node.testing.Requests.key;
import static io.halcyon.node.testing.Requests.multiGet;
import static io.halcyon.node.testing.Requests.operation;
import static io.halcyon.node.testing.Requests.put;
import static io.halcyon.node.testing.Requests.scan;
import static io.halcyon.node.testing.Requests.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.node.testing.Answer;
import io.halcyon.node.testing.Requests;
import io.halcyon.node.testing.TestShard;
import io.halcyon.proto.v1.RingRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rule R1: a shard serves only what its own replicated record says it owns.
class OwnershipR1Test {
  private static final ShardId OTHER = new ShardId(2);
  private static final RingRecord SHARED = TestShard.ring(TestShard.SHARD, OTHER);

  @TempDir Path directory;

  private static String keyOf(ShardId shard) {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> "key" + i)
        .filter(name -> Rings.parse(SHARED).ownerOf(StoredKey.token(key(name))).equals(shard))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aShardWithoutRecordOwnsNothing() throws IOException {
    try (TestShard shard = new TestShard(directory, 1)) {
      shard.lead(1);
      Failure notOwner = new Failure.NotOwner(TestShard.SHARD, new Epoch(0));
      assertThat(shard.read(1, get("a")).failure()).isEqualTo(notOwner);
      assertThat(shard.read(1, scan(0)).failure()).isEqualTo(notOwner);
      assertThat(shard.write(1, put("a", "1")).failure()).isEqualTo(notOwner);
    }
  }

  @Test
  void aShardRefusesKeysOfOthersAndNamesItsEpoch() throws IOException {
    try (TestShard shard = new TestShard(directory, 3)) {
      shard.lead(1);
      shard.own(1, SHARED);
      String own = keyOf(TestShard.SHARD);
      String foreign = keyOf(OTHER);
      Failure notOwner = new Failure.NotOwner(TestShard.SHARD, new Epoch(1));
      assertThat(shard.write(1, put(own, "1")).timestamp()).isPositive();
      assertThat(shard.read(1, get(own)).value()).isEqualTo("1");
      assertThat(shard.write(1, put(foreign, "1")).failure()).isEqualTo(notOwner);
      assertThat(shard.read(1, get(foreign)).failure()).isEqualTo(notOwner);
      assertThat(shard.read(1, multiGet(0, own, foreign)).failure()).isEqualTo(notOwner);
      assertThat(shard.write(1, Requests.batch(write(own, "2"), write(foreign, "2"))).failure())
          .isEqualTo(notOwner);
      Answer conditional =
          shard.write(
              1,
              Requests.conditional(
                  Requests.id(),
                  List.of(exists(foreign, false)),
                  List.of(operation(write(own, "3"))),
                  List.of()));
      assertThat(conditional.failure()).isEqualTo(notOwner);
      assertThat(shard.read(1, get(own)).value()).isEqualTo("1");
      assertThat(shard.replica(1).ownedEpoch()).isEqualTo(1);
    }
  }

  @Test
  void theRecordIsReplicatedAndSurvivesRestarts() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      shard.write(1, put("a", "1"));
      assertThat(shard.replica(2).ownedEpoch()).isEqualTo(1);
      shard.node(3).close();
      shard.node(3).open();
      assertThat(shard.replica(3).ownedEpoch()).isEqualTo(1);
      shard.settle();
      shard.lead(3);
      assertThat(shard.read(3, get("a")).value()).isEqualTo("1");
    }
  }

  @Test
  void aReadThatWaitedChecksTheOwnershipAgain() throws IOException {
    try (TestShard shard = TestShard.led(directory, 3)) {
      String moved = keyOf(OTHER);
      shard.submit(1, put(moved, "1"));
      shard.evaluate();
      Answer read = shard.begin(1, get(moved));
      var installed = shard.replica(1).own().putOwnership(SHARED);
      shard.settle();
      assertThat(installed).isCompletedWithValue(true);
      assertThat(read.failure()).isInstanceOf(Failure.NotOwner.class);
    }
  }

  @Test
  void aScanLeavesOutWhatIsNotOwned() throws IOException {
    try (TestShard shard = TestShard.led(directory, 1)) {
      String own = keyOf(TestShard.SHARD);
      shard.write(1, put(own, "1"));
      shard.write(1, put(keyOf(OTHER), "1"));
      assertThat(shard.read(1, scan(0)).result().getShardScan().getItemsList()).hasSize(2);
      shard.own(1, SHARED);
      assertThat(shard.read(1, scan(0)).result().getShardScan().getItemsList())
          .singleElement()
          .satisfies(item -> assertThat(item.getKey()).isEqualTo(Requests.stored(own)));
    }
  }

  @Test
  void keysOutsideTheKeyspaceOrTheLimitsAreInvalid() {
    Ownership data =
        Ownership.parse(TestShard.SHARD, TestShard.ring(TestShard.SHARD).toByteArray());
    Ownership system = Ownership.none(ShardId.SYSTEM);
    assertThat(data.check(key("a"))).isNull();
    assertThat(data.owns(key("a"))).isTrue();
    assertThat(data.check(new byte[0])).isInstanceOf(Failure.Invalid.class);
    assertThat(data.check(new byte[] {StoredKey.KV})).isInstanceOf(Failure.Invalid.class);
    assertThat(data.check(StoredKey.system(new byte[] {1}))).isInstanceOf(Failure.Invalid.class);
    assertThat(data.check(new byte[] {9, 9})).isInstanceOf(Failure.Invalid.class);
    assertThat(data.check(StoredKey.kv(new byte[StoredKey.KEY_BYTES_MAX]))).isNull();
    assertThat(data.check(StoredKey.kv(new byte[StoredKey.KEY_BYTES_MAX + 1])))
        .isInstanceOf(Failure.Invalid.class);
    assertThat(system.check(StoredKey.system(new byte[] {1}))).isNull();
    assertThat(system.check(key("a"))).isInstanceOf(Failure.NotOwner.class);
  }

  @Test
  void anUnreadableRecordIsABrokenInvariant() {
    assertThatThrownBy(() -> Ownership.parse(TestShard.SHARD, new byte[] {-1, -1, -1}))
        .isInstanceOf(InvariantViolation.class);
    byte[] empty = RingRecord.getDefaultInstance().toByteArray();
    assertThatThrownBy(() -> Ownership.parse(TestShard.SHARD, empty))
        .isInstanceOf(InvariantViolation.class);
  }
}
