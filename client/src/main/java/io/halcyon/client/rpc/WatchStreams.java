package io.halcyon.client.rpc;

import io.grpc.ManagedChannel;
import io.halcyon.proto.v1.KvGrpc;
import io.halcyon.proto.v1.WatchRequest;
import io.halcyon.rpc.Channels;
import io.halcyon.rpc.EventLoops;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Opens watch streams, one channel per router, made when first needed. Thread-safe.
public final class WatchStreams implements AutoCloseable {
  private final List<String> addresses;
  private final EventLoops loops;
  private final AtomicReferenceArray<ManagedChannel> channels;

  public WatchStreams(List<String> addresses, EventLoops loops) {
    this.addresses = List.copyOf(addresses);
    this.loops = loops;
    this.channels = new AtomicReferenceArray<>(addresses.size());
  }

  public int routers() {
    return addresses.size();
  }

  /// Opens a stream to a router; returns at once.
  public WatchStream open(int router, WatchRequest request) {
    WatchStream stream = new WatchStream();
    ManagedChannel channel = channel(router);
    channel.resetConnectBackoff(); // the pause between attempts is the watch's
    KvGrpc.newStub(channel).watch(request, stream.observer());
    return stream;
  }

  private ManagedChannel channel(int router) {
    ManagedChannel known = channels.get(router);
    if (known != null) {
      return known;
    }
    ManagedChannel made = Channels.open(addresses.get(router), loops);
    if (channels.compareAndSet(router, null, made)) {
      return made;
    }
    made.shutdownNow();
    return channels.get(router);
  }

  @Override
  public void close() {
    for (int i = 0; i < channels.length(); i++) {
      ManagedChannel channel = channels.get(i);
      if (channel != null) {
        channel.shutdownNow();
      }
    }
  }
}
