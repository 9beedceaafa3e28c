package io.halcyon.raftstorage.transport;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.runtime.Randomness;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The dialling side of the connection to one peer: requests go out, replies come in.
///
/// | state | event | next |
/// |---|---|---|
/// | waiting | backoff over | dialling |
/// | dialling | WELCOME | connected |
/// | dialling | failure, refusal, timeout | waiting |
/// | connected | connection lost, silence, clock refused | waiting |
///
/// A lost connection fails what was outstanding ({@link PeerFailure.Lost}) and what was queued
/// ({@link PeerFailure.NotSent}); messages queued while there is no connection wait for one until
/// their deadline. Owned by its event loop, except where noted.
@SuppressWarnings("FutureReturnValueIgnored") // closing and scheduling on the event loop
final class Peer {
  private static final Logger log = LoggerFactory.getLogger(Peer.class);

  private final PeerContext context;
  private final NodeId node;
  private final PeerAddresses addresses;
  private final SingleThreadIoEventLoop loop;
  private final Outbox outbox;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Outgoing> outstanding = new HashMap<>();
  private final RandomGenerator random = Randomness.unseeded();
  private volatile @Nullable Incarnation connected;
  private volatile boolean closed;
  private @Nullable Channel channel;
  private int attempts;
  private long dialledNanos;
  private long lastReceivedNanos;

  Peer(PeerContext context, NodeId node, PeerAddresses addresses, SingleThreadIoEventLoop loop) {
    this.context = context;
    this.node = node;
    this.addresses = addresses;
    this.loop = loop;
    this.outbox = new Outbox(context, loop, this::sent, this::unsendable);
    loop.execute(this::dial);
  }

  NodeId node() {
    return node;
  }

  SingleThreadIoEventLoop loop() {
    return loop;
  }

  /// Any thread.
  @Nullable Incarnation connected() {
    return connected;
  }

  /// Any thread.
  long queuedBytes() {
    return outbox.queuedBytes();
  }

  /// Any thread.
  void clock(boolean ask, long atLeast) {
    if (connected != null) {
      outbox.clock(ask, atLeast);
    }
  }

  /// Any thread.
  void request(
      int service, PeerMessage body, long timeoutNanos, boolean asksClock, ReplyHandler handler) {
    long deadline = context.clock.monotonicNanos() + timeoutNanos;
    long id = ids.incrementAndGet();
    var request =
        new Outgoing(
            MessageKind.REQUEST, service, id, body, body.size(), asksClock, deadline, handler);
    if (closed || loop.isShuttingDown()) {
      handler.failed(new PeerFailure.NotSent(node + " is no peer any more"));
    } else if (!outbox.offer(request)) {
      handler.failed(new PeerFailure.NotSent("queue to " + node + " is full"));
    } else if (closed) {
      // It may have slipped in behind the drain of close().
      loop.execute(this::close);
    }
  }

  /// Any thread.
  boolean oneWay(int service, PeerMessage body) {
    return connected != null && outbox.offer(Outgoing.plain(MessageKind.ONE_WAY, service, 0, body));
  }

  void close() {
    closed = true;
    if (channel != null) {
      channel.close();
    }
    fail(outbox.drain(), new PeerFailure.NotSent(node + " is no peer any more"));
  }

  void sweep(long nanos) {
    List<Outgoing> overdue = new ArrayList<>();
    outstanding.values().removeIf(r -> r.deadlineNanos() - nanos < 0 && overdue.add(r));
    context.counters.overdueRequests.add(overdue.size());
    fail(overdue, new PeerFailure.Lost("no reply from " + node + " in time"));
    if (connected == null) {
      fail(outbox.drainDue(nanos), new PeerFailure.NotSent("no connection to " + node));
      if (channel != null && nanos - dialledNanos > context.config.handshakeTimeout().toNanos()) {
        channel.close();
      }
    } else if (nanos - lastReceivedNanos > context.config.silenceMax().toNanos()) {
      context.counters.silentConnections.increment();
      if (channel != null) {
        channel.close();
      }
    } else if (nanos - Math.min(outbox.lastSentNanos(), lastReceivedNanos)
        > context.config.keepAlive().toNanos()) {
      outbox.clock(true, Long.MAX_VALUE);
    }
  }

  private void dial() {
    if (!closed) {
      // A look-up may block for seconds, so it does not run on the event loop.
      Thread.ofVirtual().name("halcyon-peer-resolve").start(this::resolve);
    }
  }

  private void resolve() {
    InetSocketAddress address = addresses.addressOf(node);
    if (address != null && address.isUnresolved()) {
      address = new InetSocketAddress(address.getHostString(), address.getPort());
    }
    InetSocketAddress target = address;
    if (!loop.isShuttingDown()) {
      loop.execute(() -> connect(target));
    }
  }

  private void connect(@Nullable InetSocketAddress address) {
    if (closed) {
      return;
    }
    if (address == null || address.isUnresolved()) {
      failed("address unknown: " + address);
      return;
    }
    dialledNanos = context.clock.monotonicNanos();
    var handshakeMillis = (int) context.config.handshakeTimeout().toMillis();
    ChannelFuture opened =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, handshakeMillis)
            .disableResolver()
            .handler(new Initializer())
            .connect(address);
    opened.addListener(result -> {
      if (result.isSuccess()) {
        greet(opened.channel());
      } else {
        failed(String.valueOf(result.cause()));
      }
    });
  }

  private void greet(Channel open) {
    channel = open;
    open.closeFuture().addListener(_ -> closed(open));
    if (closed) {
      open.close();
      return;
    }
    if (context.passes(context.self(), node)) {
      var identity = context.identity;
      var hello = new Greeting(Greeting.VERSION, identity.self(), node, identity.clusterId());
      Outbox.writeAlone(context, open, MessageKind.HELLO, hello.encode());
    }
  }

  private void failed(String why) {
    context.counters.connectFailures.increment();
    if (attempts == 0) {
      log.atInfo().addKeyValue("node", node).addKeyValue("why", why).log("peer not reached");
    }
    dialLater();
  }

  private void dialLater() {
    if (closed || loop.isShuttingDown()) {
      return;
    }
    long least = context.config.reconnectMin().toMillis();
    long most = context.config.reconnectMax().toMillis();
    long wait = Math.min(most, least << Math.min(attempts, 16));
    attempts++;
    long jittered = wait / 2 + random.nextLong(wait / 2 + 1);
    loop.schedule(this::dial, jittered, TimeUnit.MILLISECONDS);
  }

  private void closed(Channel was) {
    if (!was.equals(channel)) {
      return;
    }
    channel = null;
    boolean lost = connected != null;
    outbox.detach();
    // Taken out before the loss can be seen: who sees it and sends again waits for the next
    // connection, and is not swept away with what the broken one left behind.
    List<Outgoing> queued = lost ? outbox.drain() : List.of();
    connected = null;
    if (lost) {
      context.counters.disconnects.increment();
      List<Outgoing> pending = List.copyOf(outstanding.values());
      outstanding.clear();
      fail(pending, new PeerFailure.Lost("connection to " + node + " broke"));
      fail(queued, new PeerFailure.NotSent("connection to " + node + " broke"));
      if (!closed) {
        log.atInfo().addKeyValue("node", node).log("peer disconnected");
      }
      context.watchers.forEach(w -> w.disconnected(node));
      dialLater();
    } else {
      failed("handshake failed");
    }
  }

  private static void fail(List<Outgoing> messages, PeerFailure failure) {
    for (Outgoing message : messages) {
      if (message.handler() != null) {
        message.handler().failed(failure);
      }
    }
  }

  private void sent(Outgoing message) {
    if (message.handler() != null) {
      outstanding.put(message.id(), message);
    }
  }

  private void unsendable(Outgoing message) {
    fail(List.of(message), new PeerFailure.NotSent("message could not be written"));
  }

  private boolean welcome(Channel from, byte[] body, long hlc) {
    Greeting greeting = Greeting.decode(body);
    if (greeting == null || connected != null) {
      return false;
    }
    String refusal = greeting.refusal(context.identity);
    if (refusal == null && !greeting.from().node().equals(node)) {
      refusal = "dialled " + node + ", reached " + greeting.from();
    }
    if (refusal == null && !context.listener.admits(greeting.from())) {
      refusal = greeting.from() + " is not admitted";
    }
    if (refusal != null) {
      refused(refusal);
      from.close();
      return true;
    }
    if (!context.heard(from, greeting.from(), hlc)) {
      return true;
    }
    attempts = 0;
    lastReceivedNanos = context.clock.monotonicNanos();
    context.counters.connects.increment();
    log.atInfo().addKeyValue("node", greeting.from()).log("peer connected");
    connected = greeting.from();
    outbox.attach(from, node);
    context.watchers.forEach(w -> w.connected(greeting.from()));
    return true;
  }

  private void refused(String why) {
    context.counters.handshakesRefused.increment();
    log.atWarn().addKeyValue("node", node).addKeyValue("why", why).log("handshake refused");
  }

  private final class Initializer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel opened) {
      opened.pipeline().addLast(new FrameDecoder(new Inbound(opened), context.counters));
    }
  }

  /// Takes what the peer sends back.
  private final class Inbound implements FrameSink {
    private final Channel from;
    private long hlc;

    Inbound(Channel from) {
      this.from = from;
    }

    @Override
    public int frameBytesMax() {
      return context.config.frameBytesMax();
    }

    @Override
    public boolean begin(byte flags, long reading, int messageBytes) {
      if (!context.passes(node, context.self())) {
        return false;
      }
      hlc = reading;
      Incarnation peer = connected;
      if (peer == null) {
        return true;
      }
      lastReceivedNanos = context.clock.monotonicNanos();
      return context.heard(from, peer, reading);
    }

    @Override
    public boolean message(MessageKind kind, int service, long id, byte[] body) {
      return switch (kind) {
        case WELCOME -> welcome(from, body, hlc);
        case REFUSAL -> {
          refused(new String(body, StandardCharsets.UTF_8));
          from.close();
          yield true;
        }
        case REPLY -> connected != null && reply(id, body, null);
        case FAILURE ->
            connected != null
                && reply(
                    id, body, new PeerFailure.Refused(new String(body, StandardCharsets.UTF_8)));
        case HELLO, REQUEST, ONE_WAY -> false;
      };
    }

    @Override
    public void end(byte flags) {
      if ((flags & Frames.FLAG_ANSWER_CLOCK) != 0 && connected != null) {
        outbox.clock(false, Long.MAX_VALUE);
      }
    }

    private boolean reply(long id, byte[] body, @Nullable PeerFailure failure) {
      Outgoing request = outstanding.remove(id);
      if (request != null && request.handler() != null) {
        if (failure == null) {
          request.handler().received(body);
        } else {
          request.handler().failed(failure);
        }
      }
      return true;
    }
  }
}
