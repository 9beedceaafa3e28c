package io.halcyon.router.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.router.kv.UserKeys;
import io.halcyon.router.watch.WatchSink;
import io.halcyon.rpc.Failures;

/// Writes a watch's messages to the client's call, with the user's keys.
record ObserverSink(ServerCallStreamObserver<WatchResponse> call) implements WatchSink {
  @Override
  public boolean ready() {
    return call.isReady();
  }

  @Override
  public void send(WatchResponse message) {
    call.onNext(UserKeys.user(message));
  }

  @Override
  public void end(Failure failure) {
    call.onError(Failures.exception(failure));
  }
}
