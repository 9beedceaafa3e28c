package io.halcyon.router.shardmap;

import io.halcyon.proto.v1.ClusterState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The router's cached copy of the cluster's state. A state replaces another only if its version is
/// greater, so it does not matter which node it came from or in which order.
///
/// Reads are one volatile load. Updates are rare and serialized by this object's lock.
public final class ClusterView {
  private static final Logger log = LoggerFactory.getLogger(ClusterView.class);

  private final List<Consumer<ShardMap>> listeners = new CopyOnWriteArrayList<>();
  private volatile ShardMap current = ShardMap.EMPTY;
  private volatile Runnable refresher = () -> {};

  /// Returns the newest version received; an empty one before the first.
  public ShardMap current() {
    return current;
  }

  /// Returns whether the router can route: it has a ring.
  public boolean ready() {
    return current.hasRing();
  }

  /// Offers a state that a node sent.
  ///
  /// @return whether it replaced the current one
  public boolean accept(ClusterState state) {
    ShardMap next;
    synchronized (this) {
      ShardMap before = current;
      if (state.getVersion() <= before.version() || foreign(state, before)) {
        return false;
      }
      try {
        next = ShardMap.of(state, before);
      } catch (IllegalArgumentException malformed) {
        log.atWarn()
            .addKeyValue("version", state.getVersion())
            .addKeyValue("problem", malformed.getMessage())
            .log("cluster state refused");
        return false;
      }
      current = next;
    }
    if (log.isInfoEnabled()) {
      log.atInfo()
          .addKeyValue("version", next.version())
          .addKeyValue("epoch", next.epoch())
          .addKeyValue("shards", next.ringShards().size())
          .log("cluster state replaced");
    }
    listeners.forEach(listener -> listener.accept(next));
    return true;
  }

  /// Registers for every later replacement; called on the thread that delivered the state.
  public void onChange(Consumer<ShardMap> listener) {
    listeners.add(listener);
  }

  /// Sets how a fresher state can be asked for; {@link #refresh} calls it.
  public void refreshWith(Runnable action) {
    refresher = action;
  }

  /// Says that a node knew a newer ring than this view: the feed may be stuck. Cheap; the feed
  /// limits how often it acts.
  public void refresh() {
    refresher.run();
  }

  // A contact that was reinstalled into another cluster must not take this router with it.
  private static boolean foreign(ClusterState state, ShardMap before) {
    String ours = before.state().getClusterId();
    if (ours.isEmpty() || ours.equals(state.getClusterId())) {
      return false;
    }
    log.atWarn()
        .addKeyValue("cluster", ours)
        .addKeyValue("offered", state.getClusterId())
        .log("state of another cluster refused");
    return true;
  }
}
