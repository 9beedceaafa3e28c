package io.halcyon.router.rpc;

import io.grpc.ManagedChannel;
import io.halcyon.rpc.Channels;
import io.halcyon.rpc.EventLoops;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The channels for what does not go through the batching streams: the cluster's state, watches,
/// administration. One for each address in use; bounded by the nodes that exist. Thread-safe.
final class NodeChannels implements AutoCloseable {
  private final EventLoops loops;
  private final ConcurrentMap<String, ManagedChannel> byAddress = new ConcurrentHashMap<>();

  NodeChannels(EventLoops loops) {
    this.loops = loops;
  }

  /// Returns the channel to an address; connects at its first call.
  ///
  /// @throws IllegalArgumentException if the address is malformed
  ManagedChannel to(String address) {
    return byAddress.computeIfAbsent(address, wanted -> Channels.open(wanted, loops));
  }

  /// Closes the channels to all other addresses once their calls have ended.
  void retain(Collection<String> addresses) {
    byAddress.forEach((address, channel) -> {
      if (!addresses.contains(address) && byAddress.remove(address, channel)) {
        channel.shutdown();
      }
    });
  }

  @Override
  public void close() {
    byAddress.values().forEach(ManagedChannel::shutdownNow);
    byAddress.clear();
  }
}
