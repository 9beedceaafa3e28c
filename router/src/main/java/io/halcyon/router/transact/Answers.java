package io.halcyon.router.transact;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.TxnAmbiguous;
import io.halcyon.proto.v1.TxnCommitted;
import io.halcyon.proto.v1.TxnDone;
import io.halcyon.proto.v1.TxnFailed;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnMustRestart;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.proto.v1.TxnRows;
import io.halcyon.rpc.Failures;
import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.coordinator.Conflict;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Responses of what coordinators answer, with the user's keys. Stateless.
final class Answers {
  private Answers() {}

  static TxnResponse.Builder done() {
    return TxnResponse.newBuilder().setDone(TxnDone.getDefaultInstance());
  }

  static TxnResponse.Builder rows(Answer answer, Coordinator coordinator) {
    Answer.Rows rows = expect(answer, Answer.Rows.class);
    TxnRows.Builder message = TxnRows.newBuilder().setReadTimestamp(rows.readAt());
    rows.rows().forEach(row -> message.addRows(row(row, coordinator)));
    return TxnResponse.newBuilder().setRows(message);
  }

  /// @param limit how many rows were wanted; one more was asked for
  static TxnResponse.Builder scanned(Answer answer, int limit, Coordinator coordinator) {
    Answer.Rows rows = expect(answer, Answer.Rows.class);
    boolean more = rows.rows().size() > limit;
    List<Row> wanted = more ? rows.rows().subList(0, limit) : rows.rows();
    TxnRows.Builder message =
        TxnRows.newBuilder().setReadTimestamp(rows.readAt()).setMore(more || rows.cut());
    wanted.forEach(row -> message.addRows(row(row, coordinator)));
    return TxnResponse.newBuilder().setRows(message);
  }

  static TxnResponse.Builder locked(Answer answer, TxnLockKeys asked, Coordinator coordinator) {
    Answer.Locked locked = expect(answer, Answer.Locked.class);
    Map<Key, Row> found = new HashMap<>();
    locked.rows().forEach(row -> found.put(row.key(), row));
    TxnRows.Builder message = TxnRows.newBuilder().setReadTimestamp(locked.readAt());
    for (ByteString user : asked.getKeysList()) {
      Row row = found.get(Statements.key(user));
      if (row == null) {
        message.addSkipped(user);
      } else {
        message.addRows(row(row, coordinator));
      }
    }
    return TxnResponse.newBuilder().setRows(message);
  }

  private static TxnRows.Row row(Row row, Coordinator coordinator) {
    ByteString key = user(row.key());
    TxnRows.Row.Builder message = TxnRows.Row.newBuilder().setKey(key);
    Value value = row.version().value();
    if (value != null) {
      boolean own = coordinator.written(row.key()) != null;
      message.setFound(
          KeyValue.newBuilder()
              .setKey(key)
              .setValue(UnsafeByteOperations.unsafeWrap(value.bytes()))
              .setTimestamp(own ? 0 : row.version().timestamp())
              .setExpiresAtMillis(value.expiresAtMillis()));
    }
    return message.build();
  }

  /// @param unseen whether nothing was written and nothing is remembered
  static TxnResponse.Builder committed(Answer answer, boolean unseen, Coordinator coordinator) {
    Answer.Committed committed = expect(answer, Answer.Committed.class);
    return TxnResponse.newBuilder()
        .setCommitted(
            TxnCommitted.newBuilder()
                .setTimestamp(unseen ? 0 : committed.at())
                .setAnswer(UnsafeByteOperations.unsafeWrap(committed.answer().bytes()))
                .setByOtherAttempt(coordinator.superseded()));
  }

  /// @param answer what was remembered, if anything was
  static TxnCommitted committed(long at, @Nullable Value answer) {
    TxnCommitted.Builder committed = TxnCommitted.newBuilder().setTimestamp(at);
    if (answer != null) {
      committed.setAnswer(UnsafeByteOperations.unsafeWrap(answer.bytes()));
    }
    return committed.build();
  }

  static TxnResponse.Builder mustRestart(Answer.MustRestart restart) {
    Failure failure = new Failure.MustRestart(Conflicts.of(restart.conflict()));
    return TxnResponse.newBuilder()
        .setMustRestart(
            TxnMustRestart.newBuilder()
                .setConflict(Failures.detail(failure).getConflict())
                .setMessage(failure.message()));
  }

  static TxnResponse.Builder failed(Failure failure, boolean goesOn) {
    return TxnResponse.newBuilder()
        .setFailed(
            TxnFailed.newBuilder()
                .setFailure(Failures.detail(failure))
                .setMessage(failure.message())
                .setGoesOn(goesOn));
  }

  static TxnResponse.Builder ambiguous(Answer.Ambiguous ambiguous) {
    TxnRef txn = ambiguous.txn();
    return TxnResponse.newBuilder()
        .setAmbiguous(
            TxnAmbiguous.newBuilder()
                .setRequestId(request(txn.id().request()))
                .setAnchor(user(txn.anchor()))
                .setMessage(lost(txn)));
  }

  /// Returns a sentence about a commit whose answer never came.
  static String lost(TxnRef txn) {
    return "the shard of key "
        + new Key(Conflicts.user(txn.anchor()))
        + " did not answer the commit";
  }

  static Failure failure(Answer.Refused refused) {
    return new Failure.LockNotAvailable(Conflicts.of(refused.conflict()));
  }

  /// @param over whether the transaction is
  static Failure failure(Answer.Failed failed, boolean over) {
    Conflict conflict = failed.conflict();
    return switch (failed.reason()) {
      case CONFLICT ->
          conflict == null
              ? new Failure.TxnEnded(Failure.EndCause.UNKNOWN, failed.detail())
              : new Failure.Conflicted(Conflicts.of(conflict));
      case TOO_LARGE -> new Failure.TxnTooLarge(failed.detail());
      case TIMEOUT -> new Failure.TxnEnded(Failure.EndCause.TIMEOUT, failed.detail());
      case IDLE -> new Failure.TxnEnded(Failure.EndCause.IDLE, failed.detail());
      case TOO_OLD -> new Failure.RetryWindowPassed(failed.detail());
      // A session that did not end it itself and finds it over: it was too old for its lifetime.
      case INVALID ->
          over
              ? new Failure.TxnEnded(
                  Failure.EndCause.TIMEOUT, "the transaction outlived its limit and was undone")
              : new Failure.Invalid(failed.detail());
    };
  }

  static String name(Coordinator coordinator) {
    TxnRef txn = coordinator.ref();
    return TransactionNames.of(coordinator.id(), txn == null ? null : txn.anchor());
  }

  static io.halcyon.proto.v1.RequestId request(RequestId id) {
    return io.halcyon.proto.v1.RequestId.newBuilder()
        .setSession(id.session())
        .setSequence(id.sequence())
        .setCreatedMillis(id.createdMillis())
        .build();
  }

  static ByteString user(Key key) {
    return UnsafeByteOperations.unsafeWrap(Conflicts.user(key));
  }

  private static <A extends Answer> A expect(Answer answer, Class<A> type) {
    if (!type.isInstance(answer)) {
      throw new InvariantViolation("a statement was answered with " + answer);
    }
    return type.cast(answer);
  }
}
