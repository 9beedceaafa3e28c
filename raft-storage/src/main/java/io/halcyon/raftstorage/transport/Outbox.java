package io.halcyon.raftstorage.transport;

import io.halcyon.core.id.NodeId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.SingleThreadIoEventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Collects messages for one connection and turns what has come together into frames.
///
/// Adaptive batch: the first message schedules a flush at the tail of the event loop's turn; what
/// is queued by then, or while an earlier frame is still being written, leaves in one frame. A lone
/// message leaves at once, and no timer is involved. The clock is read when the frame is finished.
///
/// {@link #offer} and {@link #clock} may be called by any thread; everything else belongs to the
/// event loop.
@SuppressWarnings("FutureReturnValueIgnored") // closing and scheduling on the event loop
final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final int FRAMES_PER_TURN = 8;
  private static final int FRAME_BYTES_MIN = 64;
  private static final int CLOCK_SEND = 1;
  private static final int CLOCK_ASK = 2;

  private final PeerContext context;
  private final SingleThreadIoEventLoop loop;
  private final Consumer<Outgoing> sent;
  private final Consumer<Outgoing> unsendable;
  private final Runnable flush = this::flush;
  private final ConcurrentLinkedQueue<Outgoing> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicInteger clockRequests = new AtomicInteger();
  private volatile long clockSent = Long.MIN_VALUE;
  private volatile long clockAsked = Long.MIN_VALUE;
  private @Nullable Channel channel;
  private @Nullable NodeId to;
  private boolean writing;
  private long framesSent;
  private long lastSentNanos;

  /// @param sent told of every message that has been put into a frame, before the frame is written
  /// @param unsendable told of messages whose body could not be written
  Outbox(
      PeerContext context,
      SingleThreadIoEventLoop loop,
      Consumer<Outgoing> sent,
      Consumer<Outgoing> unsendable) {
    this.context = context;
    this.loop = loop;
    this.sent = sent;
    this.unsendable = unsendable;
  }

  /// Queues a message.
  ///
  /// @return false if it is too large or the queue is full
  boolean offer(Outgoing message) {
    long bytes = message.size() + (long) Frames.MESSAGE_HEADER_BYTES;
    if (bytes > context.config.frameBytesMax() - Frames.LENGTH_BYTES - Frames.HEADER_BYTES
        || queuedBytes.addAndGet(bytes) > context.config.queueBytesMax()) {
      queuedBytes.addAndGet(-bytes);
      context.counters.queueFull.increment();
      return false;
    }
    queue.add(message);
    schedule();
    return true;
  }

  /// Sends a clock reading of at least `atLeast` unless that has been done; rides on whatever
  /// leaves next, else in a frame of its own.
  ///
  /// @param ask the receiver shall send its reading back
  void clock(boolean ask, long atLeast) {
    if ((ask ? clockAsked : clockSent) >= atLeast) {
      return;
    }
    clockRequests.accumulateAndGet(ask ? CLOCK_SEND | CLOCK_ASK : CLOCK_SEND, (a, b) -> a | b);
    schedule();
  }

  long queuedBytes() {
    return queuedBytes.get();
  }

  /// Returns how many frames left since {@link #attach}.
  long framesSent() {
    return framesSent;
  }

  long lastSentNanos() {
    return lastSentNanos;
  }

  /// Sends through `channel` from now on.
  void attach(Channel channel, NodeId to) {
    this.channel = channel;
    this.to = to;
    writing = false;
    framesSent = 0;
    clockSent = Long.MIN_VALUE;
    clockAsked = Long.MIN_VALUE;
    lastSentNanos = context.clock.monotonicNanos();
    schedule();
  }

  /// Stops sending.
  void detach() {
    channel = null;
    writing = false;
    clockRequests.set(0);
  }

  /// Takes out the messages that have not been sent and whose deadline is before `nanos`.
  List<Outgoing> drainDue(long nanos) {
    List<Outgoing> due = new ArrayList<>();
    for (var messages = queue.iterator(); messages.hasNext(); ) {
      Outgoing message = messages.next();
      if (message.deadlineNanos() - nanos < 0) {
        messages.remove();
        queuedBytes.addAndGet(-message.size() - (long) Frames.MESSAGE_HEADER_BYTES);
        due.add(message);
      }
    }
    return due;
  }

  /// Takes out everything that has not been sent.
  List<Outgoing> drain() {
    List<Outgoing> all = new ArrayList<>();
    for (Outgoing message = poll(); message != null; message = poll()) {
      all.add(message);
    }
    return all;
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true) && !loop.isShuttingDown()) {
      loop.executeAfterEventLoopIteration(flush);
    }
  }

  private void flush() {
    scheduled.set(false);
    for (int frames = 0; frames < FRAMES_PER_TURN; frames++) {
      Channel open = channel;
      if (open == null || to == null || writing) {
        return;
      }
      int clock = clockRequests.getAndSet(0);
      if (queue.isEmpty() && clock == 0) {
        return;
      }
      write(open, to, (clock & CLOCK_ASK) != 0);
    }
    schedule();
  }

  private void write(Channel open, NodeId receiver, boolean ask) {
    ByteBuf frame = open.alloc().directBuffer(expectedBytes());
    Frames.begin(frame);
    boolean asks = fill(frame) || ask;
    long hlc = context.hlc.getAsLong();
    Frames.finish(frame, asks ? Frames.FLAG_ANSWER_CLOCK : 0, hlc);
    clockSent = hlc;
    if (asks) {
      clockAsked = hlc;
    }
    framesSent++;
    lastSentNanos = context.clock.monotonicNanos();
    PeerCounters counters = context.counters;
    counters.framesSent.increment();
    counters.bytesSent.add(frame.readableBytes());
    if (frame.readableBytes() == Frames.LENGTH_BYTES + Frames.HEADER_BYTES) {
      counters.clockFramesSent.increment();
    }
    if (!context.passes(context.self(), receiver)) {
      frame.release();
      return;
    }
    ChannelFuture written = open.writeAndFlush(frame);
    if (!written.isDone()) {
      writing = true;
      written.addListener(_ -> {
        if (open.equals(channel)) {
          writing = false;
          schedule();
        }
      });
    }
  }

  private int expectedBytes() {
    long expected = queuedBytes.get() + FRAME_BYTES_MIN;
    return (int) Math.min(expected, context.config.frameBytesTarget());
  }

  /// Returns whether one of the messages asks for the receiver's clock.
  private boolean fill(ByteBuf frame) {
    boolean asks = false;
    int count = 0;
    for (Outgoing message = queue.peek(); message != null; message = queue.peek()) {
      long bytes = frame.writerIndex() + (long) Frames.MESSAGE_HEADER_BYTES + message.size();
      if (count > 0 && bytes > context.config.frameBytesTarget()) {
        break;
      }
      poll();
      int start = frame.writerIndex();
      try {
        Frames.append(frame, message);
      } catch (IOException | RuntimeException e) {
        frame.writerIndex(start);
        log.atError().addKeyValue("node", to).setCause(e).log("message could not be written");
        unsendable.accept(message);
        continue;
      }
      asks |= message.asksClock();
      sent.accept(message);
      count++;
    }
    context.counters.messagesSent.add(count);
    return asks;
  }

  private @Nullable Outgoing poll() {
    Outgoing message = queue.poll();
    if (message != null) {
      queuedBytes.addAndGet(-message.size() - (long) Frames.MESSAGE_HEADER_BYTES);
    }
    return message;
  }

  /// Writes one message past the queue: greetings, before a channel is attached.
  static void writeAlone(PeerContext context, Channel channel, MessageKind kind, byte[] body) {
    ByteBuf frame = channel.alloc().directBuffer(FRAME_BYTES_MIN + body.length);
    Frames.begin(frame);
    try {
      Frames.append(frame, Outgoing.plain(kind, 0, 0, PeerMessage.of(body)));
    } catch (IOException e) {
      frame.release();
      throw new IllegalStateException(e);
    }
    Frames.finish(frame, (byte) 0, context.hlc.getAsLong());
    context.counters.framesSent.increment();
    context.counters.bytesSent.add(frame.readableBytes());
    channel.writeAndFlush(frame);
  }
}
