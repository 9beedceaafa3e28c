package io.halcyon.client;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A client of a Halcyon cluster.
///
/// ```java
/// try (HalcyonClient client = HalcyonClient.connect("127.0.0.1:7400", "127.0.0.1:7401")) {
///   client.put("greeting", "hello");
///   String text = client.get("greeting").map(Entry::text).orElse("nobody there");
/// }
/// ```
///
/// Single operations are linearizable unless {@link ReadOptions} ask for less. Keys are 1 byte to 8
/// KiB, values up to 1 MiB; text is UTF-8. Each call retries within its timeout, a write always
/// under the same request id, so that it takes effect at most once.
///
/// Every method that talks to the cluster may throw {@link HalcyonException}, whose `failure()` is
/// one of a closed set of kinds. Above all: after `Ambiguous` a write may have been applied.
///
/// Thread-safe; one instance serves a whole process, and shares its connections among all threads.
public final class HalcyonClient implements AutoCloseable {
  private final Session session;
  private final AsyncClient async;
  private final SqlClient sql;

  private HalcyonClient(Session session, AsyncClient async) {
    this.session = session;
    this.async = async;
    this.sql = new SqlClient(session, async.timeout(), SqlOptions.DEFAULT);
  }

  /// Connects in the background with default settings.
  ///
  /// @param addresses of routers, `host:port`
  public static HalcyonClient connect(String... addresses) {
    return builder().addresses(addresses).build();
  }

  public static HalcyonClient connect(ClientConfig config) {
    Session session = new Session(config);
    return new HalcyonClient(session, new AsyncClient(session, config.timeout()));
  }

  public static ClientBuilder builder() {
    return new ClientBuilder();
  }

  /// Returns the same client with another timeout for its calls; closing either closes both.
  public HalcyonClient withTimeout(Duration timeout) {
    return new HalcyonClient(session, async.withTimeout(timeout));
  }

  /// Returns the operations as futures, with this client's timeout.
  public AsyncClient async() {
    return async;
  }

  public Optional<Entry> get(byte[] key) {
    return async.awaitRead(async.get(key));
  }

  public Optional<Entry> get(String key) {
    return async.awaitRead(async.get(key));
  }

  /// Reads a key, and tells in which snapshot.
  public GetResult get(byte[] key, ReadOptions options) {
    return async.awaitRead(async.get(key, options));
  }

  public GetResult get(String key, ReadOptions options) {
    return get(Text.utf8(key), options);
  }

  /// Reads several keys in one snapshot.
  public MultiGetResult multiGet(List<byte[]> keys, ReadOptions options) {
    return async.awaitRead(async.multiGet(keys, options));
  }

  public MultiGetResult multiGet(List<byte[]> keys) {
    return async.awaitRead(async.multiGet(keys));
  }

  public MultiGetResult multiGet(String... keys) {
    return multiGet(List.of(keys).stream().map(Text::utf8).toList());
  }

  /// Writes a key.
  ///
  /// @return the commit timestamp
  public HlcTimestamp put(byte[] key, byte[] value) {
    return async.await(async.put(key, value));
  }

  public HlcTimestamp put(String key, String value) {
    return async.await(async.put(key, value));
  }

  /// Writes a key that expires.
  ///
  /// @param ttl time to live; zero: for ever
  public HlcTimestamp put(byte[] key, byte[] value, Duration ttl) {
    return async.await(async.put(key, value, ttl));
  }

  public HlcTimestamp put(String key, String value, Duration ttl) {
    return put(Text.utf8(key), Text.utf8(value), ttl);
  }

  public DeleteResult delete(byte[] key) {
    return async.await(async.delete(key));
  }

  public DeleteResult delete(String key) {
    return async.await(async.delete(key));
  }

  /// Adds to a decimal integer value; an absent key counts as zero.
  public IncrementResult increment(byte[] key, long delta) {
    return async.await(async.increment(key, delta));
  }

  public IncrementResult increment(String key, long delta) {
    return async.await(async.increment(key, delta));
  }

  /// Writes several keys atomically, on whatever shards they are.
  public BatchResult batch(List<? extends Write> writes) {
    return async.await(async.batch(writes));
  }

  public BatchResult batch(Write... writes) {
    return batch(List.of(writes));
  }

  /// Runs a conditional operation, atomically.
  public ConditionalResult conditional(Conditional conditional) {
    return async.await(async.conditional(conditional));
  }

  /// Replaces a value if it is the expected one.
  ///
  /// @param expected null: only if the key is absent
  /// @return whether it was replaced
  public boolean compareAndSet(byte[] key, byte @Nullable [] expected, byte[] value) {
    return async.await(async.compareAndSet(key, expected, value));
  }

  public boolean compareAndSet(String key, @Nullable String expected, String value) {
    return async.await(async.compareAndSet(key, expected, value));
  }

  /// Returns the pairs of a scan, which are fetched while they are iterated over.
  public ScanResult scan(Scan scan) {
    return new ScanResult(async, scan);
  }

  /// Reads one page of a scan, to be continued by its token, also elsewhere and later.
  ///
  /// @param pageToken from the page before; empty for the first
  public ScanPage scanPage(Scan scan, byte[] pageToken) {
    return async.awaitRead(async.scanPage(scan, pageToken));
  }

  /// Runs a transaction: serializable, over any keys.
  ///
  /// ```java
  /// long left = client.transact(txn -> {
  ///   long balance = Long.parseLong(txn.lock("alice").orElseThrow().text());
  ///   txn.put("alice", Long.toString(balance - 10));
  ///   return balance - 10;
  /// });
  /// ```
  ///
  /// The body is run again when the transaction loses to another, or its router is lost, with
  /// jittered pauses and within this client's timeout; so it must have no effects but through its
  /// argument, and must let `HalcyonException` pass. An exception of its own rolls back, and is
  /// thrown. All attempts are one request, of which at most one takes effect.
  ///
  /// @return what the body returned in the attempt that took effect
  /// @throws HalcyonException with the last failure if no attempt took effect in time, or
  ///   `Ambiguous` if one may have; `Unsupported` if the cluster does not serve transactions
  public <T> T transact(Function<TransactionContext, T> body) {
    return transact(TransactionOptions.DEFAULT, body);
  }

  public <T> T transact(TransactionOptions options, Function<TransactionContext, T> body) {
    return new TransactRun<>(session, async, options, body).run();
  }

  /// Runs a whole transaction in one message, at the router: serializable, over any keys.
  ///
  /// @throws HalcyonException `WrongValue` or `Invalid` if a step cannot be evaluated: nothing took
  ///   effect. `Ambiguous`: it may have
  public ProgramResult execute(Program program) {
    CompletableFuture<ProgramResult> result = async.execute(program);
    return program.writes() ? async.await(result) : async.awaitRead(result);
  }

  /// Begins an explicit transaction, to be closed by the caller.
  public Transaction begin(TransactionOptions options) {
    return new Transaction(async, async.await(async.begin(options)));
  }

  /// Asks what became of a transaction's request; see {@link CommitOutcome.Ambiguous}.
  ///
  /// @return empty if no attempt of it has committed so far; one that is under way still may
  public Optional<CommitOutcome.Committed> transactionStatus(RequestId request, byte[] anchor) {
    return async.await(async.transactionStatus(request, anchor));
  }

  /// Returns the client's SQL, with default settings.
  public SqlClient sql() {
    return sql;
  }

  /// Watches changes; the caller takes them from the watch, and closes it.
  ///
  /// @throws HalcyonException with `Invalid` for a wrong key
  public Watch watch(WatchSpec spec) {
    Watch watch = new Watch(session, spec, session.anyRouter());
    session.opened(watch);
    watch.open();
    return watch;
  }

  /// Watches changes; the listener is told of them, on a virtual thread, until the watch is closed.
  public Watch watch(WatchSpec spec, WatchListener listener) {
    Watch watch = watch(spec);
    Thread.ofVirtual().name("halcyon-watch").start(() -> watch.run(listener));
    return watch;
  }

  /// Fails what is under way with `Unavailable` (writes that were sent: `Ambiguous`), ends watches
  /// and disconnects.
  @Override
  public void close() {
    sql.close();
    session.close();
  }
}
