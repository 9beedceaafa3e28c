package io.halcyon.router.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.SqlGrpc;
import io.halcyon.proto.v1.SqlRequest;
import io.halcyon.proto.v1.SqlResponse;
import io.halcyon.router.sql.Outlet;
import io.halcyon.router.sql.SqlConversation;
import io.halcyon.router.sql.SqlSessions;
import io.halcyon.rpc.Failures;
import io.halcyon.sql.session.Client.ClientGone;
import java.io.EOFException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The public service of SQL. Its methods run on event loops and never block; what blocks are the
/// sessions' own threads.
final class SqlService extends SqlGrpc.SqlImplBase {
  private final SqlSessions sessions;

  SqlService(SqlSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public StreamObserver<SqlRequest> session(StreamObserver<SqlResponse> observer) {
    if (!(observer instanceof ServerCallStreamObserver<SqlResponse> call)) {
      observer.onError(Failures.exception(new Failure.Internal("not a server call")));
      return new Ear(null);
    }
    CallOutlet outlet = new CallOutlet(call);
    call.disableAutoRequest();
    call.setOnReadyHandler(outlet::wake);
    SqlConversation[] opened = {null};
    call.setOnCancelHandler(() -> {
      outlet.gone();
      if (opened[0] != null) {
        opened[0].broken();
      }
    });
    try {
      opened[0] = sessions.open(outlet);
    } catch (HalcyonException e) {
      observer.onError(Failures.exception(e.failure()));
      return new Ear(null);
    }
    call.request(SqlConversation.PIPELINED_MAX);
    return new Ear(opened[0]);
  }

  /// Takes what a client says in its session; without one, the call is refused already.
  private record Ear(@org.jspecify.annotations.Nullable SqlConversation session)
      implements StreamObserver<SqlRequest> {
    @Override
    public void onNext(SqlRequest request) {
      if (session != null) {
        session.received(request);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      if (session != null) {
        session.broken();
      }
    }

    @Override
    public void onCompleted() {
      if (session != null) {
        session.halfClosed();
      }
    }
  }

  /// A call as the way back to its client: its thread waits while the transport is full.
  private static final class CallOutlet implements Outlet {
    private final ServerCallStreamObserver<SqlResponse> call;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean gone;

    CallOutlet(ServerCallStreamObserver<SqlResponse> call) {
      this.call = call;
    }

    void wake() {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    void gone() {
      lock.lock();
      try {
        gone = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void send(SqlResponse response) {
      lock.lock();
      try {
        while (!gone && !call.isReady()) {
          changed.await();
        }
        if (gone) {
          throw new ClientGone(new EOFException("the call was cancelled"));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ClientGone(e);
      } finally {
        lock.unlock();
      }
      call.onNext(response);
    }

    @Override
    public void takeOneMore() {
      call.request(1);
    }

    @Override
    public void complete() {
      call.onCompleted();
    }

    @Override
    public void fail(Failure failure) {
      call.onError(Failures.exception(failure));
    }
  }
}
