package io.halcyon.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.TxnConflict;
import io.halcyon.proto.v1.ConflictDetail;
import io.halcyon.proto.v1.FailureDetail;

/// The protobuf forms of what transactions fail with. Stateless.
final class TxnFailures {
  private TxnFailures() {}

  static ConflictDetail detail(TxnConflict conflict) {
    return ConflictDetail.newBuilder()
        .setCause(
            switch (conflict.cause()) {
              case READ_CHANGED -> ConflictDetail.Cause.READ_CHANGED;
              case WRITE_CHANGED -> ConflictDetail.Cause.WRITE_CHANGED;
              case DEADLOCK -> ConflictDetail.Cause.DEADLOCK;
              case LOCK_NOT_AVAILABLE -> ConflictDetail.Cause.LOCK_NOT_AVAILABLE;
              case LOCK_TIMEOUT -> ConflictDetail.Cause.LOCK_TIMEOUT;
              case ABORTED_BY_OTHER -> ConflictDetail.Cause.ABORTED_BY_OTHER;
              case PUSHED -> ConflictDetail.Cause.PUSHED;
              case TOO_LATE -> ConflictDetail.Cause.TOO_LATE;
            })
        .setOther(conflict.other())
        .setKey(UnsafeByteOperations.unsafeWrap(conflict.key()))
        .setWaitedMillis(conflict.waitedMillis())
        .setHint(conflict.hint())
        .build();
  }

  /// A cause that this version does not know is read as the vaguest: somebody else ended it.
  static TxnConflict conflict(ConflictDetail detail) {
    return new TxnConflict(
        switch (detail.getCause()) {
          case READ_CHANGED -> TxnConflict.Cause.READ_CHANGED;
          case WRITE_CHANGED -> TxnConflict.Cause.WRITE_CHANGED;
          case DEADLOCK -> TxnConflict.Cause.DEADLOCK;
          case LOCK_NOT_AVAILABLE -> TxnConflict.Cause.LOCK_NOT_AVAILABLE;
          case LOCK_TIMEOUT -> TxnConflict.Cause.LOCK_TIMEOUT;
          case PUSHED -> TxnConflict.Cause.PUSHED;
          case TOO_LATE -> TxnConflict.Cause.TOO_LATE;
          case ABORTED_BY_OTHER, CAUSE_UNSPECIFIED, UNRECOGNIZED ->
              TxnConflict.Cause.ABORTED_BY_OTHER;
        },
        detail.getOther(),
        detail.getKey().toByteArray(),
        Math.max(0, detail.getWaitedMillis()),
        detail.getHint());
  }

  static FailureDetail.EndCause endCause(Failure.EndCause cause) {
    return switch (cause) {
      case IDLE -> FailureDetail.EndCause.IDLE;
      case TIMEOUT -> FailureDetail.EndCause.TIMEOUT;
      case OPERATOR -> FailureDetail.EndCause.OPERATOR;
      case UNKNOWN -> FailureDetail.EndCause.UNKNOWN;
    };
  }

  static Failure.EndCause endCause(FailureDetail.EndCause cause) {
    return switch (cause) {
      case IDLE -> Failure.EndCause.IDLE;
      case TIMEOUT -> Failure.EndCause.TIMEOUT;
      case OPERATOR -> Failure.EndCause.OPERATOR;
      case UNKNOWN, END_CAUSE_UNSPECIFIED, UNRECOGNIZED -> Failure.EndCause.UNKNOWN;
    };
  }
}
