package io.halcyon.client;

import com.google.protobuf.ByteString;
import io.halcyon.client.rpc.WatchStream;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.proto.v1.WatchRequest;
import io.halcyon.proto.v1.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Changes as they happen, in timestamp order, without gap or duplicate.
///
/// When its stream breaks or falls silent, it goes on by itself, on another router if need be, from
/// the last resolved timestamp: what had been delivered beyond that is skipped. It keeps trying for
/// as long as it takes, and fails only for what no retry can mend, above all when the point to
/// resume from has been collected meanwhile (`OutOfRange`).
///
/// {@link #next} and {@link #poll} are for one thread; {@link #close} for any.
public final class Watch implements AutoCloseable {
  private static final Duration FOREVER = Duration.ofDays(365);
  private static final Duration SILENCE_MARGIN = Duration.ofSeconds(5);
  private static final int SILENT_INTERVALS = 3;

  private final Session session;
  private final WatchSpec spec;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable WatchStream stream;
  private volatile long resolved;
  private long delivered;
  private long heardNanos;
  private long reopenNanos;
  private int router;
  private int failures;

  Watch(Session session, WatchSpec spec, int router) {
    this.session = session;
    this.spec = spec;
    this.router = router;
    this.resolved = spec.after().packed();
    this.delivered = resolved;
    this.reopenNanos = session.nowNanos();
    Limits.keyOrEmpty(spec.key());
    if (!spec.isPrefix()) {
      Limits.key(spec.key());
    }
  }

  /// Returns the timestamp up to which everything has been delivered: another watch can go on from
  /// here. Zero until the first batch of a watch "from now on".
  public HlcTimestamp resolved() {
    return new HlcTimestamp(resolved);
  }

  /// Waits for the next batch.
  ///
  /// @return empty when the watch has been closed
  /// @throws HalcyonException if the watch cannot go on
  public Optional<WatchBatch> next() {
    return poll(FOREVER);
  }

  /// Waits for the next batch, but not longer than `patience`.
  ///
  /// @return empty when none came in time, or the watch has been closed
  /// @throws HalcyonException if the watch cannot go on
  public Optional<WatchBatch> poll(Duration patience) {
    long until = session.nowNanos() + patience.toNanos();
    try {
      while (!isClosed()) {
        long left = until - session.nowNanos();
        if (left <= 0) {
          return Optional.empty();
        }
        WatchBatch batch = step(left);
        if (batch != null) {
          return Optional.of(batch);
        }
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  /// Makes one step: opens a stream, waits for its next item, or for the time to open another.
  private @Nullable WatchBatch step(long patienceNanos) throws InterruptedException {
    WatchStream current = stream;
    long now = session.nowNanos();
    if (current == null) {
      if (reopenNanos - now > 0) {
        closed.await(Math.min(patienceNanos, reopenNanos - now), TimeUnit.NANOSECONDS);
      } else {
        open();
      }
      return null;
    }
    long silentAt = heardNanos + silenceNanos();
    if (silentAt - now <= 0) {
      broken(current, new Failure.Unavailable("the watch stream fell silent"));
      return null;
    }
    WatchStream.Item item = current.next(Duration.ofNanos(Math.min(patienceNanos, silentAt - now)));
    return switch (item) {
      case null -> null;
      case WatchStream.Item.Message message -> received(message.response());
      case WatchStream.Item.Ended ended -> {
        broken(current, ended.failure());
        yield null;
      }
    };
  }

  /// Opens a stream, at once when the watch is made: what happens before the first {@link #next} is
  /// seen, too.
  void open() {
    WatchRequest request =
        WatchRequest.newBuilder()
            .setKey(ByteString.copyFrom(spec.key()))
            .setPrefix(spec.isPrefix())
            .setAfterTimestamp(resolved)
            .setProgressMillis((int) spec.progress().toMillis())
            .build();
    heardNanos = session.nowNanos();
    WatchStream opened = session.watches().open(router, request);
    stream = opened;
    if (isClosed()) {
      opened.close();
    }
  }

  /// Returns the news in a message; null when it tells only what had been delivered before.
  private @Nullable WatchBatch received(WatchResponse response) {
    heardNanos = session.nowNanos();
    failures = 0;
    List<WatchEvent> fresh = new ArrayList<>(response.getEventsCount());
    long newest = delivered;
    for (io.halcyon.proto.v1.WatchEvent event : response.getEventsList()) {
      if (event.getTimestamp() > delivered) {
        fresh.add(event(event));
        newest = Math.max(newest, event.getTimestamp());
      }
    }
    delivered = Math.max(newest, response.getResolvedTimestamp());
    boolean advanced = response.getResolvedTimestamp() > resolved;
    if (advanced) {
      resolved = response.getResolvedTimestamp();
    }
    return fresh.isEmpty() && !advanced ? null : new WatchBatch(fresh, resolved());
  }

  private static WatchEvent event(io.halcyon.proto.v1.WatchEvent event) {
    byte[] key = event.getKey().toByteArray();
    HlcTimestamp timestamp = Answers.timestamp(event.getTimestamp());
    return switch (event.getKind()) {
      case PUT -> new WatchEvent.Put(key, event.getValue().toByteArray(), timestamp);
      case DELETE -> new WatchEvent.Deleted(key, timestamp);
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new HalcyonException(
              new Failure.Internal("a watch event of unknown kind: newer server?"));
    };
  }

  private void broken(WatchStream current, Failure failure) {
    stream = null;
    current.close();
    if (isClosed()) {
      return;
    }
    if (!mayResume(failure)) {
      close();
      throw new HalcyonException(failure);
    }
    router = (router + 1) % session.watches().routers();
    long pause = session.jittered(session.retry().pauseNanos(failures++));
    if (failure instanceof Failure.Overloaded overloaded) {
      pause += overloaded.retryAfter().toNanos();
    }
    reopenNanos = session.nowNanos() + pause;
  }

  private static boolean mayResume(Failure failure) {
    return switch (failure) {
      case Failure.Invalid _, Failure.Unsupported _, Failure.OutOfRange _, Failure.WrongValue _ ->
          false;
      case Failure.NotLeader _,
          Failure.NotOwner _,
          Failure.Unavailable _,
          Failure.Blocked _,
          Failure.Overloaded _,
          Failure.DeadlineExceeded _,
          Failure.Ambiguous _,
          Failure.RetryWindowPassed _,
          Failure.ClockSkew _,
          Failure.Corrupted _,
          Failure.Internal _,
          Failure.OfTransaction _ ->
          true;
    };
  }

  private long silenceNanos() {
    return spec.progress().multipliedBy(SILENT_INTERVALS).plus(SILENCE_MARGIN).toNanos();
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// Ends the watch; a waiting {@link #next} returns empty. Any thread, any number of times.
  @Override
  public void close() {
    closed.countDown();
    session.closed(this);
    WatchStream current = stream;
    if (current != null) {
      current.close();
    }
  }

  /// Feeds a listener until the watch ends.
  void run(WatchListener listener) {
    try {
      Optional<WatchBatch> batch = next();
      while (batch.isPresent()) {
        listener.changed(batch.get());
        batch = next();
      }
    } catch (HalcyonException e) {
      listener.failed(e.failure());
    } finally {
      close();
    }
  }
}
