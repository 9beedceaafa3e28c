package io.halcyon.router.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.AbortTransactionRequest;
import io.halcyon.proto.v1.AbortTransactionResponse;
import io.halcyon.proto.v1.GetTransactionRequest;
import io.halcyon.proto.v1.GetTransactionResponse;
import io.halcyon.proto.v1.ListTransactionsRequest;
import io.halcyon.proto.v1.ListTransactionsResponse;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.proto.v1.TransactionsGrpc;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.proto.v1.TxnStatusRequest;
import io.halcyon.proto.v1.TxnStatusResponse;
import io.halcyon.router.transact.OneShots;
import io.halcyon.router.transact.SessionSink;
import io.halcyon.router.transact.TransactionDesk;
import io.halcyon.router.transact.TransactionSession;
import io.halcyon.router.transact.Transactions;
import io.halcyon.rpc.Failures;

/// The public service of transactions. Runs on event loops; never blocks.
final class TransactionsService extends TransactionsGrpc.TransactionsImplBase {
  private final Transactions transactions;
  private final OneShots oneShots;
  private final TransactionDesk desk;

  TransactionsService(Transactions transactions, OneShots oneShots, TransactionDesk desk) {
    this.transactions = transactions;
    this.oneShots = oneShots;
    this.desk = desk;
  }

  @Override
  public void execute(OneShotRequest request, StreamObserver<OneShotResponse> observer) {
    // Set before anything is answered; callbacks of one call come one after another.
    OneShots.Running[] running = {() -> {}};
    if (observer instanceof ServerCallStreamObserver<OneShotResponse> call) {
      call.setOnCancelHandler(() -> running[0].cancel());
    }
    running[0] =
        oneShots.execute(
            request,
            UnaryCalls.deadlineMillis(),
            ClientAddress.current(),
            new OneShots.Reply() {
              @Override
              public void answered(OneShotResponse response) {
                observer.onNext(response);
                observer.onCompleted();
              }

              @Override
              public void failed(Failure failure) {
                observer.onError(Failures.exception(failure));
              }
            });
  }

  @Override
  public void status(TxnStatusRequest request, StreamObserver<TxnStatusResponse> observer) {
    desk.status(request, UnaryCalls.deadlineMillis(), reply(observer));
  }

  @Override
  public void listTransactions(
      ListTransactionsRequest request, StreamObserver<ListTransactionsResponse> observer) {
    desk.list(request, reply(observer));
  }

  @Override
  public void getTransaction(
      GetTransactionRequest request, StreamObserver<GetTransactionResponse> observer) {
    desk.get(request.getTransaction(), UnaryCalls.deadlineMillis(), reply(observer));
  }

  @Override
  public void abortTransaction(
      AbortTransactionRequest request, StreamObserver<AbortTransactionResponse> observer) {
    desk.abort(request.getTransaction(), UnaryCalls.deadlineMillis(), reply(observer));
  }

  private static <R> TransactionDesk.Reply<R> reply(StreamObserver<R> observer) {
    if (observer instanceof ServerCallStreamObserver<R> call) {
      // With a handler set, answering a call that the client has cancelled does not throw.
      call.setOnCancelHandler(() -> {});
    }
    return new TransactionDesk.Reply<>() {
      @Override
      public void answered(R response) {
        observer.onNext(response);
        observer.onCompleted();
      }

      @Override
      public void failed(Failure failure) {
        observer.onError(Failures.exception(failure));
      }
    };
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
