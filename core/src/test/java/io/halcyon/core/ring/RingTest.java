package io.halcyon.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.testing.SeededTest;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Design section 3: vnodes by capacity, about 1/(n+1) of the data moves and only to the newcomer.
class RingTest {
  private static final double WHOLE = Math.pow(2, 64);

  private static Ring equal(int shards, int vnodes) {
    SortedMap<ShardId, Integer> counts = new TreeMap<>();
    for (int i = 1; i <= shards; i++) {
      counts.put(new ShardId(i), vnodes);
    }
    return Ring.initial(counts);
  }

  private static int unevenness(Ring ring) {
    Collection<Integer> counts = ring.counts().values();
    return Collections.max(counts) - Collections.min(counts);
  }

  /// Returns how much of the token space each shard owns, from 0 to 1.
  private static Map<ShardId, Double> shares(Ring ring) {
    Map<ShardId, Double> shares = new TreeMap<>();
    for (int i = 0; i < ring.size(); i++) {
      long next = ring.token((i + 1) % ring.size());
      shares.merge(ring.shard(i), unsigned(next - ring.token(i)) / WHOLE, Double::sum);
    }
    return shares;
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : value + WHOLE;
  }

  /// Finds the owner by the definition, without search.
  private static ShardId linearOwner(Ring ring, long token) {
    ShardId owner = ring.shard(ring.size() - 1);
    for (int i = 0; i < ring.size(); i++) {
      if (Long.compareUnsigned(ring.token(i), token) <= 0) {
        owner = ring.shard(i);
      }
    }
    return owner;
  }

  private static Ring random(RandomGenerator random) {
    long[] tokens = random.longs(random.nextInt(1, 40)).distinct().toArray();
    long[] sorted =
        Arrays.stream(tokens).boxed().sorted(Long::compareUnsigned).mapToLong(t -> t).toArray();
    int[] shards = random.ints(sorted.length, 1, 6).toArray();
    return Ring.of(new Epoch(3), sorted, shards);
  }

  @SeededTest(runs = 100)
  void theFirstRingGivesEachShardItsShareAndSpreadsIt(RandomGenerator random) {
    SortedMap<ShardId, Integer> vnodes = new TreeMap<>();
    for (int i = random.nextInt(1, 10); i > 0; i--) {
      vnodes.put(new ShardId(i), Ring.vnodesFor(random.nextInt(1, 5) / 2.0));
    }

    Ring ring = Ring.initial(vnodes);

    int total = vnodes.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(ring.size()).isEqualTo(total);
    assertThat(ring.epoch()).isEqualTo(new Epoch(1));
    shares(ring)
        .forEach((shard, share) ->
            assertThat(share)
                .isCloseTo((double) vnodes.getOrDefault(shard, 0) / total, within(1.0 / total)));
  }

  @Test
  void neighboursOnTheFirstRingBelongToDifferentShards() {
    Ring ring = equal(3, 128);
    for (int i = 0; i < ring.size(); i++) {
      assertThat(ring.shard(i)).isNotEqualTo(ring.shard((i + 1) % ring.size()));
    }
    assertThat(unevenness(ring)).isZero();
  }

  @SeededTest(runs = 200)
  void theOwnerIsTheLastEntryAtOrBelowTheToken(RandomGenerator random) {
    Ring ring = random(random);
    for (int i = 0; i < 50; i++) {
      long token =
          random.nextBoolean()
              ? random.nextLong()
              : ring.token(random.nextInt(ring.size())) + random.nextInt(-1, 2);
      assertThat(ring.ownerOf(token)).isEqualTo(linearOwner(ring, token));
      assertThat(ring.ownerIdOf(token)).isEqualTo(ring.ownerOf(token).value());
    }
  }

  @Test
  void tokensBelowTheFirstEntryBelongToTheLast() {
    Ring ring = Ring.of(new Epoch(1), new long[] {10, -5}, new int[] {1, 2});
    assertThat(ring.ownerOf(9)).isEqualTo(new ShardId(2));
    assertThat(ring.ownerOf(10)).isEqualTo(new ShardId(1));
    assertThat(ring.ownerOf(-6)).isEqualTo(new ShardId(1));
    assertThat(ring.ownerOf(-5)).isEqualTo(new ShardId(2));
    assertThat(ring.ownerOf(-1)).isEqualTo(new ShardId(2));
  }

  @Test
  void aNewcomerTakesItsShareEvenlyAndNothingElseMoves() {
    Ring ring = equal(1, 128);
    for (int added = 2; added <= 60; added++) {
      var newcomer = new ShardId(added);
      Ring grown = ring.withShard(newcomer, 1);

      assertThat(grown.epoch().value()).isEqualTo(ring.epoch().value() + 1);
      assertThat(shares(grown).getOrDefault(newcomer, 0.0))
          .isCloseTo(1.0 / added, within(0.07 / added));
      assertThat(unevenness(grown)).isLessThanOrEqualTo(1);
      for (int i = 0; i < grown.size(); i++) {
        if (!grown.shard(i).equals(newcomer)) {
          assertThat(grown.shard(i)).isEqualTo(ring.ownerOf(grown.token(i)));
        }
      }
      ring = grown;
    }
  }

  @Test
  void aNewcomerTakesWhatExceedsTheSharesOfShardsOfDifferentWeight() {
    SortedMap<ShardId, Integer> vnodes = new TreeMap<>();
    vnodes.put(new ShardId(1), Ring.vnodesFor(2));
    vnodes.put(new ShardId(2), Ring.vnodesFor(1));
    Map<ShardId, Double> weights =
        Map.of(new ShardId(1), 2.0, new ShardId(2), 1.0, new ShardId(3), 1.0);

    Ring grown = Ring.initial(vnodes).withShard(new ShardId(3), weights);

    assertThat(grown.counts()).isEqualTo(Map.of(1, 192, 2, 96, 3, 96));
    Ring shrunk =
        grown.withoutShard(new ShardId(3), Map.of(new ShardId(1), 2.0, new ShardId(2), 1.0));
    assertThat(shrunk.counts()).isEqualTo(Map.of(1, 256, 2, 128));
  }

  @SeededTest(runs = 200)
  void aNewcomerAlwaysGetsSomeAndNobodyLosesAll(RandomGenerator random) {
    Ring ring = random(random);
    var newcomer = new ShardId(9);

    Ring grown = ring.withShard(newcomer, random.nextDouble(0.01, 8));

    assertThat(grown.shards()).containsAll(ring.shards()).contains(newcomer);
    for (int i = 0; i < 100; i++) {
      long token = random.nextLong();
      assertThat(grown.ownerOf(token)).isIn(newcomer, ring.ownerOf(token));
    }
  }

  @Test
  void theVnodesOfALeaverGoEvenlyToTheOthersAndNothingElseMoves() {
    Ring ring = equal(5, 128);
    var leaver = new ShardId(3);

    Ring shrunk = ring.withoutShard(leaver);

    assertThat(shrunk.epoch()).isEqualTo(new Epoch(2));
    assertThat(shrunk.counts()).isEqualTo(Map.of(1, 160, 2, 160, 4, 160, 5, 160));
    for (int i = 0; i < ring.size(); i++) {
      assertThat(shrunk.token(i)).isEqualTo(ring.token(i));
      if (!ring.shard(i).equals(leaver)) {
        assertThat(shrunk.shard(i)).isEqualTo(ring.shard(i));
      }
    }
  }

  @Test
  void impossibleRingsAreRefused() {
    Ring ring = equal(2, 4);
    assertThatThrownBy(() -> ring.withShard(new ShardId(1), 1)).hasMessageContaining("already");
    assertThatThrownBy(() -> ring.withShard(new ShardId(3), 0)).hasMessageContaining("weight");
    assertThatThrownBy(() -> ring.withoutShard(new ShardId(3)))
        .hasMessageContaining("cannot leave");
    assertThatThrownBy(() -> equal(1, 4).withoutShard(new ShardId(1)))
        .hasMessageContaining("cannot leave");
    assertThatThrownBy(() -> equal(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Ring.of(new Epoch(1), new long[] {}, new int[] {}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Ring.of(new Epoch(1), new long[] {-1, 1}, new int[] {1, 1}))
        .hasMessageContaining("ascend");
    assertThatThrownBy(
            () -> Ring.of(new Epoch(1), new long[] {1}, new int[] {ShardId.SYSTEM.value()}))
        .hasMessageContaining("cannot be on the ring");
  }

  @Test
  void ringsWithEqualEntriesAndEpochAreEqual() {
    assertThat(equal(3, 8)).isEqualTo(equal(3, 8)).hasSameHashCodeAs(equal(3, 8));
    assertThat(equal(3, 8)).isNotEqualTo(equal(3, 8).withoutShard(new ShardId(3)));
    assertThat(equal(1, 1)).hasToString("Ring[epoch=1, vnodes={1=1}]");
  }
}
