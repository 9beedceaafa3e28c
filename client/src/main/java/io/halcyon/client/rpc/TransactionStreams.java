package io.halcyon.client.rpc;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.TransactionsGrpc;
import io.halcyon.proto.v1.TxnStatusRequest;
import io.halcyon.proto.v1.TxnStatusResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Opens sessions of transactions, and asks for the status of requests. Thread-safe.
public final class TransactionStreams {
  private final RouterChannels channels;

  public TransactionStreams(RouterChannels channels) {
    this.channels = channels;
  }

  public int routers() {
    return channels.count();
  }

  /// Opens a stream to a router; returns at once.
  public TransactionStream open(int router) {
    TransactionStream stream = new TransactionStream();
    TransactionsGrpc.newStub(ready(router)).session(stream.observer());
    return stream;
  }

  /// Asks a router what became of a request; the future fails with a {@link HalcyonException}.
  public CompletableFuture<TxnStatusResponse> status(
      int router, TxnStatusRequest request, long timeoutMillis) {
    CompletableFuture<TxnStatusResponse> future = new CompletableFuture<>();
    TransactionsGrpc.newStub(ready(router))
        .withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS)
        .status(
            request,
            new StreamObserver<>() {
              @Override
              public void onNext(TxnStatusResponse response) {
                future.complete(response);
              }

              @Override
              public void onError(Throwable thrown) {
                future.completeExceptionally(
                    new HalcyonException(TransactionStream.failure(thrown), thrown));
              }

              @Override
              public void onCompleted() {
                future.completeExceptionally(new HalcyonException(TransactionStream.ENDED));
              }
            });
    return future;
  }

  private ManagedChannel ready(int router) {
    ManagedChannel channel = channels.channel(router);
    channel.resetConnectBackoff(); // the pause between attempts is the caller's
    return channel;
  }
}
