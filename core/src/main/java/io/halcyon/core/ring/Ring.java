package io.halcyon.core.ring;

import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.ShardId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The explicit sorted list (token → shard), with its version. Entry `i` is one virtual node and
/// owns the tokens from its own up to the next entry's, exclusive; the last one wraps around to the
/// first.
///
/// Immutable and thread-safe. Source of the idea: Karger et al. 1997 (consistent hashing), virtual
/// nodes as in Dynamo (2007) section 6.2, strategy 3 (equal-sized partitions), which needs no
/// random tokens for balance.
public final class Ring {
  /// A newcomer's share is at least this many vnodes, so that rounding them costs little balance.
  private static final int SHARE_VNODES_MIN = 8;

  private static final int VNODES_MAX = 1 << 16;

  private final Epoch epoch;
  private final long[] tokens;
  private final int[] shards;

  private Ring(Epoch epoch, long[] tokens, int[] shards) {
    this.epoch = epoch;
    this.tokens = tokens;
    this.shards = shards;
  }

  /// Builds a ring from its entries.
  ///
  /// @param tokens strictly ascending as unsigned numbers, not empty
  /// @param shards the owner of each entry
  public static Ring of(Epoch epoch, long[] tokens, int[] shards) {
    if (tokens.length == 0 || tokens.length != shards.length) {
      throw new IllegalArgumentException(
          "ring needs as many tokens as shards, and at least one: "
              + tokens.length
              + " and "
              + shards.length);
    }
    for (int i = 1; i < tokens.length; i++) {
      if (Long.compareUnsigned(tokens[i - 1], tokens[i]) >= 0) {
        throw new IllegalArgumentException("ring tokens must ascend, entry " + i);
      }
    }
    for (int shard : shards) {
      if (shard <= 0) {
        throw new IllegalArgumentException("shard " + shard + " cannot be on the ring");
      }
    }
    return new Ring(epoch, tokens.clone(), shards.clone());
  }

  /// Builds the first ring: equal token ranges, dealt out so that each shard's share is its weight
  /// and neighbours belong to different shards.
  ///
  /// @param vnodes virtual nodes of each shard, at least 1; see {@link #vnodesFor}
  public static Ring initial(SortedMap<ShardId, Integer> vnodes) {
    int total = vnodes.values().stream().mapToInt(Integer::intValue).sum();
    if (total <= 0 || vnodes.values().stream().anyMatch(count -> count <= 0)) {
      throw new IllegalArgumentException("every shard needs at least one vnode: " + vnodes);
    }
    record Turn(double at, ShardId shard) {}
    List<Turn> turns = new ArrayList<>(total);
    vnodes.forEach((shard, count) -> {
      for (int i = 0; i < count; i++) {
        turns.add(new Turn((i + 0.5) / count, shard));
      }
    });
    turns.sort(Comparator.comparingDouble(Turn::at).thenComparing(Turn::shard));
    long step = Long.divideUnsigned(-1L, total);
    long[] tokens = new long[total];
    int[] shards = new int[total];
    for (int i = 0; i < total; i++) {
      tokens[i] = i * step;
      shards[i] = turns.get(i).shard().value();
    }
    return new Ring(new Epoch(1), tokens, shards);
  }

  /// Returns how many virtual nodes a shard of this capacity gets: 128 at weight 1.
  public static int vnodesFor(double weight) {
    return Math.max(1, (int) Math.round(128 * weight));
  }

  /// Returns the shard that owns a token.
  public ShardId ownerOf(long token) {
    return new ShardId(shards[entryOf(token)]);
  }

  /// Returns the raw id of the owning shard; for hot paths.
  public int ownerIdOf(long token) {
    return shards[entryOf(token)];
  }

  /// Returns the index of the entry that owns a token.
  public int entryOf(long token) {
    int low = 0;
    int high = tokens.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(tokens[middle], token) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high < 0 ? tokens.length - 1 : high;
  }

  /// Returns the ring in which `added` has taken its share evenly from all others, which have
  /// weight 1; epoch one higher. See {@link #withShard(ShardId, Map)}.
  public Ring withShard(ShardId added, double weight) {
    Map<ShardId, Double> weights = new TreeMap<>();
    shards().forEach(shard -> weights.put(shard, 1.0));
    weights.put(added, weight);
    return withShard(added, weights);
  }

  /// Returns the ring in which `added` has taken its share from the others, epoch one higher.
  ///
  /// Moves whole vnodes, only to the newcomer, and no more of them than its fair share: about
  /// 1/(n+1) of the data when weights are equal. They come from those who have most in excess of
  /// their own share. If the fair share were only a few vnodes, each vnode is split in two first,
  /// which moves nothing.
  ///
  /// @param weights of all shards on the ring and of `added`, each positive
  public Ring withShard(ShardId added, Map<ShardId, Double> weights) {
    if (counts().containsKey(added.value())) {
      throw new IllegalArgumentException("shard " + added + " is on the ring already");
    }
    double part = weightOf(added, weights) / totalWeight(weights);
    Ring fine = this;
    while (fine.size() * part < SHARE_VNODES_MIN && fine.size() <= VNODES_MAX / 2) {
      fine = fine.halved();
    }
    return fine.give(added, Math.max(1, (int) Math.round(fine.size() * part)), weights);
  }

  private Ring give(ShardId added, int share, Map<ShardId, Double> weights) {
    Map<Integer, Integer> counts = counts();
    int[] moved = shards.clone();
    int stride = Math.max(1, moved.length / share);
    int position = 0;
    for (int taken = 0; taken < share; taken++) {
      int donor = mostInExcess(counts, weights);
      while (moved[position] != donor) {
        position = (position + 1) % moved.length;
      }
      moved[position] = added.value();
      counts.merge(donor, -1, Integer::sum);
      // Walk on by the newcomer's average distance, so that its vnodes spread over the ring.
      position = (position + stride) % moved.length;
    }
    return new Ring(new Epoch(epoch.value() + 1), tokens, moved);
  }

  /// Returns the ring in which the vnodes of `removed` have gone evenly to the others, which have
  /// weight 1; epoch one higher.
  public Ring withoutShard(ShardId removed) {
    Map<ShardId, Double> weights = new TreeMap<>();
    shards().forEach(shard -> weights.put(shard, 1.0));
    weights.remove(removed);
    return withoutShard(removed, weights);
  }

  /// Returns the ring in which the vnodes of `removed` have gone to those who lack most of their
  /// share, epoch one higher. No other vnode moves.
  ///
  /// @param weights of all shards that stay, each positive
  public Ring withoutShard(ShardId removed, Map<ShardId, Double> weights) {
    Map<Integer, Integer> counts = counts();
    if (counts.remove(removed.value()) == null || counts.isEmpty()) {
      throw new IllegalArgumentException("shard " + removed + " cannot leave the ring");
    }
    double total = totalWeight(weights);
    int[] moved = shards.clone();
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] == removed.value()) {
        int receiver = Collections.min(counts.keySet(), byExcess(counts, weights, total));
        moved[i] = receiver;
        counts.merge(receiver, 1, Integer::sum);
      }
    }
    return new Ring(new Epoch(epoch.value() + 1), tokens, moved);
  }

  /// Splits each vnode in two of equal size and the same owner; the ring then says the same.
  private Ring halved() {
    SortedMap<Long, Integer> halves = new TreeMap<>(Long::compareUnsigned);
    for (int i = 0; i < tokens.length; i++) {
      long width = tokens[(i + 1) % tokens.length] - tokens[i];
      // One vnode that is the whole ring has width 2^64, which reads as 0.
      long half = tokens.length == 1 ? Long.MIN_VALUE : width >>> 1;
      halves.put(tokens[i], shards[i]);
      halves.put(tokens[i] + half, shards[i]);
    }
    return new Ring(
        epoch,
        halves.keySet().stream().mapToLong(Long::longValue).toArray(),
        halves.values().stream().mapToInt(Integer::intValue).toArray());
  }

  public Epoch epoch() {
    return epoch;
  }

  public int size() {
    return tokens.length;
  }

  public long token(int entry) {
    return tokens[entry];
  }

  public ShardId shard(int entry) {
    return new ShardId(shards[entry]);
  }

  /// Returns the shards on the ring, ascending.
  public List<ShardId> shards() {
    return Arrays.stream(shards).distinct().sorted().mapToObj(ShardId::new).toList();
  }

  /// Returns how many vnodes each shard (by id) has.
  public Map<Integer, Integer> counts() {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int shard : shards) {
      counts.merge(shard, 1, Integer::sum);
    }
    return counts;
  }

  /// Returns who gives the next vnode; nobody gives its last one.
  private int mostInExcess(Map<Integer, Integer> counts, Map<ShardId, Double> weights) {
    double total = totalWeight(weights);
    return counts.keySet().stream()
        .filter(shard -> counts.getOrDefault(shard, 0) > 1)
        .max(byExcess(counts, weights, total))
        .orElseThrow(() -> new IllegalArgumentException("no shard has a vnode to spare"));
  }

  /// Orders shards by how many vnodes they have beyond their share; the id decides ties.
  private Comparator<Integer> byExcess(
      Map<Integer, Integer> counts, Map<ShardId, Double> weights, double total) {
    return Comparator.<Integer>comparingDouble(shard ->
            counts.getOrDefault(shard, 0) - size() * weightOf(new ShardId(shard), weights) / total)
        .thenComparing(Comparator.reverseOrder());
  }

  private static double weightOf(ShardId shard, Map<ShardId, Double> weights) {
    Double weight = weights.get(shard);
    if (weight == null || !(weight > 0) || weight.isInfinite()) {
      throw new IllegalArgumentException("shard " + shard + " needs a positive weight: " + weight);
    }
    return weight;
  }

  private static double totalWeight(Map<ShardId, Double> weights) {
    return weights.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ring ring
        && epoch.equals(ring.epoch)
        && Arrays.equals(tokens, ring.tokens)
        && Arrays.equals(shards, ring.shards);
  }

  @Override
  public int hashCode() {
    return 31 * epoch.hashCode() + Arrays.hashCode(shards);
  }

  @Override
  public String toString() {
    return "Ring[epoch=" + epoch + ", vnodes=" + counts() + "]";
  }
}
