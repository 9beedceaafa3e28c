package io.halcyon.client;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.TxnConflict;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.ConflictDetail;
import io.halcyon.proto.v1.FailureDetail;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.TxnBegin;
import io.halcyon.proto.v1.TxnCommitted;
import io.halcyon.proto.v1.TxnIsolation;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnReadOnly;
import io.halcyon.proto.v1.TxnRows;
import io.halcyon.rpc.Failures;
import java.util.List;
import java.util.Optional;

/// The protobuf form of what is said in transactions. Keys are the user's.
final class TxnMessages {
  private TxnMessages() {}

  /// @param anchor empty to let the router choose
  static TxnBegin begin(TransactionOptions options, RequestId id, Optional<byte[]> anchor) {
    TxnBegin.Builder begin =
        TxnBegin.newBuilder()
            .setIsolation(
                switch (options.isolation()) {
                  case SERIALIZABLE -> TxnIsolation.SERIALIZABLE;
                  case SNAPSHOT -> TxnIsolation.SNAPSHOT;
                  case READ_COMMITTED -> TxnIsolation.READ_COMMITTED;
                })
            .setRequestId(Messages.requestId(id))
            .setLockTimeoutMillis(options.lockTimeout().toMillis())
            .setIdleTimeoutMillis(options.idleTimeout().toMillis())
            .setLifetimeMillis(options.lifetime().toMillis())
            .setLabel(options.label());
    anchor.ifPresent(key -> begin.setAnchor(key(key)));
    switch (options.readOnly()) {
      case null -> {
        // May write.
      }
      case ReadOptions.Linearizable _ -> begin.setReadOnly(TxnReadOnly.getDefaultInstance());
      case ReadOptions.At at ->
          begin.setReadOnly(TxnReadOnly.newBuilder().setAtTimestamp(at.timestamp().packed()));
      case ReadOptions.MaxStaleness max ->
          begin.setReadOnly(
              TxnReadOnly.newBuilder().setMaxStalenessMillis(max.staleness().toMillis()));
    }
    return begin.build();
  }

  static TxnLockKeys lock(KeyLock lock, List<byte[]> keys) {
    TxnLockKeys.Builder message =
        TxnLockKeys.newBuilder()
            .setMode(
                switch (lock.mode()) {
                  case EXCLUSIVE -> TxnLockKeys.Mode.FOR_UPDATE;
                  case SHARED -> TxnLockKeys.Mode.FOR_SHARE;
                })
            .setWait(
                switch (lock.ifHeld()) {
                  case WAIT -> TxnLockKeys.Wait.WAIT;
                  case NOWAIT -> TxnLockKeys.Wait.NOWAIT;
                  case SKIP_LOCKED -> TxnLockKeys.Wait.SKIP_LOCKED;
                });
    keys.forEach(key -> message.addKeys(key(key)));
    return message.build();
  }

  static ByteString key(byte[] key) {
    return ByteString.copyFrom(Limits.key(key));
  }

  static Optional<Entry> entry(TxnRows.Row row) {
    if (!row.hasFound()) {
      return Optional.empty();
    }
    KeyValue found = row.getFound();
    return Optional.of(
        new Entry(
            row.getKey().toByteArray(),
            found.getValue().toByteArray(),
            Answers.timestamp(found.getTimestamp()),
            found.getExpiresAtMillis()));
  }

  static CommitOutcome.Committed committed(TxnCommitted committed) {
    return new CommitOutcome.Committed(
        Answers.timestamp(committed.getTimestamp()),
        committed.getAnswer().toByteArray(),
        committed.getByOtherAttempt());
  }

  static TxnConflict conflict(ConflictDetail detail) {
    FailureDetail restart =
        FailureDetail.newBuilder().setKind("MustRestart").setConflict(detail).build();
    return Failures.of(restart) instanceof Failure.MustRestart failure
        ? failure.conflict()
        : new TxnConflict(TxnConflict.Cause.ABORTED_BY_OTHER, "", new byte[0], 0, "");
  }

  static HalcyonException unexpected(Object kind) {
    return new HalcyonException(
        new Failure.Internal("the router answered a statement with " + kind));
  }
}
