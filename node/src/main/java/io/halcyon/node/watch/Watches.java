package io.halcyon.node.watch;

import io.halcyon.core.id.ShardId;
import io.halcyon.node.floor.FloorKeeper;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.replica.Serving;
import io.halcyon.raftstorage.entry.EntryReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/// The watches of a node's shards: hands applied entries to those that care, and drives them when
/// the floor lets changes be shown.
///
/// Thread-safe.
public final class Watches {
  private static final int WATCHES_PER_SHARD_MAX = 1_000;

  private final Executor background;
  private final Map<ShardId, List<ShardWatch>> byShard = new ConcurrentHashMap<>();

  public Watches(Executor background) {
    this.background = background;
  }

  /// Begins a watch at the shard's leader.
  ///
  /// @param afterTimestamp only later changes; 0 for those after now
  /// @return ends the watch
  public Runnable watch(
      Replica replica,
      Serving.Lease lease,
      FloorKeeper floor,
      ShardWatch.Range range,
      long afterTimestamp,
      WatchSink sink) {
    List<ShardWatch> watches =
        byShard.computeIfAbsent(replica.shard(), _ -> new CopyOnWriteArrayList<>());
    if (watches.size() >= WATCHES_PER_SHARD_MAX) {
      sink.fail(
          new io.halcyon.core.failure.Failure.Overloaded(
              "shard " + replica.shard() + " has too many watches",
              java.time.Duration.ofSeconds(1)));
      return () -> {};
    }
    ShardWatch watch = new ShardWatch(replica, lease, floor, range, sink, background);
    watches.add(watch);
    watch.begin(afterTimestamp);
    return () -> {
      watch.end();
      watches.remove(watch);
    };
  }

  /// Takes in an applied entry; called on the shard's apply thread.
  public void applied(ShardId shard, EntryReader entry) {
    List<ShardWatch> watches = byShard.get(shard);
    if (watches != null && !watches.isEmpty()) {
      watches.forEach(watch -> watch.applied(entry));
    }
  }

  /// Drives every watch, so that it reports progress when nothing changes; called periodically.
  public void tick() {
    byShard.values().forEach(watches -> watches.forEach(ShardWatch::drive));
  }
}
