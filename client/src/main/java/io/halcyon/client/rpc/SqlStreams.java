package io.halcyon.client.rpc;

import io.grpc.ManagedChannel;
import io.halcyon.proto.v1.SqlGrpc;

/// Opens sessions of SQL. Thread-safe.
public final class SqlStreams {
  private final RouterChannels channels;

  public SqlStreams(RouterChannels channels) {
    this.channels = channels;
  }

  public int routers() {
    return channels.count();
  }

  /// Opens a stream to a router; returns at once.
  public SqlStream open(int router) {
    SqlStream stream = new SqlStream();
    ManagedChannel channel = channels.channel(router);
    channel.resetConnectBackoff(); // the pause between attempts is the caller's
    SqlGrpc.newStub(channel).session(stream.observer());
    return stream;
  }
}
