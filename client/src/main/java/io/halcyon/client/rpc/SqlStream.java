package io.halcyon.client.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.SqlRequest;
import io.halcyon.proto.v1.SqlResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// One session of SQL as a blocking source of messages. Its queue is bounded by flow control:
/// another message is asked for when one is taken, so that a slow reader slows the query down.
///
/// {@link #next} and {@link #sendWhenReady} are for one thread; the others for any.
public final class SqlStream implements AutoCloseable {
  private static final int WINDOW = 8;

  /// What the stream yields: messages, then its end.
  public sealed interface Item {
    record Message(SqlResponse response) implements Item {}

    record Ended(Failure failure) implements Item {}
  }

  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private final Object lock = new Object();

  @GuardedBy("lock")
  private @Nullable ClientCallStreamObserver<SqlRequest> call;

  @GuardedBy("lock")
  private @Nullable Failure ended;

  SqlStream() {}

  /// Sends a request; returns at once.
  ///
  /// @throws HalcyonException if the stream has ended: nothing was sent
  public void send(SqlRequest request) {
    synchronized (lock) {
      Failure why = ended;
      if (why != null || call == null) {
        throw new HalcyonException(why == null ? new Failure.Unavailable("not open") : why);
      }
      call.onNext(request);
    }
  }

  /// Sends a request when the transport has room for it.
  public void sendWhenReady(SqlRequest request) throws InterruptedException {
    synchronized (lock) {
      while (ended == null && call != null && !call.isReady()) {
        lock.wait();
      }
      send(request);
    }
  }

  /// Returns whether it has ended.
  public boolean hasEnded() {
    synchronized (lock) {
      return ended != null;
    }
  }

  /// Waits for the next item; after the end always the end.
  public Item next() throws InterruptedException {
    Item item = items.take();
    switch (item) {
      case Item.Message _ -> {
        synchronized (lock) {
          if (call != null) {
            call.request(1);
          }
        }
      }
      case Item.Ended _ -> items.add(item);
    }
    return item;
  }

  /// Returns whether something is there to be taken without waiting.
  public boolean hasNext() {
    return !items.isEmpty();
  }

  /// Breaks the stream: what is under way is cancelled and rolled back. Any number of times.
  @Override
  public void close() {
    ClientCallStreamObserver<SqlRequest> current;
    synchronized (lock) {
      current = call;
    }
    end(new Failure.Unavailable("the session is closed"));
    if (current != null) {
      current.cancel("the session is closed", null);
    }
  }

  private void end(Failure why) {
    synchronized (lock) {
      if (ended != null) {
        return;
      }
      ended = why;
      lock.notifyAll();
    }
    items.add(new Item.Ended(why));
  }

  ClientResponseObserver<SqlRequest, SqlResponse> observer() {
    return new ClientResponseObserver<>() {
      @Override
      public void beforeStart(ClientCallStreamObserver<SqlRequest> stream) {
        stream.disableAutoRequestWithInitial(WINDOW);
        stream.setOnReadyHandler(() -> {
          synchronized (lock) {
            lock.notifyAll();
          }
        });
        synchronized (lock) {
          call = stream;
        }
      }

      @Override
      public void onNext(SqlResponse response) {
        items.add(new Item.Message(response));
      }

      @Override
      public void onError(Throwable thrown) {
        end(TransactionStream.failure(thrown, "SQL over gRPC"));
      }

      @Override
      public void onCompleted() {
        end(TransactionStream.ENDED);
      }
    };
  }
}
