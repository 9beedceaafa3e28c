package io.halcyon.node;

import io.halcyon.core.id.NodeId;
import io.halcyon.node.membership.ClusterView;
import io.halcyon.node.membership.Peers;
import io.halcyon.proto.v1.NodeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps the node's view of the cluster fresh by following another node's: the next one whenever a
/// stream breaks. A node with a replica of the system shard hears of changes from that as well; the
/// newer version wins.
///
/// Thread-safe.
final class ViewFeed implements AutoCloseable {
  private static final long RETRY_MILLIS = 500;

  private final NodeId self;
  private final ClusterView view;
  private final Peers peers;
  private final List<String> contacts;
  private final ScheduledExecutorService timer;
  // Guarded by this object's lock.
  private int next;
  private boolean closed;
  private @Nullable Runnable stop;

  ViewFeed(
      NodeId self,
      ClusterView view,
      Peers peers,
      List<String> contacts,
      ScheduledExecutorService timer) {
    this.self = self;
    this.view = view;
    this.peers = peers;
    this.contacts = contacts;
    this.timer = timer;
  }

  synchronized void start() {
    List<String> sources = sources();
    if (closed || sources.isEmpty()) {
      return;
    }
    String source = sources.get(Math.floorMod(next++, sources.size()));
    stop = peers.watchCluster(source, view::offer, this::startLater);
  }

  private void startLater() {
    var _ = timer.schedule(this::start, RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private List<String> sources() {
    List<String> others = new ArrayList<>();
    String own = view.node(self).map(NodeRecord::getRpcAddress).orElse("");
    view.current().getNodesList().stream()
        .map(NodeRecord::getRpcAddress)
        .filter(address -> !address.equals(own))
        .forEach(others::add);
    if (others.isEmpty()) {
      contacts.stream().filter(address -> !address.equals(own)).forEach(others::add);
    }
    return others;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (stop != null) {
      stop.run();
    }
  }
}
