package io.halcyon.core.ring;

import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.ShardId;
import java.util.ArrayList;
import java.util.Arrays;
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

  /// Returns the ring in which `added` has taken its share evenly from all others, epoch one
  /// higher.
  ///
  /// Moves whole vnodes, and no more of them than the newcomer's fair share, so about 1/(n+1) of
  /// the data when weights are equal.
  public Ring withShard(ShardId added, double weight) {
    Map<Integer, Integer> counts = counts();
    if (counts.containsKey(added.value())) {
      throw new IllegalArgumentException("shard " + added + " is on the ring already");
    }
    int share = Math.max(1, (int) Math.round(tokens.length * weight / (counts.size() + weight)));
    share = Math.min(share, tokens.length - counts.size());
    int[] moved = shards.clone();
    // Take the next vnode from whoever has most left, spread over the ring by walking on.
    int position = 0;
    for (int taken = 0; taken < share; taken++) {
      int donor = largest(counts);
      while (moved[position % moved.length] != donor) {
        position++;
      }
      moved[position % moved.length] = added.value();
      counts.merge(donor, -1, Integer::sum);
      position += Math.max(1, moved.length / Math.max(1, share));
    }
    return new Ring(new Epoch(epoch.value() + 1), tokens, moved);
  }

  /// Returns the ring in which the vnodes of `removed` have gone evenly to the others.
  public Ring withoutShard(ShardId removed) {
    Map<Integer, Integer> counts = counts();
    if (counts.remove(removed.value()) == null || counts.isEmpty()) {
      throw new IllegalArgumentException("shard " + removed + " cannot leave the ring");
    }
    int[] moved = shards.clone();
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] == removed.value()) {
        int receiver = smallest(counts);
        moved[i] = receiver;
        counts.merge(receiver, 1, Integer::sum);
      }
    }
    return new Ring(new Epoch(epoch.value() + 1), tokens, moved);
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

  private static int largest(Map<Integer, Integer> counts) {
    return counts.entrySet().stream()
        .max(Map.Entry.<Integer, Integer>comparingByValue())
        .orElseThrow()
        .getKey();
  }

  private static int smallest(Map<Integer, Integer> counts) {
    return counts.entrySet().stream()
        .min(Map.Entry.<Integer, Integer>comparingByValue())
        .orElseThrow()
        .getKey();
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
