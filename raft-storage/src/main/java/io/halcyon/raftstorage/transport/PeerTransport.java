package io.halcyon.raftstorage.transport;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries all messages between this node and its peers over one connection pair for each.
///
/// Every node listens, and dials those that it has something to ask; requests travel on the
/// requester's connection and their replies come back on it. Messages to one peer that come
/// together leave in one frame ({@link Outbox}); every frame carries the sender's clock reading,
/// which the receiver hands to its {@link PeerListener} before it looks at the contents, so that
/// the news of rule C2 costs nothing where there is traffic.
///
/// Delivery: at most once, in order for each peer while a connection lasts; a request ends with
/// exactly one call of its {@link ReplyHandler}. Nothing is retried. Queues are bounded by bytes.
///
/// Thread-safe. Handlers, services and listeners run on event loops.
@SuppressWarnings("FutureReturnValueIgnored") // closing and scheduling on the event loop
public final class PeerTransport implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeerTransport.class);
  private static final int ACCEPTED_MAX = 1024;
  private static final Duration SWEEP_MAX = Duration.ofMillis(250);

  private final PeerContext context;
  private final PeerAddresses addresses;
  private final MultiThreadIoEventLoopGroup loops;
  private final Map<NodeId, Peer> peers = new ConcurrentHashMap<>();
  private final Map<Channel, AcceptedConnection> accepted = new ConcurrentHashMap<>();
  private final Channel listening;
  private volatile boolean closed;

  private PeerTransport(PeerContext context, PeerAddresses addresses, InetSocketAddress bind)
      throws IOException {
    this.context = context;
    this.addresses = addresses;
    var threads = new DefaultThreadFactory("halcyon-peer-" + context.self(), true);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            context.config.eventLoops(), threads, NioIoHandler.newFactory());
    this.listening = listen(bind);
    long period = Math.min(SWEEP_MAX.toMillis(), context.config.keepAlive().toMillis() / 2);
    for (EventExecutor loop : loops) {
      loop.scheduleWithFixedDelay(() -> sweep(loop), period, period, TimeUnit.MILLISECONDS);
    }
  }

  /// Starts listening; peers are dialled when they are first used or {@link #open opened}.
  ///
  /// @param bind where to listen; port 0 chooses one
  /// @param hlc reads the node's hybrid clock whenever a frame is finished
  /// @throws IOException if the address cannot be bound
  public static PeerTransport start(
      PeerTransportConfig config,
      PeerIdentity identity,
      InetSocketAddress bind,
      PeerAddresses addresses,
      LongSupplier hlc,
      PeerListener listener,
      PhysicalClock clock)
      throws IOException {
    return new PeerTransport(
        new PeerContext(config, identity, hlc, listener, clock), addresses, bind);
  }

  public Incarnation self() {
    return context.identity.self();
  }

  /// Returns where this node listens.
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) listening.localAddress();
  }

  /// Serves requests and one-way messages of a number from 0 to 255.
  public void serve(int number, PeerService service) {
    context.serve(number, service);
  }

  /// Ends {@link #serve}; does nothing if another service has taken the number.
  public void unserve(int number, PeerService service) {
    context.unserve(number, service);
  }

  /// Tells `watcher` of connections from now on.
  public void watch(ConnectionWatcher watcher) {
    context.watchers.add(watcher);
  }

  public void unwatch(ConnectionWatcher watcher) {
    context.watchers.remove(watcher);
  }

  /// Makes sure that a connection to `peer` is kept up from now on.
  public void open(NodeId peer) {
    peer(peer);
  }

  /// Closes the connection to `peer` and fails what waits for it.
  public void forget(NodeId peer) {
    Peer gone = peers.remove(peer);
    if (gone != null) {
      gone.loop().execute(gone::close);
    }
  }

  public Set<NodeId> peers() {
    return Set.copyOf(peers.keySet());
  }

  /// Returns the peer's incarnation while the connection that this node dialled is up.
  public Optional<Incarnation> connected(NodeId peer) {
    Peer known = peers.get(peer);
    return known == null ? Optional.empty() : Optional.ofNullable(known.connected());
  }

  /// Returns how many bytes wait to be sent to `peer`: the measure of backpressure.
  public long queuedBytes(NodeId peer) {
    Peer known = peers.get(peer);
    return known == null ? 0 : known.queuedBytes();
  }

  /// Sends a request; while there is no connection it waits for one, up to `timeout`.
  ///
  /// @param asksClock the receiver sends its clock reading back at once, before the reply
  public void request(
      NodeId to,
      int service,
      PeerMessage body,
      Duration timeout,
      boolean asksClock,
      ReplyHandler handler) {
    if (closed) {
      handler.failed(new PeerFailure.NotSent("the transport is closed"));
      return;
    }
    peer(to).request(service, body, timeout.toNanos(), asksClock, handler);
  }

  /// The same with a future, which fails with a {@link PeerFailureException}.
  public CompletableFuture<byte[]> request(
      NodeId to, int service, PeerMessage body, Duration timeout) {
    var result = new CompletableFuture<byte[]>();
    request(
        to,
        service,
        body,
        timeout,
        false,
        new ReplyHandler() {
          @Override
          public void received(byte[] reply) {
            result.complete(reply);
          }

          @Override
          public void failed(PeerFailure failure) {
            result.completeExceptionally(new PeerFailureException(failure));
          }
        });
    return result;
  }

  /// Sends a message that nobody answers.
  ///
  /// @return false if there is no connection or the queue is full; true promises nothing
  public boolean oneWay(NodeId to, int service, PeerMessage body) {
    return !closed && peer(to).oneWay(service, body);
  }

  /// Returns the clock that this process measures time with.
  public PhysicalClock clock() {
    return context.clock;
  }

  /// Sends a clock reading to `to`, if connected: with what leaves anyway, else in a tiny frame.
  ///
  /// @param ask the receiver sends its own back at once
  public void ping(NodeId to, boolean ask) {
    if (!closed) {
      peer(to).clock(ask, Long.MAX_VALUE);
    }
  }

  /// Sends every connected peer a clock reading of at least `atLeast`, unless a frame has already
  /// carried one there.
  ///
  /// @param ask the receivers send theirs back at once
  public void announce(long atLeast, boolean ask) {
    for (Peer peer : peers.values()) {
      peer.clock(ask, atLeast);
    }
  }

  /// Returns the thread that handles everything of `peer`: what it runs is serial with replies.
  public ScheduledExecutorService eventLoop(NodeId peer) {
    return peer(peer).loop();
  }

  public PeerCounters counters() {
    return context.counters;
  }

  /// Cuts links, for tests of faults.
  public void filter(LinkFilter filter) {
    context.filter.set(filter);
  }

  @Override
  public void close() {
    closed = true;
    listening.close().awaitUninterruptibly();
    peers.keySet().forEach(this::forget);
    accepted.keySet().forEach(Channel::close);
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  private Peer peer(NodeId node) {
    Peer known = peers.get(node);
    if (known != null) {
      return known;
    }
    if (node.equals(context.self())) {
      throw new IllegalArgumentException("a node is not its own peer: " + node);
    }
    return peers.computeIfAbsent(
        node, n -> new Peer(context, n, addresses, (SingleThreadIoEventLoop) loops.next()));
  }

  private Channel listen(InetSocketAddress bind) throws IOException {
    var binding =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                })
            .bind(bind)
            .awaitUninterruptibly();
    @Nullable Throwable cause = binding.cause();
    if (cause != null) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new IOException("cannot listen for peers on " + bind, cause);
    }
    return binding.channel();
  }

  private void accept(Channel channel) {
    if (accepted.size() >= ACCEPTED_MAX) {
      channel.close();
      return;
    }
    var loop = (SingleThreadIoEventLoop) channel.eventLoop();
    var connection = new AcceptedConnection(context, channel, loop);
    accepted.put(channel, connection);
    channel.closeFuture().addListener(_ -> accepted.remove(channel));
    channel.pipeline().addLast(new FrameDecoder(connection, context.counters));
  }

  private void sweep(EventExecutor loop) {
    long now = context.clock.monotonicNanos();
    try {
      for (Peer peer : peers.values()) {
        if (peer.loop().equals(loop)) {
          peer.sweep(now);
        }
      }
      accepted.forEach((channel, connection) -> {
        if (channel.eventLoop().equals(loop)) {
          connection.sweep(now);
        }
      });
    } catch (RuntimeException e) {
      // The sweep is a periodic task: one failing must not end it for ever.
      log.atError().setCause(e).log("sweep of peer connections failed");
    }
  }
}
