package io.halcyon.client.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.rpc.Failures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One session of transactions: requests in order, each with a future of its answer.
///
/// When the stream ends, whatever is unanswered fails with why. Futures complete on the event loop.
/// Thread-safe.
public final class TransactionStream implements AutoCloseable {
  /// Most unanswered requests: a caller that does not wait is stopped before it fills the memory.
  static final int UNANSWERED_MAX = 1_000;

  static final Failure ENDED = new Failure.Unavailable("the router ended the session");
  private static final Duration RETRY_AFTER = Duration.ofMillis(20);

  private record Unanswered(long id, CompletableFuture<TxnResponse> answer) {}

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Queue<Unanswered> unanswered = new ArrayDeque<>();

  @GuardedBy("lock")
  private @Nullable ClientCallStreamObserver<TxnRequest> call;

  @GuardedBy("lock")
  private @Nullable Failure ended;

  @GuardedBy("lock")
  private long lastId;

  TransactionStream() {}

  /// Sends a request; its id is set here. The future fails with a {@link HalcyonException}.
  ///
  /// @throws HalcyonException if nothing was sent
  public CompletableFuture<TxnResponse> send(TxnRequest.Builder request) {
    synchronized (lock) {
      ClientCallStreamObserver<TxnRequest> current = call;
      if (ended != null || current == null) {
        throw new HalcyonException(ended == null ? ENDED : ended);
      }
      if (unanswered.size() >= UNANSWERED_MAX) {
        throw new HalcyonException(
            new Failure.Overloaded(
                UNANSWERED_MAX + " statements of the transaction are unanswered", RETRY_AFTER));
      }
      CompletableFuture<TxnResponse> answer = new CompletableFuture<>();
      unanswered.add(new Unanswered(++lastId, answer));
      current.onNext(request.setId(lastId).build());
      return answer;
    }
  }

  /// Breaks the stream, which rolls back what was not committed; any number of times.
  public void cancel(Failure why) {
    ClientCallStreamObserver<TxnRequest> current;
    synchronized (lock) {
      current = call;
    }
    end(why);
    if (current != null) {
      current.cancel(why.message(), null);
    }
  }

  @Override
  public void close() {
    cancel(new Failure.Unavailable("the session is closed"));
  }

  ClientResponseObserver<TxnRequest, TxnResponse> observer() {
    return new ClientResponseObserver<>() {
      @Override
      public void beforeStart(ClientCallStreamObserver<TxnRequest> stream) {
        synchronized (lock) {
          call = stream;
        }
      }

      @Override
      public void onNext(TxnResponse response) {
        answered(response);
      }

      @Override
      public void onError(Throwable thrown) {
        end(failure(thrown));
      }

      @Override
      public void onCompleted() {
        end(ENDED);
      }
    };
  }

  private void answered(TxnResponse response) {
    Unanswered first;
    synchronized (lock) {
      first = unanswered.peek();
      if (first != null && first.id == response.getId()) {
        unanswered.remove();
      } else {
        first = null;
      }
    }
    if (first == null) {
      cancel(new Failure.Internal("answer " + response.getId() + " is out of order"));
    } else {
      first.answer.complete(response);
    }
  }

  private void end(Failure why) {
    List<Unanswered> left;
    synchronized (lock) {
      if (ended != null) {
        return;
      }
      ended = why;
      left = new ArrayList<>(unanswered);
      unanswered.clear();
    }
    left.forEach(each -> each.answer.completeExceptionally(new HalcyonException(why)));
  }

  /// A server without the service is told apart from one that refuses a single thing.
  static Failure failure(Throwable thrown) {
    return failure(thrown, "transactions");
  }

  /// @param service what the service serves
  static Failure failure(Throwable thrown, String service) {
    if (thrown instanceof StatusRuntimeException e
        && e.getStatus().getCode() == Status.Code.UNIMPLEMENTED
        && (e.getTrailers() == null || !e.getTrailers().containsKey(Failures.TRAILER))) {
      return new Failure.Unsupported("this router is of a version that does not serve " + service);
    }
    return Failures.fromException(thrown);
  }
}
