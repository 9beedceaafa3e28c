package io.halcyon.router.rpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.halcyon.core.failure.Failure;
import io.halcyon.proto.internal.v1.ShardsGrpc;
import io.halcyon.proto.internal.v1.WatchShardRequest;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.router.watch.ShardStream;
import io.halcyon.router.watch.ShardStreams;
import io.halcyon.rpc.Failures;
import org.jspecify.annotations.Nullable;

/// Opens `WatchShard` calls; the receiver's requests are gRPC's flow control. Thread-safe.
final class GrpcShardStreams implements ShardStreams {
  private final NodeChannels channels;

  GrpcShardStreams(NodeChannels channels) {
    this.channels = channels;
  }

  @Override
  public ShardStream open(String address, WatchShardRequest request, Listener listener) {
    ClientCall<WatchShardRequest, WatchResponse> call;
    try {
      call = channels.to(address).newCall(ShardsGrpc.getWatchShardMethod(), CallOptions.DEFAULT);
    } catch (IllegalArgumentException malformed) {
      listener.ended(new Failure.Unavailable("malformed address " + address));
      return new Call(null);
    }
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(WatchResponse message) {
            listener.message(message);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            listener.ended(
                status.isOk()
                    ? new Failure.Unavailable("the shard ended the watch")
                    : Failures.fromStatus(status, trailers));
          }
        },
        new Metadata());
    call.sendMessage(request);
    call.halfClose();
    return new Call(call);
  }

  private record Call(@Nullable ClientCall<WatchShardRequest, WatchResponse> call)
      implements ShardStream {
    @Override
    public void request(int count) {
      if (call != null) {
        call.request(count);
      }
    }

    @Override
    public void cancel() {
      if (call != null) {
        call.cancel("watch moved on", null);
      }
    }
  }
}
