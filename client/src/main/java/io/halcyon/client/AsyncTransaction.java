package io.halcyon.client;

import com.google.protobuf.ByteString;
import io.halcyon.client.rpc.TransactionStream;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.TxnCommit;
import io.halcyon.proto.v1.TxnDelete;
import io.halcyon.proto.v1.TxnFailed;
import io.halcyon.proto.v1.TxnGet;
import io.halcyon.proto.v1.TxnPut;
import io.halcyon.proto.v1.TxnReleaseSavepoint;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.proto.v1.TxnRestart;
import io.halcyon.proto.v1.TxnRollback;
import io.halcyon.proto.v1.TxnRollbackTo;
import io.halcyon.proto.v1.TxnRows;
import io.halcyon.proto.v1.TxnSavepoint;
import io.halcyon.proto.v1.TxnScan;
import io.halcyon.rpc.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/// A transaction whose statements are futures; {@link Transaction} waits for them.
///
/// Statements are evaluated in the order of the calls and may be made before earlier ones are
/// answered. Each ends within the client's timeout; one that does not breaks the session, which
/// rolls the transaction back (a commit: is ambiguous). Failures are as for {@link
/// TransactionContext}. A commit fails if a write before it has failed. Futures complete on the
/// client's event loop. Thread-safe.
public final class AsyncTransaction {
  private final Session session;
  private final TransactionStream stream;
  private final RequestId request;
  private final AnchorChoice anchor;
  private final Duration timeout;

  AsyncTransaction(
      Session session,
      TransactionStream stream,
      RequestId request,
      AnchorChoice anchor,
      Duration timeout) {
    this.session = session;
    this.stream = stream;
    this.request = request;
    this.anchor = anchor;
    this.timeout = timeout;
  }

  /// Returns the name under which the outcome is remembered.
  public RequestId request() {
    return request;
  }

  public CompletableFuture<Optional<Entry>> get(byte[] key) {
    return getAll(List.of(key)).thenApply(List::getFirst);
  }

  public CompletableFuture<List<Optional<Entry>>> getAll(List<byte[]> keys) {
    return say(
        () -> {
          TxnGet.Builder get = TxnGet.newBuilder();
          keys.forEach(key -> get.addKeys(TxnMessages.key(key)));
          return TxnRequest.newBuilder().setGet(get);
        },
        answer -> entries(answer, keys.size()));
  }

  private static List<Optional<Entry>> entries(TxnResponse answer, int count) {
    List<TxnRows.Row> rows = rows(answer).getRowsList();
    if (rows.size() != count) {
      throw TxnMessages.unexpected(rows.size() + " rows instead of " + count);
    }
    return rows.stream().map(TxnMessages::entry).toList();
  }

  private static TxnRows rows(TxnResponse answer) {
    if (!answer.hasRows()) {
      throw TxnMessages.unexpected(answer.getKindCase());
    }
    return answer.getRows();
  }

  /// Reads a range into memory, page by page, up to the scan's limit.
  public CompletableFuture<List<Entry>> scan(Scan scan) {
    if (scan.isKeysOnly() || !scan.options().equals(ReadOptions.LINEARIZABLE)) {
      return CompletableFuture.failedFuture(
          Limits.invalid("a scan in a transaction reads its snapshot, values included"));
    }
    byte[] end = scan.end();
    return page(scan, scan.start(), end == null ? new byte[0] : end, new ArrayList<>());
  }

  private CompletableFuture<List<Entry>> page(
      Scan scan, byte[] start, byte[] end, List<Entry> found) {
    int most = (int) Math.min(scan.pageSize(), scan.limit() - found.size());
    return say(
            () ->
                TxnRequest.newBuilder()
                    .setScan(
                        TxnScan.newBuilder()
                            .setStart(ByteString.copyFrom(Limits.bound(start)))
                            .setEnd(ByteString.copyFrom(Limits.bound(end)))
                            .setReverse(scan.isReverse())
                            .setLimit(most)),
            AsyncTransaction::rows)
        .thenCompose(rows -> {
          rows.getRowsList().forEach(row -> TxnMessages.entry(row).ifPresent(found::add));
          if (!rows.getMore() || rows.getRowsCount() == 0 || found.size() >= scan.limit()) {
            return CompletableFuture.completedFuture(List.copyOf(found));
          }
          byte[] last = found.getLast().key();
          return scan.isReverse()
              ? page(scan, start, last, found)
              : page(scan, Arrays.copyOf(last, last.length + 1), end, found);
        });
  }

  public CompletableFuture<LockResult> lock(KeyLock lock, List<byte[]> keys) {
    if (keys.isEmpty()) {
      return CompletableFuture.failedFuture(Limits.invalid("a lock needs at least one key"));
    }
    return said(
            () -> {
              TxnRequest.Builder message =
                  TxnRequest.newBuilder().setLock(TxnMessages.lock(lock, keys));
              anchor.sent(keys.getFirst());
              return message;
            })
        .whenComplete((_, thrown) -> {
          if (thrown == null
              || Failures.fromException(thrown) instanceof Failure.LockNotAvailable) {
            anchor.locked(keys.getFirst());
          }
        })
        .thenApply(answer -> {
          TxnRows rows = rows(answer);
          return new LockResult(
              entries(answer, keys.size() - rows.getSkippedCount()),
              rows.getSkippedList().stream().map(ByteString::toByteArray).toList());
        });
  }

  /// @param ttl zero: for ever
  public CompletableFuture<Void> put(byte[] key, byte[] value, Duration ttl) {
    return written(
        key,
        () -> {
          TxnPut.Builder put =
              TxnPut.newBuilder()
                  .setKey(TxnMessages.key(key))
                  .setValue(ByteString.copyFrom(Limits.value(value)))
                  .setTtlMillis(Limits.ttlMillis(ttl));
          anchor.sent(key);
          return TxnRequest.newBuilder().setPut(put);
        });
  }

  public CompletableFuture<Void> put(byte[] key, byte[] value) {
    return put(key, value, Duration.ZERO);
  }

  public CompletableFuture<Void> delete(byte[] key) {
    return written(
        key,
        () -> {
          TxnDelete.Builder delete = TxnDelete.newBuilder().setKey(TxnMessages.key(key));
          anchor.sent(key);
          return TxnRequest.newBuilder().setDelete(delete);
        });
  }

  private CompletableFuture<Void> written(byte[] key, Supplier<TxnRequest.Builder> encoder) {
    return done(encoder).thenRun(() -> anchor.written(key));
  }

  public CompletableFuture<Void> savepoint(String name) {
    return done(
        () -> TxnRequest.newBuilder().setSavepoint(TxnSavepoint.newBuilder().setName(name)));
  }

  public CompletableFuture<Void> rollbackTo(String name) {
    return done(
        () -> TxnRequest.newBuilder().setRollbackTo(TxnRollbackTo.newBuilder().setName(name)));
  }

  public CompletableFuture<Void> release(String name) {
    return done(
        () -> TxnRequest.newBuilder().setRelease(TxnReleaseSavepoint.newBuilder().setName(name)));
  }

  /// Commits. The future only fails if the call was wrong; every outcome is a value.
  ///
  /// @param answer remembered with the commit, for whoever repeats the request; at most 64 KiB
  public CompletableFuture<CommitOutcome> commit(byte[] answer) {
    TxnCommit.Builder commit =
        TxnCommit.newBuilder()
            .setAnswer(ByteString.copyFrom(answer))
            .setRemember(true)
            .setUnlessFailed(true);
    CompletableFuture<TxnResponse> answered;
    try {
      answered = answered(TxnRequest.newBuilder().setCommit(commit));
    } catch (HalcyonException e) {
      return CompletableFuture.completedFuture(new CommitOutcome.Failed(e.failure()));
    }
    return answered.handle((response, thrown) ->
        thrown == null ? outcome(response) : unanswered(Failures.fromException(thrown)));
  }

  private CommitOutcome outcome(TxnResponse answer) {
    return switch (answer.getKindCase()) {
      case COMMITTED -> TxnMessages.committed(answer.getCommitted());
      case MUST_RESTART ->
          new CommitOutcome.MustRestart(
              TxnMessages.conflict(answer.getMustRestart().getConflict()));
      case FAILED -> refused(Failures.of(answer.getFailed().getFailure()));
      case AMBIGUOUS ->
          new CommitOutcome.Ambiguous(
              request,
              answer.getAmbiguous().getAnchor().isEmpty()
                  ? Optional.ofNullable(anchor.ofCommit())
                  : Optional.of(answer.getAmbiguous().getAnchor().toByteArray()),
              answer.getAmbiguous().getMessage());
      case BEGUN, ROWS, DONE, ROLLED_BACK, KIND_NOT_SET ->
          unanswered(TxnMessages.unexpected(answer.getKindCase()).failure());
    };
  }

  /// A commit that was sent and not answered is ambiguous, whatever ended the session: also if
  /// nothing was written, since another attempt of the request may have been.
  private CommitOutcome unanswered(Failure why) {
    return why instanceof Failure.Unsupported
        ? new CommitOutcome.Failed(why)
        : new CommitOutcome.Ambiguous(
            request, Optional.ofNullable(anchor.ofCommit()), why.message());
  }

  /// Two kinds say of themselves that something may have been applied.
  private CommitOutcome refused(Failure why) {
    return why instanceof Failure.Internal || why instanceof Failure.Ambiguous
        ? unanswered(why)
        : new CommitOutcome.Failed(why);
  }

  /// Ends the transaction without effect; its session cannot be used any more.
  public CompletableFuture<Void> rollback() {
    // Whether it is answered or the session is broken: there is no commit.
    return said(() -> TxnRequest.newBuilder().setRollback(TxnRollback.getDefaultInstance()))
        .handle((_, _) -> stream)
        .thenAccept(TransactionStream::close);
  }

  /// After `MustRestart`: a new attempt with the locks of the last; say the statements again.
  public CompletableFuture<Void> restart() {
    return said(() -> TxnRequest.newBuilder().setRestart(TxnRestart.getDefaultInstance()))
        .thenAccept(answer -> {
          expect(answer, TxnResponse.KindCase.BEGUN);
          anchor.restarted(answer.getBegun().getAnchor().toByteArray());
        });
  }

  /// Says the first thing of all.
  CompletableFuture<Void> begin(TransactionOptions options, Optional<byte[]> decidedAt) {
    return said(
            () -> TxnRequest.newBuilder().setBegin(TxnMessages.begin(options, request, decidedAt)))
        .thenAccept(answer -> expect(answer, TxnResponse.KindCase.BEGUN));
  }

  /// Breaks the session, which rolls back what is not committed.
  void abandon() {
    stream.close();
  }

  private CompletableFuture<Void> done(Supplier<TxnRequest.Builder> encoder) {
    return said(encoder).thenAccept(answer -> expect(answer, TxnResponse.KindCase.DONE));
  }

  private static void expect(TxnResponse answer, TxnResponse.KindCase kind) {
    if (answer.getKindCase() != kind) {
      throw TxnMessages.unexpected(answer.getKindCase());
    }
  }

  private <T> CompletableFuture<T> say(
      Supplier<TxnRequest.Builder> encoder, Function<TxnResponse, T> decoder) {
    return said(encoder).thenApply(decoder);
  }

  /// Says a statement and waits for its answer, unless it is a failure.
  private CompletableFuture<TxnResponse> said(Supplier<TxnRequest.Builder> encoder) {
    CompletableFuture<TxnResponse> answered;
    try {
      answered = answered(encoder.get());
    } catch (HalcyonException e) {
      return CompletableFuture.failedFuture(e);
    }
    return answered.thenApply(answer ->
        switch (answer.getKindCase()) {
          case MUST_RESTART ->
              throw new HalcyonException(
                  new Failure.MustRestart(
                      TxnMessages.conflict(answer.getMustRestart().getConflict())));
          case FAILED -> throw failed(answer.getFailed());
          case BEGUN, ROWS, DONE, COMMITTED, ROLLED_BACK, AMBIGUOUS, KIND_NOT_SET -> answer;
        });
  }

  private static HalcyonException failed(TxnFailed failed) {
    return new HalcyonException(Failures.of(failed.getFailure()));
  }

  /// @throws HalcyonException if nothing was sent
  private CompletableFuture<TxnResponse> answered(TxnRequest.Builder message) {
    CompletableFuture<TxnResponse> answer = stream.send(message);
    session.within(
        timeout,
        answer,
        () ->
            stream.cancel(
                new Failure.DeadlineExceeded(
                    "a statement was not answered within " + timeout.toMillis() + " ms")));
    return answer;
  }
}
