package io.halcyon.client;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.proto.v1.TxnStatusRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The client's operations as futures; the synchronous ones wait for these.
///
/// A call ends within its timeout. A future fails with a {@link HalcyonException} whose failure
/// says what the caller may do: after `Ambiguous` a write may or may not have been applied, after
/// any other kind that is documented as such it has not. Wrong arguments fail the future with
/// `Invalid`, without anything being sent.
///
/// Futures complete on the client's event loop: what is chained to them must not block (use the
/// `...Async` methods of the future if it must). Arrays that are passed must not change until the
/// future completes. Thread-safe.
public final class AsyncClient {
  private final Session session;
  private final Duration timeout;

  AsyncClient(Session session, Duration timeout) {
    this.session = session;
    this.timeout = timeout;
  }

  /// Returns the same client with another timeout for its calls.
  public AsyncClient withTimeout(Duration timeout) {
    return new AsyncClient(session, ClientConfig.requireTimeout(timeout));
  }

  public CompletableFuture<Optional<Entry>> get(byte[] key) {
    return get(key, ReadOptions.LINEARIZABLE).thenApply(GetResult::entry);
  }

  public CompletableFuture<Optional<Entry>> get(String key) {
    return get(Text.utf8(key));
  }

  /// Reads a key, and tells in which snapshot.
  public CompletableFuture<GetResult> get(byte[] key, ReadOptions options) {
    return submit(() -> Calls.get(key, options));
  }

  /// Reads several keys in one snapshot.
  public CompletableFuture<MultiGetResult> multiGet(List<byte[]> keys, ReadOptions options) {
    return submit(() -> Calls.multiGet(List.copyOf(keys), options));
  }

  public CompletableFuture<MultiGetResult> multiGet(List<byte[]> keys) {
    return multiGet(keys, ReadOptions.LINEARIZABLE);
  }

  /// Writes a key.
  ///
  /// @return the commit timestamp
  public CompletableFuture<HlcTimestamp> put(byte[] key, byte[] value) {
    return put(key, value, Duration.ZERO);
  }

  public CompletableFuture<HlcTimestamp> put(String key, String value) {
    return put(Text.utf8(key), Text.utf8(value));
  }

  /// Writes a key that expires.
  ///
  /// @param ttl time to live; zero: for ever
  public CompletableFuture<HlcTimestamp> put(byte[] key, byte[] value, Duration ttl) {
    return submitWrite(id -> Calls.put(key, value, ttl, id));
  }

  public CompletableFuture<DeleteResult> delete(byte[] key) {
    return submitWrite(id -> Calls.delete(key, id));
  }

  public CompletableFuture<DeleteResult> delete(String key) {
    return delete(Text.utf8(key));
  }

  /// Adds to a decimal integer value; an absent key counts as zero.
  public CompletableFuture<IncrementResult> increment(byte[] key, long delta) {
    return submitWrite(id -> Calls.increment(key, delta, id));
  }

  public CompletableFuture<IncrementResult> increment(String key, long delta) {
    return increment(Text.utf8(key), delta);
  }

  /// Writes several keys atomically, on whatever shards they are.
  public CompletableFuture<BatchResult> batch(List<? extends Write> writes) {
    return submitWrite(id -> Calls.batch(List.copyOf(writes), id));
  }

  /// Runs a conditional operation, atomically.
  public CompletableFuture<ConditionalResult> conditional(Conditional conditional) {
    return submitWrite(id -> Calls.conditional(conditional, id));
  }

  /// Replaces a value if it is the expected one.
  ///
  /// @param expected null: only if the key is absent
  /// @return whether it was replaced
  public CompletableFuture<Boolean> compareAndSet(
      byte[] key, byte @Nullable [] expected, byte[] value) {
    Condition condition =
        expected == null ? Condition.absent(key) : Condition.valueEquals(key, expected);
    return conditional(Conditional.when(condition).then(Write.put(key, value)))
        .thenApply(ConditionalResult::succeeded);
  }

  public CompletableFuture<Boolean> compareAndSet(
      String key, @Nullable String expected, String value) {
    return compareAndSet(
        Text.utf8(key), expected == null ? null : Text.utf8(expected), Text.utf8(value));
  }

  /// Reads one page of a scan.
  ///
  /// @param pageToken from the page before; empty for the first
  public CompletableFuture<ScanPage> scanPage(Scan scan, byte[] pageToken) {
    return submit(() -> Calls.scan(scan, pageToken));
  }

  /// Runs a whole transaction in one message.
  public CompletableFuture<ProgramResult> execute(Program program) {
    OneShotRequest message;
    try {
      message =
          ProgramMessages.request(
              program, program.writes() ? Optional.of(session.nextRequestId()) : Optional.empty());
    } catch (HalcyonException e) {
      return CompletableFuture.failedFuture(e);
    }
    return session.submit(message, timeout);
  }

  /// Begins a transaction, without retries of its own.
  public CompletableFuture<AsyncTransaction> begin(TransactionOptions options) {
    return begin(
        options,
        session.nextRequestId(),
        Optional.ofNullable(options.anchor()),
        session.anyRouter(),
        timeout);
  }

  CompletableFuture<AsyncTransaction> begin(
      TransactionOptions options,
      RequestId request,
      Optional<byte[]> anchor,
      int router,
      Duration patience) {
    if (session.isClosed()) {
      return CompletableFuture.failedFuture(
          new HalcyonException(new Failure.Unavailable("the client is closed")));
    }
    Begun begun = beginAhead(options, request, anchor, router, patience);
    AsyncTransaction transaction = begun.transaction();
    return begun
        .answer()
        .whenComplete((_, failed) -> {
          if (failed != null) {
            transaction.abandon();
          }
        })
        .thenApply(_ -> transaction);
  }

  /// A transaction that may be used, and the answer to its begin, which comes before all others.
  record Begun(AsyncTransaction transaction, CompletableFuture<Void> answer) {}

  /// Begins a transaction without waiting for the answer.
  Begun beginAhead(
      TransactionOptions options,
      RequestId request,
      Optional<byte[]> anchor,
      int router,
      Duration patience) {
    AsyncTransaction transaction =
        new AsyncTransaction(
            session,
            session.transactions().open(router),
            request,
            new AnchorChoice(anchor.orElse(null)),
            patience);
    return new Begun(transaction, transaction.begin(options, anchor));
  }

  /// Runs a transaction with retries, on a virtual thread; see {@link HalcyonClient#transact}.
  public <T> CompletableFuture<T> transact(
      TransactionOptions options, Function<TransactionContext, T> body) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("halcyon-transact")
        .start(() -> {
          try {
            future.complete(new TransactRun<>(session, this, options, body).run());
          } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }

  /// Asks what became of a transaction's request.
  ///
  /// @param anchor the key at whose shard it was decided
  /// @return empty if no attempt of it has committed so far; one that is under way still may
  public CompletableFuture<Optional<CommitOutcome.Committed>> transactionStatus(
      RequestId request, byte[] anchor) {
    return status(request, anchor, session.anyRouter(), timeout);
  }

  CompletableFuture<Optional<CommitOutcome.Committed>> status(
      RequestId request, byte[] anchor, int router, Duration patience) {
    TxnStatusRequest message =
        TxnStatusRequest.newBuilder()
            .setRequestId(Messages.requestId(request))
            .setAnchor(TxnMessages.key(anchor))
            .build();
    return session
        .transactions()
        .status(router, message, Math.max(1, patience.toMillis()))
        .thenApply(response ->
            switch (response.getKindCase()) {
              case COMMITTED -> Optional.of(TxnMessages.committed(response.getCommitted()));
              case UNDECIDED -> Optional.empty();
              case KIND_NOT_SET -> throw TxnMessages.unexpected(response.getKindCase());
            });
  }

  Duration timeout() {
    return timeout;
  }

  private <T> CompletableFuture<T> submitWrite(Function<RequestId, Request<T>> encoder) {
    return submit(() -> encoder.apply(session.nextRequestId()));
  }

  private <T> CompletableFuture<T> submit(Supplier<Request<T>> encoder) {
    Request<T> request;
    try {
      request = encoder.get();
    } catch (HalcyonException e) {
      return CompletableFuture.failedFuture(e);
    }
    return session.submit(request, timeout);
  }

  /// Waits for a write of this client; interrupted, it may have taken effect.
  ///
  /// @throws HalcyonException with the failure, from here, caused by the original
  /// @throws IllegalStateException if called where answers arrive, which could never end
  <T> T await(CompletableFuture<T> future) {
    return await(future, new Failure.Ambiguous("interrupted while waiting for the answer"));
  }

  /// The same for a read, which changes nothing, interrupted or not.
  <T> T awaitRead(CompletableFuture<T> future) {
    return await(future, new Failure.Unavailable("interrupted while waiting for the answer"));
  }

  private <T> T await(CompletableFuture<T> future, Failure interrupted) {
    if (session.inLoop() && !future.isDone()) {
      throw new IllegalStateException(
          "a synchronous call inside a future's callback would block the client; chain futures");
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HalcyonException failed) {
        throw new HalcyonException(failed.failure(), failed);
      }
      throw new HalcyonException(new Failure.Internal("call failed: " + e.getCause()), e);
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new HalcyonException(interrupted, e);
    }
  }
}
