package io.halcyon.router.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.TransactionsGrpc;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.router.transact.SessionSink;
import io.halcyon.router.transact.TransactionSession;
import io.halcyon.router.transact.Transactions;
import io.halcyon.rpc.Failures;

/// The public service of transactions. Runs on event loops; never blocks.
final class TransactionsService extends TransactionsGrpc.TransactionsImplBase {
  private final Transactions transactions;

  TransactionsService(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public StreamObserver<TxnRequest> session(StreamObserver<TxnResponse> observer) {
    if (!(observer instanceof ServerCallStreamObserver<TxnResponse> call)) {
      observer.onError(Failures.exception(new Failure.Internal("not a server call")));
      return new Deaf();
    }
    TransactionSession session;
    try {
      session = transactions.open(new CallSink(call), ClientAddress.current());
    } catch (HalcyonException e) {
      observer.onError(Failures.exception(e.failure()));
      return new Deaf();
    }
    call.disableAutoRequest();
    call.setOnCancelHandler(session::broken);
    // Each answer lets one more come, so that no more are ever here.
    call.request(transactions.pipelinedMax());
    return new Ear(session);
  }

  /// Takes what a client says in its session.
  private record Ear(TransactionSession session) implements StreamObserver<TxnRequest> {
    @Override
    public void onNext(TxnRequest request) {
      session.received(request);
    }

    @Override
    public void onError(Throwable thrown) {
      session.broken();
    }

    @Override
    public void onCompleted() {
      session.halfClosed();
    }
  }

  /// For a call that is refused already.
  private record Deaf() implements StreamObserver<TxnRequest> {
    @Override
    public void onNext(TxnRequest request) {}

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onCompleted() {}
  }

  private record CallSink(ServerCallStreamObserver<TxnResponse> call) implements SessionSink {
    @Override
    public void send(TxnResponse response) {
      call.onNext(response);
    }

    @Override
    public void more() {
      call.request(1);
    }

    @Override
    public void complete() {
      call.onCompleted();
    }

    @Override
    public void end(Failure failure) {
      call.onError(Failures.exception(failure));
    }
  }
}
