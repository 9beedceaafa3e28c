package io.halcyon.txnwire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.internal.v1.AbortCauseCode;
import io.halcyon.proto.internal.v1.BlockerRecord;
import io.halcyon.proto.internal.v1.CheckRecord;
import io.halcyon.proto.internal.v1.LockModeCode;
import io.halcyon.proto.internal.v1.ObstacleRecord;
import io.halcyon.proto.internal.v1.OutcomeRecord;
import io.halcyon.proto.internal.v1.RowRecord;
import io.halcyon.proto.internal.v1.SpanRecord;
import io.halcyon.proto.internal.v1.TxnDone;
import io.halcyon.proto.internal.v1.TxnIdRecord;
import io.halcyon.proto.internal.v1.TxnRefRecord;
import io.halcyon.proto.internal.v1.ValueRecord;
import io.halcyon.proto.internal.v1.VerdictRecord;
import io.halcyon.proto.internal.v1.WaitPolicyCode;
import io.halcyon.proto.internal.v1.WriteRecord;
import io.halcyon.txn.lock.Blocker;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.Verdict;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Write;
import java.util.List;
import java.util.function.Function;

/// The parts of requests and responses as messages.
final class PartEncoder {
  private PartEncoder() {}

  static <T, M> List<M> list(List<T> parts, Function<T, M> encoder) {
    return parts.stream().map(encoder).toList();
  }

  // Keys and values never change once made, so their arrays are lent to the message, not copied.

  static ByteString key(Key key) {
    return UnsafeByteOperations.unsafeWrap(key.bytes());
  }

  static ValueRecord value(Value value) {
    return ValueRecord.newBuilder()
        .setBytes(UnsafeByteOperations.unsafeWrap(value.bytes()))
        .setExpiresAtMillis(value.expiresAtMillis())
        .build();
  }

  static TxnIdRecord id(TxnId id) {
    RequestId request = id.request();
    return TxnIdRecord.newBuilder()
        .setRequest(
            io.halcyon.proto.v1.RequestId.newBuilder()
                .setSession(request.session())
                .setSequence(request.sequence())
                .setCreatedMillis(request.createdMillis()))
        .setCoordinator(id.coordinator())
        .setAttempt(id.attempt())
        .build();
  }

  static TxnRefRecord ref(TxnRef ref) {
    return TxnRefRecord.newBuilder().setId(id(ref.id())).setAnchor(key(ref.anchor())).build();
  }

  static SpanRecord span(Span span) {
    SpanRecord.Builder message = SpanRecord.newBuilder().setStart(key(span.start()));
    Key end = span.end();
    if (end != null) {
      message.setEnd(key(end));
    }
    return message.build();
  }

  static RowRecord row(Row row) {
    RowRecord.Builder message =
        RowRecord.newBuilder().setKey(key(row.key())).setTimestamp(row.version().timestamp());
    Value value = row.version().value();
    if (value != null) {
      message.setValue(value(value));
    }
    return message.build();
  }

  static WriteRecord write(Write write) {
    WriteRecord.Builder message = WriteRecord.newBuilder().setKey(key(write.key()));
    Value value = write.value();
    if (value != null) {
      message.setValue(value(value));
    }
    if (write.basis() != Write.BLIND) {
      message.setBasis(write.basis());
    }
    return message.build();
  }

  static CheckRecord check(Request.Check check) {
    return CheckRecord.newBuilder().setSpan(span(check.span())).setFrom(check.from()).build();
  }

  static VerdictRecord verdict(Verdict verdict) {
    VerdictRecord.Builder message = VerdictRecord.newBuilder().setTxn(id(verdict.txn()));
    return switch (verdict) {
      case Verdict.Committed committed -> message.setCommittedAt(committed.at()).build();
      case Verdict.Aborted _ -> message.setAborted(TxnDone.getDefaultInstance()).build();
      case Verdict.Above above -> message.setAbove(above.pushedTo()).build();
    };
  }

  static BlockerRecord blocker(Blocker blocker) {
    return BlockerRecord.newBuilder()
        .setTxn(ref(blocker.txn()))
        .setMode(mode(blocker.mode()))
        .setQueued(blocker.queued())
        .setForMillis(blocker.forMillis())
        .build();
  }

  static ObstacleRecord obstacle(Response.Obstacle obstacle) {
    return ObstacleRecord.newBuilder()
        .setTxn(ref(obstacle.txn()))
        .setKey(key(obstacle.key()))
        .build();
  }

  static OutcomeRecord outcome(TxnOutcome outcome) {
    OutcomeRecord.Builder message = OutcomeRecord.newBuilder();
    return switch (outcome) {
      case TxnOutcome.Committed committed -> message.setCommittedAt(committed.at()).build();
      case TxnOutcome.Aborted aborted -> message.setAbortedBy(cause(aborted.cause())).build();
    };
  }

  static LockModeCode mode(LockMode mode) {
    return switch (mode) {
      case SHARED -> LockModeCode.LOCK_MODE_SHARED;
      case EXCLUSIVE -> LockModeCode.LOCK_MODE_EXCLUSIVE;
    };
  }

  static WaitPolicyCode policy(Request.WaitPolicy policy) {
    return switch (policy) {
      case WAIT -> WaitPolicyCode.WAIT_POLICY_WAIT;
      case NOWAIT -> WaitPolicyCode.WAIT_POLICY_NOWAIT;
      case SKIP_LOCKED -> WaitPolicyCode.WAIT_POLICY_SKIP_LOCKED;
    };
  }

  static AbortCauseCode cause(TxnOutcome.Cause cause) {
    return switch (cause) {
      case COORDINATOR -> AbortCauseCode.ABORT_CAUSE_COORDINATOR;
      case COORDINATOR_SILENT -> AbortCauseCode.ABORT_CAUSE_COORDINATOR_SILENT;
      case OPERATOR -> AbortCauseCode.ABORT_CAUSE_OPERATOR;
      case SUPERSEDED -> AbortCauseCode.ABORT_CAUSE_SUPERSEDED;
      case FORGOTTEN -> AbortCauseCode.ABORT_CAUSE_FORGOTTEN;
    };
  }
}
