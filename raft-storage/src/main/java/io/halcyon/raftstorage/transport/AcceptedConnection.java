package io.halcyon.raftstorage.transport;

import io.halcyon.core.id.Incarnation;
import io.netty.channel.Channel;
import io.netty.channel.SingleThreadIoEventLoop;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that a peer has dialled: its requests come in, replies go back on it.
///
/// Until the greeting is accepted, only a frame of a greeting's size is read. Owned by its event
/// loop, except for answers, which come from any thread.
@SuppressWarnings("FutureReturnValueIgnored") // closing and scheduling on the event loop
final class AcceptedConnection implements FrameSink {
  private static final Logger log = LoggerFactory.getLogger(AcceptedConnection.class);
  private static final int FAILURE_CHARS_MAX = 1024;
  private static final int GREETING_FRAME_BYTES_MAX =
      Frames.LENGTH_BYTES + Frames.HEADER_BYTES + Frames.MESSAGE_HEADER_BYTES + Greeting.BYTES_MAX;

  private final PeerContext context;
  private final Channel channel;
  private final SingleThreadIoEventLoop loop;
  private final Outbox outbox;
  private final AtomicLong inProgressBytes = new AtomicLong();
  private @Nullable Incarnation from;
  private long greetingHlc;
  private boolean clockAnswerScheduled;
  private long lastReceivedNanos;

  AcceptedConnection(PeerContext context, Channel channel, SingleThreadIoEventLoop loop) {
    this.context = context;
    this.channel = channel;
    this.loop = loop;
    this.outbox = new Outbox(context, loop, _ -> {}, _ -> channel.close());
    this.lastReceivedNanos = context.clock.monotonicNanos();
    channel.closeFuture().addListener(_ -> outbox.detach());
  }

  @Override
  public int frameBytesMax() {
    return from == null ? GREETING_FRAME_BYTES_MAX : context.config.frameBytesMax();
  }

  @Override
  public boolean begin(byte flags, long hlc, int messageBytes) {
    Incarnation peer = from;
    if (peer == null) {
      greetingHlc = hlc;
      return true;
    }
    if (!context.passes(peer.node(), context.self())) {
      return false;
    }
    lastReceivedNanos = context.clock.monotonicNanos();
    return context.heard(channel, peer, hlc);
  }

  @Override
  public boolean message(MessageKind kind, int service, long id, byte[] body) {
    Incarnation peer = from;
    return switch (kind) {
      case HELLO -> peer == null && greet(body);
      case REQUEST -> peer != null && request(peer, service, id, body);
      case ONE_WAY -> peer != null && oneWay(peer, service, body);
      case WELCOME, REFUSAL, REPLY, FAILURE -> false;
    };
  }

  @Override
  public void end(byte flags) {
    if ((flags & Frames.FLAG_ANSWER_CLOCK) == 0 || from == null) {
      return;
    }
    long delay = context.config.clockAnswerDelay().toNanos();
    if (delay == 0) {
      outbox.clock(false, Long.MAX_VALUE);
    } else if (!clockAnswerScheduled) {
      clockAnswerScheduled = true;
      long before = outbox.framesSent();
      loop.schedule(() -> answerClock(before), delay, TimeUnit.NANOSECONDS);
    }
  }

  private void answerClock(long framesBefore) {
    clockAnswerScheduled = false;
    if (outbox.framesSent() == framesBefore) {
      outbox.clock(false, Long.MAX_VALUE);
    }
  }

  /// Closes the connection if it has been silent for too long.
  void sweep(long nanos) {
    long limit =
        from == null
            ? context.config.handshakeTimeout().toNanos()
            : context.config.silenceMax().toNanos();
    if (nanos - lastReceivedNanos > limit) {
      context.counters.silentConnections.increment();
      channel.close();
    }
  }

  private boolean greet(byte[] body) {
    Greeting greeting = Greeting.decode(body);
    if (greeting == null) {
      return false;
    }
    Incarnation peer = greeting.from();
    if (!context.passes(peer.node(), context.self())) {
      return true;
    }
    String refusal = greeting.refusal(context.identity);
    if (refusal == null && !context.listener.admits(peer)) {
      refusal = peer + " is not admitted";
    }
    if (refusal != null) {
      context.counters.handshakesRefused.increment();
      log.atWarn().addKeyValue("node", peer).addKeyValue("why", refusal).log("peer refused");
      byte[] reason = refusal.getBytes(StandardCharsets.UTF_8);
      Outbox.writeAlone(context, channel, MessageKind.REFUSAL, reason);
      channel.close();
      return true;
    }
    if (!context.heard(channel, peer, greetingHlc)) {
      return true;
    }
    from = peer;
    lastReceivedNanos = context.clock.monotonicNanos();
    Incarnation self = context.identity.self();
    var welcome =
        new Greeting(Greeting.VERSION, self, peer.node(), context.identity.clusterId()).encode();
    Outbox.writeAlone(context, channel, MessageKind.WELCOME, welcome);
    outbox.attach(channel, peer.node());
    return true;
  }

  private boolean request(Incarnation peer, int number, long id, byte[] body) {
    long bytes = body.length + (long) Frames.MESSAGE_HEADER_BYTES;
    if (inProgressBytes.addAndGet(bytes) > context.config.inboundBytesMax()) {
      channel.config().setAutoRead(false);
    }
    var answer = new PendingAnswer(number, id, bytes);
    PeerService service = context.service(number);
    if (service == null) {
      answer.fail("service " + number + " is not served");
      return true;
    }
    try {
      service.request(peer, body, answer);
    } catch (RuntimeException e) {
      log.atError().addKeyValue("node", peer).setCause(e).log("request failed unexpectedly");
      answer.fail(String.valueOf(e));
    }
    return true;
  }

  private boolean oneWay(Incarnation peer, int number, byte[] body) {
    PeerService service = context.service(number);
    if (service != null) {
      service.oneWay(peer, body);
    }
    return true;
  }

  private void answered(long bytes) {
    long before = inProgressBytes.getAndAdd(-bytes);
    long half = context.config.inboundBytesMax() / 2;
    if (before > half && before - bytes <= half && !loop.isShuttingDown()) {
      loop.execute(() -> channel.config().setAutoRead(true));
    }
  }

  private final class PendingAnswer implements Answer {
    private final int service;
    private final long id;
    private final long bytes;
    private final AtomicBoolean done = new AtomicBoolean();

    PendingAnswer(int service, long id, long bytes) {
      this.service = service;
      this.id = id;
      this.bytes = bytes;
    }

    @Override
    public void ok(PeerMessage body) {
      send(MessageKind.REPLY, body);
    }

    @Override
    public void fail(String detail) {
      String text = detail.substring(0, Math.min(detail.length(), FAILURE_CHARS_MAX));
      send(MessageKind.FAILURE, PeerMessage.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void send(MessageKind kind, PeerMessage body) {
      if (!done.compareAndSet(false, true)) {
        return;
      }
      answered(bytes);
      if (channel.isOpen() && !outbox.offer(Outgoing.plain(kind, service, id, body))) {
        // The requester must not wait for ever: it learns of the loss by the connection's end.
        channel.close();
      }
    }
  }
}
