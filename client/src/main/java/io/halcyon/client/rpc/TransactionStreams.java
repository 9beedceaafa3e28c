package io.halcyon.client.rpc;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.proto.v1.TransactionsGrpc;
import io.halcyon.proto.v1.TxnStatusRequest;
import io.halcyon.proto.v1.TxnStatusResponse;
import io.halcyon.rpc.Failures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Opens sessions of transactions, runs programs, and asks for the status of requests. Thread-safe.
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
    Answered<TxnStatusResponse> answered = new Answered<>();
    stub(router, timeoutMillis).status(request, answered);
    return answered.future;
  }

  /// Runs a whole transaction at a router; the future fails with a {@link HalcyonException}.
  public CompletableFuture<OneShotResponse> execute(
      int router, OneShotRequest request, long timeoutMillis) {
    Answered<OneShotResponse> answered = new Answered<>();
    stub(router, timeoutMillis).execute(request, answered);
    return answered.future;
  }

  /// Returns whether it was the router that has told of a failure, rather than the connection to it
  /// that was lost or too slow.
  public static boolean answered(Throwable failed) {
    return failed.getCause() instanceof StatusRuntimeException status
        && status.getTrailers() != null
        && status.getTrailers().containsKey(Failures.TRAILER);
  }

  private TransactionsGrpc.TransactionsStub stub(int router, long timeoutMillis) {
    return TransactionsGrpc.newStub(ready(router))
        .withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  /// The one answer of a call.
  private static final class Answered<R> implements StreamObserver<R> {
    private final CompletableFuture<R> future = new CompletableFuture<>();

    @Override
    public void onNext(R response) {
      future.complete(response);
    }

    @Override
    public void onError(Throwable thrown) {
      future.completeExceptionally(new HalcyonException(TransactionStream.failure(thrown), thrown));
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(new HalcyonException(TransactionStream.ENDED));
    }
  }

  private ManagedChannel ready(int router) {
    ManagedChannel channel = channels.channel(router);
    channel.resetConnectBackoff(); // the pause between attempts is the caller's
    return channel;
  }
}
