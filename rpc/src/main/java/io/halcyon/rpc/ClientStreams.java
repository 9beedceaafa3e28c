package io.halcyon.rpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.core.wire.FrameReader;
import io.halcyon.core.wire.FrameWriter;
import io.halcyon.core.wire.MalformedFrameException;
import io.halcyon.core.wire.OpReply;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The succession of streams of one connection, and the operations on them.
///
/// | state | connect | stream ready | stream ended | timer | close |
/// |---|---|---|---|---|---|
/// | WAITING | CONNECTING | | | CONNECTING | CLOSED |
/// | CONNECTING | | UP | WAITING | WAITING (gave up) | CLOSED |
/// | UP | | | WAITING | | CLOSED |
///
/// Owned by the event loop.
final class ClientStreams {
  private static final Logger log = LoggerFactory.getLogger(ClientStreams.class);
  private static final int READY_BYTES = 256 * 1024;
  private static final int PREFETCH_FRAMES = 4;
  private static final int DOUBLINGS_MAX = 16;

  private enum State {
    WAITING,
    CONNECTING,
    UP,
    CLOSED
  }

  private final ManagedChannel channel;
  private final MethodDescriptor<byte[], byte[]> method;
  private final FrameConfig config;
  private final EventLoop loop;
  private final HlcExchange hlc;
  private final RandomGenerator random = Randomness.unseeded();
  private final OutstandingOperations outstanding;
  private final ArrayDeque<ClientOperation> waiting = new ArrayDeque<>();
  private final FrameWriter writer = new FrameWriter();
  private final Pulse pulse;
  private final LongAdder frames = new LongAdder();
  private final LongAdder operations = new LongAdder();
  private final LongAdder connects = new LongAdder();

  private volatile State state = State.WAITING;
  private @Nullable ClientCall<byte[], byte[]> call;
  private @Nullable ScheduledFuture<?> timer;
  private int failedAttempts;
  private String problem = "not connected yet";

  ClientStreams(
      ManagedChannel channel,
      MethodDescriptor<byte[], byte[]> method,
      FrameConfig config,
      EventLoop loop,
      HlcExchange hlc,
      Consumer<ClientOperation> released) {
    this.channel = channel;
    this.method = method;
    this.config = config;
    this.loop = loop;
    this.hlc = hlc;
    this.outstanding =
        new OutstandingOperations(
            loop, released, () -> waiting.removeIf(operation -> operation.done));
    this.pulse = new Pulse(loop, config.silenceMax(), this::ping, this::silent);
  }

  /// Any thread.
  boolean connected() {
    return state == State.UP;
  }

  /// Any thread.
  FrameStats stats(long refused) {
    return new FrameStats(
        frames.sum(), operations.sum(), connects.sum(), refused, outstanding.expired());
  }

  void connect() {
    if (state != State.WAITING) {
      return;
    }
    state = State.CONNECTING;
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.enterIdle(); // the pause is ours to choose, not the channel's
    }
    ClientCall<byte[], byte[]> attempt =
        channel.newCall(method, CallOptions.DEFAULT.withOnReadyThreshold(READY_BYTES));
    call = attempt;
    timer =
        loop.schedule(
            () -> giveUp(attempt), config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    attempt.start(new Answers(attempt), new Metadata());
    attempt.request(PREFETCH_FRAMES);
  }

  private void giveUp(ClientCall<byte[], byte[]> attempt) {
    if (attempt.equals(call) && state == State.CONNECTING) {
      ended(attempt, "no connection within " + config.connectTimeout().toMillis() + " ms");
      attempt.cancel("no connection in time", null);
    }
  }

  private void ready(ClientCall<byte[], byte[]> attempt) {
    if (!attempt.equals(call)) {
      return;
    }
    if (state == State.CONNECTING) {
      state = State.UP;
      cancelTimer();
      pulse.start();
      connects.increment();
    }
    flush();
  }

  /// Only now is it certain that the server knows the method, so that pauses begin anew.
  private void accepted(ClientCall<byte[], byte[]> attempt) {
    if (attempt.equals(call)) {
      failedAttempts = 0;
    }
  }

  private void ended(ClientCall<byte[], byte[]> attempt, String reason) {
    if (!attempt.equals(call) || state == State.CLOSED) {
      return;
    }
    call = null;
    cancelTimer();
    pulse.stop();
    boolean wasUp = state == State.UP;
    problem = channel.authority() + ": " + reason;
    state = State.WAITING;
    timer = loop.schedule(this::connect, pauseNanos(), TimeUnit.NANOSECONDS);
    failedAttempts++;
    if (wasUp) {
      log.atInfo().addKeyValue("address", channel.authority()).log("stream broke: " + reason);
    }
    failAll();
  }

  /// Returns the next pause: doubling up to the longest, of which a random half is taken off.
  private long pauseNanos() {
    long longest = config.backoffMax().toNanos();
    long doubled = config.backoffMin().toNanos() << Math.min(failedAttempts, DOUBLINGS_MAX);
    long pause = doubled <= 0 ? longest : Math.min(doubled, longest);
    return pause - random.nextLong(pause / 2 + 1);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  void admit(ClientOperation operation) {
    switch (state) {
      case WAITING, CLOSED -> outstanding.refuse(operation, new Failure.Unavailable(problem));
      case CONNECTING, UP -> {
        outstanding.add(operation);
        waiting.add(operation);
      }
    }
  }

  /// Sends what is waiting, as far as the transport takes it.
  void flush() {
    ClientCall<byte[], byte[]> current = call;
    while (current != null && current.equals(call) && !waiting.isEmpty() && current.isReady()) {
      sendFrame(current);
    }
  }

  private void sendFrame(ClientCall<byte[], byte[]> current) {
    long now = SystemClock.INSTANCE.monotonicNanos();
    while (writer.count() < config.frameOps() && writer.bytes() < config.frameBytes()) {
      ClientOperation operation = waiting.poll();
      if (operation == null) {
        break;
      }
      long remaining = operation.deadlineNanos - now;
      if (operation.done) {
        continue;
      }
      if (remaining <= 0) {
        outstanding.expire(operation);
      } else {
        operation.writeTo(writer, (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(remaining)));
      }
    }
    if (writer.count() > 0) {
      frames.increment();
      operations.add(writer.count());
      current.sendMessage(writer.finish(hlc.hlc()));
    }
  }

  /// Sends an empty frame, which the server answers with one.
  private void ping() {
    ClientCall<byte[], byte[]> current = call;
    if (current != null && current.isReady()) {
      current.sendMessage(writer.finish(hlc.hlc()));
    }
  }

  private void silent() {
    ClientCall<byte[], byte[]> current = call;
    if (current != null) {
      ended(current, "nothing heard for " + config.silenceMax().toMillis() + " ms");
      current.cancel("peer is silent", null);
    }
  }

  private void received(ClientCall<byte[], byte[]> attempt, byte[] frame) {
    if (!attempt.equals(call)) {
      return;
    }
    pulse.heard();
    try {
      FrameReader reader = new FrameReader(frame);
      long received = reader.hlc();
      boolean skewed = received != 0 && !hlc.merge(received);
      while (reader.hasNext()) {
        OpReply reply = reader.nextReply();
        if (skewed) {
          outstanding.distrust(reply);
        } else {
          outstanding.answer(reply);
        }
      }
      attempt.request(1);
    } catch (MalformedFrameException e) {
      ended(attempt, "malformed frame: " + e.getMessage());
      attempt.cancel("malformed frame", e);
    }
  }

  private void failAll() {
    waiting.clear();
    outstanding.failAll(new Failure.Unavailable(problem));
  }

  void close() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    problem = "connection to " + channel.authority() + " is closed";
    cancelTimer();
    pulse.stop();
    ClientCall<byte[], byte[]> last = call;
    call = null;
    if (last != null) {
      last.cancel("closed", null);
    }
    channel.shutdownNow();
    failAll();
  }

  /// Closes when the event loop has stopped already; any thread.
  void abandon() {
    channel.shutdownNow();
  }

  /// Takes one stream's callbacks to the event loop, where nearly all of them come from anyway.
  private final class Answers extends ClientCall.Listener<byte[]> {
    private final ClientCall<byte[], byte[]> attempt;

    Answers(ClientCall<byte[], byte[]> attempt) {
      this.attempt = attempt;
    }

    @Override
    public void onReady() {
      onLoop(() -> ready(attempt));
    }

    @Override
    public void onHeaders(Metadata headers) {
      onLoop(() -> accepted(attempt));
    }

    @Override
    public void onMessage(byte[] frame) {
      if (loop.inEventLoop()) {
        received(attempt, frame);
      } else {
        loop.execute(() -> received(attempt, frame));
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      onLoop(() -> ended(attempt, Failures.fromStatus(status, trailers).message()));
    }

    private void onLoop(Runnable task) {
      if (loop.inEventLoop()) {
        task.run();
      } else {
        loop.execute(task);
      }
    }
  }
}
