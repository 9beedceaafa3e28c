package io.halcyon.router;

import io.halcyon.core.hlc.ClockConfig;
import io.halcyon.core.hlc.HlcBound;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.router.admin.ClusterAdmin;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.NodeConnections;
import io.halcyon.router.kv.Admission;
import io.halcyon.router.kv.KvFront;
import io.halcyon.router.metrics.RouterMetrics;
import io.halcyon.router.pgwire.PostgresServer;
import io.halcyon.router.rpc.ClusterLink;
import io.halcyon.router.rpc.RouterServer;
import io.halcyon.router.shardmap.ClusterView;
import io.halcyon.router.sql.LoopTimeouts;
import io.halcyon.router.sql.SqlConfig;
import io.halcyon.router.sql.SqlSessions;
import io.halcyon.router.transact.KvPrograms;
import io.halcyon.router.transact.Obstacles;
import io.halcyon.router.transact.OneShots;
import io.halcyon.router.transact.TransactionDesk;
import io.halcyon.router.transact.TransactionStorage;
import io.halcyon.router.transact.Transactions;
import io.halcyon.router.watch.Watches;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.FrameConfig;
import io.halcyon.rpc.HlcExchange;
import io.halcyon.rpc.RpcServerConfig;
import io.halcyon.rpc.http.HttpEndpoints;
import io.halcyon.sql.engine.EngineConfig;
import io.halcyon.sql.engine.SqlEngine;
import io.halcyon.sql.engine.StoredEngine;
import io.halcyon.sql.session.Timeouts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running router. Holds no durable state: losing one loses connections, never data.
///
/// Starting binds the ports and returns at once; the router becomes ready when it has received a
/// ring from a contact. Thread-safe.
public final class Router implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  private final RouterConfig config;
  private final ClusterView view = new ClusterView();
  private final Admission admission;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private int grpcPort;
  private int httpPort;
  private int postgresPort;

  private Router(RouterConfig config) {
    this.config = config;
    this.admission = new Admission(config.admission());
  }

  /// Starts a router with the machine's clock.
  ///
  /// @throws IOException if a port cannot be bound; then nothing is left running
  public static Router start(RouterConfig config) throws IOException {
    return start(config, SystemClock.INSTANCE);
  }

  /// @throws IOException if a port cannot be bound; then nothing is left running
  public static Router start(RouterConfig config, PhysicalClock clock) throws IOException {
    Router router = new Router(config);
    boolean started = false;
    try {
      router.open(clock);
      started = true;
    } finally {
      if (!started) {
        router.close();
      }
    }
    log.atInfo()
        .addKeyValue("grpc", router.grpcAddress())
        .addKeyValue("http", router.httpAddress())
        .log("router started");
    return router;
  }

  private void open(PhysicalClock clock) throws IOException {
    EventLoops loops = EventLoops.start();
    closers.push(loops::close);
    RouterMetrics metrics = new RouterMetrics();
    closers.push(metrics::close);
    HlcExchange hlc = HlcExchange.of(new HlcClock(clock, ClockConfig.DEFAULT, HlcBound.NONE));
    NodeConnections connections =
        new NodeConnections(view, config.connectionsPerNode(), FrameConfig.DEFAULT, loops, hlc);
    closers.push(connections::close);
    Dispatcher dispatcher =
        new Dispatcher(view, connections, loops.next(), clock, config.retry(), metrics);
    Transactions transactions =
        new Transactions(
            dispatcher,
            loops.next(),
            clock,
            admission,
            config.transactions(),
            metrics.transactions());
    dispatcher.unblockBy(new Obstacles(transactions));
    // When the server is closed: intents and locks of what was under way are still cleaned up.
    closers.push(() -> transactions.awaitEnd(config.closeGrace()));
    OneShots oneShots = new OneShots(transactions);
    KvFront front =
        new KvFront(dispatcher, new KvPrograms(oneShots), admission, clock, config.kv(), metrics);
    ClusterLink cluster = ClusterLink.start(config.contacts(), view, loops, config.retry(), clock);
    closers.push(cluster::close);
    Watches watches =
        new Watches(
            dispatcher, cluster.shardStreams(), loops::next, config.retry(), config.watch());
    gauges(metrics, watches);
    gauges(metrics, transactions);
    ClusterAdmin admin = new ClusterAdmin(view, cluster.nodeAdmin(), clock);
    SqlEngine engine = engine(transactions, clock);
    LoopTimeouts timeouts = new LoopTimeouts(loops.next());
    AtomicInteger sessions = new AtomicInteger();
    SqlSessions sql =
        new SqlSessions(config.sql(), engine, clock, timeouts, sessions::incrementAndGet);
    metrics.gauge("halcyon.router.sql.sessions", "Open sessions of SQL over gRPC", sql::count);
    serve(
        loops,
        new RouterServer.Services(
            front,
            transactions,
            oneShots,
            new TransactionDesk(transactions, this::grpcAddress),
            watches,
            admin,
            sql,
            hlc));
    if (config.postgres().enabled()) {
      servePostgres(engine, clock, timeouts, sessions::incrementAndGet);
    }
    serveHttp(metrics);
  }

  private void gauges(RouterMetrics metrics, Watches watches) {
    metrics.gauge(
        "halcyon.router.inflight.operations",
        "Operations admitted and not yet answered",
        admission::operations);
    metrics.gauge("halcyon.router.inflight.bytes", "Bytes of requests in flight", admission::bytes);
    metrics.gauge("halcyon.router.watches", "Open watches", watches::count);
    metrics.gauge(
        "halcyon.router.ring.epoch",
        "Epoch of the ring the router routes by, 0 without one",
        () -> view.current().epoch());
    metrics.gauge(
        "halcyon.router.state.version",
        "Version of the cluster's state the router has",
        () -> view.current().version());
  }

  private void gauges(RouterMetrics metrics, Transactions transactions) {
    metrics.gauge(
        "halcyon.router.transactions.open",
        "Transactions under way, those included whose intents are being resolved",
        transactions::count);
    metrics.gauge(
        "halcyon.router.transactions.sessions",
        "Open sessions of transactions",
        transactions::sessions);
    metrics.gauge(
        "halcyon.router.transactions.buffered.bytes",
        "Bytes of writes that transactions have buffered",
        transactions::bufferedBytes);
  }

  private void serve(EventLoops loops, RouterServer.Services services) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(config.listen().host(), config.listen().grpcPort());
    RpcServerConfig defaults = RpcServerConfig.at(address);
    RouterServer server =
        RouterServer.start(
            new RpcServerConfig(
                address,
                defaults.messageBytesMax(),
                defaults.keepAlive(),
                config.closeGrace(),
                defaults.callsPerConnectionMax()),
            loops,
            services);
    closers.push(server::close);
    closers.push(admission::close);
    closers.push(services.transactions()::drain);
    closers.push(services.watches()::close);
    closers.push(() -> services.sql().close(config.closeGrace()));
    grpcPort = server.port();
    view.onChange(map -> server.serving(map.hasRing()));
    server.serving(view.ready());
  }

  private SqlEngine engine(Transactions transactions, PhysicalClock clock) {
    SqlConfig sql = config.sql();
    return new StoredEngine(
        new TransactionStorage(transactions),
        new EngineConfig(sql.statementBytesMax(), sql.catalogLease()),
        clock);
  }

  private void servePostgres(
      SqlEngine engine, PhysicalClock clock, Timeouts timeouts, IntSupplier processIds)
      throws IOException {
    PostgresServer server =
        PostgresServer.start(
            config.postgres(),
            new InetSocketAddress(config.listen().host(), config.listen().postgresPort()),
            engine,
            clock,
            timeouts,
            processIds);
    closers.push(() -> server.close(config.closeGrace()));
    postgresPort = server.port();
  }

  private void serveHttp(RouterMetrics metrics) throws IOException {
    HttpEndpoints http =
        HttpEndpoints.builder()
            .metrics(metrics::scrape)
            .readiness(this::problem)
            .start(new InetSocketAddress(config.listen().host(), config.listen().httpPort()));
    // Last to go: /healthz answers while operations under way are being finished.
    closers.addLast(http::close);
    httpPort = http.port();
  }

  private Optional<String> problem() {
    if (closed.get()) {
      return Optional.of("shutting down");
    }
    return view.ready() ? Optional.empty() : Optional.of("no ring yet: no contact has answered");
  }

  /// Returns whether the router can route.
  public boolean ready() {
    return !closed.get() && view.ready();
  }

  /// Returns `host:port` of the gRPC server.
  public String grpcAddress() {
    return config.listen().host() + ":" + grpcPort;
  }

  /// Returns `host:port` of the HTTP server.
  public String httpAddress() {
    return config.listen().host() + ":" + httpPort;
  }

  /// Returns `host:port` of the PostgreSQL protocol; port 0 if it is not served.
  public String postgresAddress() {
    return config.listen().host() + ":" + postgresPort;
  }

  /// Returns the router's view of the cluster.
  public ClusterView view() {
    return view;
  }

  /// Drains and stops: not ready any more, watches end, operations under way are finished within
  /// the grace, then everything is closed. Blocks; not to be called from an event loop.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
    log.atInfo().addKeyValue("grpc", grpcAddress()).log("router stopped");
  }
}
