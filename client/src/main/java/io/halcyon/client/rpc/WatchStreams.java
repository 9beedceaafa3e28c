package io.halcyon.client.rpc;

import io.grpc.ManagedChannel;
import io.halcyon.proto.v1.KvGrpc;
import io.halcyon.proto.v1.WatchRequest;

/// Opens watch streams. Thread-safe.
public final class WatchStreams {
  private final RouterChannels channels;

  public WatchStreams(RouterChannels channels) {
    this.channels = channels;
  }

  public int routers() {
    return channels.count();
  }

  /// Opens a stream to a router; returns at once.
  public WatchStream open(int router, WatchRequest request) {
    WatchStream stream = new WatchStream();
    ManagedChannel channel = channels.channel(router);
    channel.resetConnectBackoff(); // the pause between attempts is the watch's
    KvGrpc.newStub(channel).watch(request, stream.observer());
    return stream;
  }
}
