package io.halcyon.rpc;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.wire.OpKind;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// The client side of one batching stream to one address; it reconnects by itself.
///
/// Operations go into a queue; the first one there schedules the drain at the tail of the event
/// loop, and whatever has joined it by then leaves as one frame. So a lone operation leaves at
/// once, and under load one message carries many. Answers come back in any order.
///
/// While the stream is down and waits for its next attempt, operations fail at once with
/// `Unavailable`, not sent, so that the caller can turn elsewhere; while an attempt is under way
/// they wait for it within their deadline. Retrying is the caller's: nothing is ever sent twice
/// from here.
///
/// Thread-safe; the queue is the only thing that threads share.
public final class FrameConnection implements AutoCloseable {
  private static final Duration OVERLOAD_RETRY = Duration.ofMillis(20);

  /// Takes the outcome of one operation, exactly once, on the connection's event loop (or, when it
  /// is refused at once, on the calling thread): must not block.
  public interface ReplyHandler {
    /// @param body the result; owned by the receiver
    void reply(byte[] body);

    /// @param sent whether the operation left and no answer came, so that a write may have been
    ///   applied. False if it never left, and false for failures that the server answered: those
    ///   say themselves what became of it
    void failed(Failure failure, boolean sent);
  }

  private final String address;
  private final FrameConfig config;
  private final EventLoop loop;
  private final ClientStreams streams;

  private final Queue<ClientOperation> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean drainScheduled = new AtomicBoolean();
  private final AtomicInteger outstandingOps = new AtomicInteger();
  private final AtomicLong outstandingBytes = new AtomicLong();
  private final LongAdder refused = new LongAdder();

  private FrameConnection(
      String address, FrameHop hop, FrameConfig config, EventLoops loops, HlcExchange hlc) {
    this.address = address;
    this.config = config;
    this.loop = loops.group().next();
    this.streams =
        new ClientStreams(
            Channels.openOn(loop, address), hop.method(), config, loop, hlc, this::release);
  }

  /// Opens a connection; connects at once, in the background, and again whenever it breaks.
  ///
  /// @param address `host:port`
  /// @throws IllegalArgumentException if the address is malformed
  public static FrameConnection open(
      String address, FrameHop hop, FrameConfig config, EventLoops loops, HlcExchange hlc) {
    FrameConnection connection = new FrameConnection(address, hop, config, loops, hlc);
    connection.loop.execute(connection.streams::connect);
    return connection;
  }

  /// Sends one operation. Never blocks; may be called from any thread.
  ///
  /// @param deadlineMillis how long to wait for the answer; afterwards it fails with
  ///   `DeadlineExceeded`, whose `sent` decides whether a write is ambiguous
  /// @param body not copied until it is sent: must not change
  public void send(
      OpKind kind,
      int shard,
      long epoch,
      int deadlineMillis,
      byte[] body,
      int offset,
      int length,
      ReplyHandler handler) {
    Objects.checkFromIndexSize(offset, length, body.length);
    if (length > FrameConfig.OP_BYTES_MAX) {
      handler.failed(
          new Failure.Invalid(
              "operation of " + length + " bytes exceeds " + FrameConfig.OP_BYTES_MAX),
          false);
      return;
    }
    if (!reserve(length)) {
      refused.increment();
      handler.failed(
          new Failure.Overloaded("too many operations outstanding to " + address, OVERLOAD_RETRY),
          false);
      return;
    }
    long deadline =
        SystemClock.INSTANCE.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
    queue.add(new ClientOperation(kind, shard, epoch, deadline, body, offset, length, handler));
    if (drainScheduled.compareAndSet(false, true)) {
      scheduleDrain();
    }
  }

  private boolean reserve(int bytes) {
    if (outstandingOps.incrementAndGet() > config.outstandingOpsMax()) {
      outstandingOps.decrementAndGet();
      return false;
    }
    if (outstandingBytes.addAndGet(bytes) > config.outstandingBytesMax()) {
      outstandingOps.decrementAndGet();
      outstandingBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  private void release(ClientOperation operation) {
    outstandingOps.decrementAndGet();
    outstandingBytes.addAndGet(-operation.bytes);
  }

  private void scheduleDrain() {
    try {
      loop.execute(this::drain);
    } catch (RejectedExecutionException e) {
      drainScheduled.set(false);
      ClientOperation operation;
      while ((operation = queue.poll()) != null) {
        release(operation);
        operation.handler.failed(new Failure.Unavailable("event loop has stopped"), false);
      }
    }
  }

  private void drain() {
    drainScheduled.set(false);
    ClientOperation operation;
    while ((operation = queue.poll()) != null) {
      streams.admit(operation);
    }
    streams.flush();
  }

  /// Returns `host:port`.
  public String address() {
    return address;
  }

  /// Returns whether the stream is up right now.
  public boolean connected() {
    return streams.connected();
  }

  /// Returns how many operations are queued or unanswered.
  public int outstanding() {
    return outstandingOps.get();
  }

  public FrameStats stats() {
    return streams.stats(refused.sum());
  }

  /// Fails what is outstanding with `Unavailable` and disconnects; later operations fail, too.
  @Override
  public void close() {
    try {
      loop.execute(streams::close);
    } catch (RejectedExecutionException e) {
      streams.abandon();
    }
  }
}
