package io.halcyon.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.FrameReader;
import io.halcyon.core.wire.FrameWriter;
import io.halcyon.core.wire.MalformedFrameException;
import io.halcyon.core.wire.OpRequest;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server side of one batching stream.
///
/// Answers come from any thread into a queue; the first one there schedules the drain at the tail
/// of the event loop, and whatever has joined it by then leaves as one frame. While the peer does
/// not read, nothing more is read from it.
///
/// Everything but the queue and the counters beside it belongs to the event loop.
final class ServerPipeline extends ServerCall.Listener<byte[]> {
  private static final Logger log = LoggerFactory.getLogger(ServerPipeline.class);
  private static final int READY_BYTES = 256 * 1024;
  private static final int PREFETCH_FRAMES = 2;
  private static final int FRAME_MARGIN_BYTES = 1024;

  private final FrameServerConfig config;
  private final EventLoop loop;
  private final ServerCall<byte[], byte[]> call;
  private final FrameHandler handler;
  private final Consumer<ServerPipeline> ended;
  private final FrameWriter writer = new FrameWriter();

  private final Queue<ServerOperation> answered = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean flushScheduled = new AtomicBoolean();
  private final AtomicLong answeredBytes = new AtomicLong();

  private int openOps;
  private int inFlightOps;
  private long inFlightBytes;
  private int unrequested;
  private boolean halfClosed;
  private boolean draining;
  private boolean closed;

  ServerPipeline(
      FrameServerConfig config,
      EventLoop loop,
      ServerCall<byte[], byte[]> call,
      FrameHandler handler,
      Consumer<ServerPipeline> ended) {
    this.config = config;
    this.loop = loop;
    this.call = call;
    this.handler = handler;
    this.ended = ended;
  }

  void start() {
    call.setOnReadyThreshold(READY_BYTES);
    call.request(PREFETCH_FRAMES);
  }

  /// Ends the stream as soon as nothing is in flight; any thread.
  void drain() {
    execute(() -> {
      draining = true;
      endIfDone();
    });
  }

  @Override
  public void onMessage(byte[] frame) {
    if (closed) {
      return;
    }
    Failure malformed = null;
    try {
      FrameReader reader = new FrameReader(frame);
      long hlc = reader.hlc();
      boolean skewed = hlc != 0 && !handler.mergeHlc(hlc);
      if (!reader.hasNext()) {
        pinged();
      }
      while (reader.hasNext()) {
        accept(reader.nextRequest(), skewed);
      }
    } catch (MalformedFrameException e) {
      log.atWarn().addKeyValue("problem", e.getMessage()).log("stream closed: malformed frame");
      malformed = new Failure.Invalid("malformed frame: " + e.getMessage());
    }
    handler.frameEnd();
    if (malformed != null) {
      end(Failures.status(malformed), Failures.trailers(malformed));
    }
    unrequested++;
    requestMore();
  }

  /// Answers an empty frame with an empty frame: a sign of life, and of the clock.
  private void pinged() {
    if (call.isReady()) {
      call.sendMessage(writer.finish(handler.hlc()));
    }
  }

  private void accept(OpRequest request, boolean skewed) {
    openOps++;
    ServerOperation operation =
        new ServerOperation(this, request.id(), request.kind().writes(), request.bodyLength());
    if (skewed) {
      operation.fail(new Failure.ClockSkew("the sender's clock is too far ahead"));
    } else if (draining) {
      operation.fail(new Failure.Unavailable("shutting down"));
    } else if (inFlightOps >= config.inFlightOpsMax()
        || inFlightBytes + request.bodyLength() > config.inFlightBytesMax()) {
      operation.fail(overloaded("too many operations in flight on this stream"));
    } else {
      inFlightOps++;
      inFlightBytes += request.bodyLength();
      operation.admitted = true;
      handle(request, operation);
    }
  }

  private void handle(OpRequest request, ServerOperation operation) {
    try {
      handler.handle(request, operation);
    } catch (MalformedFrameException e) {
      operation.fail(new Failure.Invalid("malformed operation: " + e.getMessage()));
    } catch (RuntimeException e) {
      log.atError().setCause(e).addKeyValue("kind", request.kind()).log("handler failed");
      operation.fail(new Failure.Internal(e.toString()));
    }
  }

  private Failure overloaded(String detail) {
    return new Failure.Overloaded(detail, Duration.ofMillis(config.retryAfterMillis()));
  }

  /// Takes an answer; any thread, once per operation.
  void answered(ServerOperation operation) {
    byte[] body = operation.body();
    if (body.length > FrameMethods.FRAME_BYTES_MAX - config.frameBytes() - FRAME_MARGIN_BYTES) {
      operation.replace(
          new Failure.Internal("answer of " + body.length + " bytes does not fit in a frame"));
    } else if (!operation.writes
        && !operation.failed()
        && answeredBytes.get() + body.length > config.inFlightBytesMax()) {
      operation.replace(overloaded("too many bytes of answers wait for this stream's reader"));
    }
    answeredBytes.addAndGet(operation.body().length);
    answered.add(operation);
    if (flushScheduled.compareAndSet(false, true)) {
      execute(() -> {
        flushScheduled.set(false);
        flush();
      });
    }
  }

  private void flush() {
    if (closed) {
      answered.clear();
      return;
    }
    while (call.isReady() && !answered.isEmpty()) {
      writeFrame();
    }
    requestMore();
    endIfDone();
  }

  private void writeFrame() {
    while (writer.count() < config.frameOps() && writer.bytes() < config.frameBytes()) {
      ServerOperation operation = answered.poll();
      if (operation == null) {
        break;
      }
      byte[] body = operation.body();
      writer.reply(operation.id, operation.failed(), body, 0, body.length);
      answeredBytes.addAndGet(-body.length);
      openOps--;
      if (operation.admitted) {
        inFlightOps--;
        inFlightBytes -= operation.requestBytes;
      }
    }
    call.sendMessage(writer.finish(handler.hlc()));
  }

  /// Reads on, unless the peer does not take its answers: then neither are its operations taken.
  private void requestMore() {
    boolean backlogged = !call.isReady() || openOps >= 2L * config.inFlightOpsMax();
    if (unrequested > 0 && !closed && !draining && !backlogged) {
      int frames = unrequested;
      unrequested = 0;
      call.request(frames);
    }
  }

  private void endIfDone() {
    if (closed || openOps > 0) {
      return;
    }
    if (draining) {
      Failure failure = new Failure.Unavailable("shutting down");
      end(Failures.status(failure), Failures.trailers(failure));
    } else if (halfClosed) {
      end(Status.OK, new Metadata());
    }
  }

  private void end(Status status, Metadata trailers) {
    if (!closed) {
      call.close(status, trailers);
      closed();
    }
  }

  private void closed() {
    if (!closed) {
      closed = true;
      answered.clear();
      ended.accept(this);
      handler.closed();
    }
  }

  @Override
  public void onReady() {
    flush();
  }

  @Override
  public void onHalfClose() {
    halfClosed = true;
    endIfDone();
  }

  @Override
  public void onCancel() {
    closed();
  }

  @Override
  public void onComplete() {
    closed();
  }

  private void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      log.atDebug().setCause(e).log("answer dropped: the event loop has stopped");
    }
  }
}
