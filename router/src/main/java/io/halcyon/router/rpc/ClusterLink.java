package io.halcyon.router.rpc;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.router.admin.NodeAdmin;
import io.halcyon.router.dispatch.Backoff;
import io.halcyon.router.dispatch.RetryConfig;
import io.halcyon.router.shardmap.ClusterView;
import io.halcyon.router.shardmap.ShardMap;
import io.halcyon.router.watch.ShardStreams;
import io.halcyon.rpc.EventLoops;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The router's side channels to the cluster: keeps the view fed, and gives watches and
/// administration their way to the nodes. Thread-safe.
public final class ClusterLink implements AutoCloseable {
  private final List<String> contacts;
  private final NodeChannels channels;
  private final ClusterFeed feed;

  private ClusterLink(List<String> contacts, NodeChannels channels, ClusterFeed feed) {
    this.contacts = contacts;
    this.channels = channels;
    this.feed = feed;
  }

  /// Begins to feed the view.
  public static ClusterLink start(
      List<String> contacts,
      ClusterView view,
      EventLoops loops,
      RetryConfig retry,
      PhysicalClock clock) {
    NodeChannels channels = new NodeChannels(loops);
    ClusterFeed feed =
        new ClusterFeed(contacts, channels, view, loops.next(), new Backoff(retry), clock);
    ClusterLink link = new ClusterLink(List.copyOf(contacts), channels, feed);
    view.onChange(link::follow);
    feed.start();
    return link;
  }

  private void follow(ShardMap map) {
    Set<String> wanted = new HashSet<>(contacts);
    wanted.addAll(map.addresses().values());
    channels.retain(wanted);
  }

  public ShardStreams shardStreams() {
    return new GrpcShardStreams(channels);
  }

  public NodeAdmin.Directory nodeAdmin() {
    return address -> new GrpcNodeAdmin(channels, address);
  }

  @Override
  public void close() {
    feed.close();
    channels.close();
  }
}
