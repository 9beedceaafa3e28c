package io.halcyon.client.rpc;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.WatchRequest;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.rpc.Failures;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One watch stream as a blocking source of messages. Its queue is bounded by flow control: another
/// message is asked for when one is taken.
///
/// {@link #next} is for one thread; {@link #close} for any.
public final class WatchStream implements AutoCloseable {
  private static final int WINDOW = 8;

  /// What the stream yields: messages, then its end.
  public sealed interface Item {
    record Message(WatchResponse response) implements Item {}

    record Ended(Failure failure) implements Item {}
  }

  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private volatile @Nullable ClientCallStreamObserver<WatchRequest> call;
  private volatile boolean closed;

  WatchStream() {}

  /// Waits for the next item.
  ///
  /// @return null when none came in time
  public @Nullable Item next(Duration patience) throws InterruptedException {
    Item item = items.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    ClientCallStreamObserver<WatchRequest> current = call;
    if (item instanceof Item.Message && current != null) {
      current.request(1);
    }
    return item;
  }

  /// Cancels the stream, and lets a waiting {@link #next} end.
  @Override
  public void close() {
    closed = true;
    ClientCallStreamObserver<WatchRequest> current = call;
    if (current != null) {
      current.cancel("watch closed", null);
    }
    items.add(new Item.Ended(new Failure.Unavailable("watch closed")));
  }

  ClientResponseObserver<WatchRequest, WatchResponse> observer() {
    return new ClientResponseObserver<>() {
      @Override
      public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
        stream.disableAutoRequestWithInitial(WINDOW);
        call = stream;
      }

      @Override
      public void onNext(WatchResponse response) {
        if (!closed) {
          items.add(new Item.Message(response));
        }
      }

      @Override
      public void onError(Throwable thrown) {
        items.add(new Item.Ended(Failures.fromException(thrown)));
      }

      @Override
      public void onCompleted() {
        items.add(new Item.Ended(new Failure.Unavailable("the router ended the watch")));
      }
    };
  }
}
