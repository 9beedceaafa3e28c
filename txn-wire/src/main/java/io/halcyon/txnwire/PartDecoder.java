package io.halcyon.txnwire;

import com.google.protobuf.ByteString;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.internal.v1.AbortCauseCode;
import io.halcyon.proto.internal.v1.BlockerRecord;
import io.halcyon.proto.internal.v1.CheckRecord;
import io.halcyon.proto.internal.v1.LockModeCode;
import io.halcyon.proto.internal.v1.ObstacleRecord;
import io.halcyon.proto.internal.v1.OutcomeRecord;
import io.halcyon.proto.internal.v1.RowRecord;
import io.halcyon.proto.internal.v1.SpanRecord;
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
import io.halcyon.txn.record.Version;
import io.halcyon.txn.record.Write;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The parts of requests and responses from checked messages; each method throws `Invalid`.
final class PartDecoder {
  private PartDecoder() {}

  static <M, T> List<T> list(List<M> messages, Function<M, T> decoder) {
    return messages.stream().map(decoder).toList();
  }

  static Key key(ByteString bytes) {
    return new Key(Bounds.key(bytes));
  }

  static long timestamp(long packed) {
    return Bounds.natural(packed, "timestamp");
  }

  static long millis(long millis) {
    return Bounds.natural(millis, "duration");
  }

  static Value value(ValueRecord message) {
    return new Value(
        Bounds.value(message.getBytes()),
        Bounds.natural(message.getExpiresAtMillis(), "time of expiry"));
  }

  static @Nullable Value value(boolean present, ValueRecord message) {
    return present ? value(message) : null;
  }

  static Value answer(boolean present, ValueRecord message) {
    Bounds.present(present, "answer");
    return value(message);
  }

  static TxnId id(TxnIdRecord message) {
    Bounds.present(message.hasRequest(), "request id");
    var request = message.getRequest();
    return new TxnId(
        new RequestId(
            request.getSession(),
            request.getSequence(),
            Bounds.natural(request.getCreatedMillis(), "time of a request")),
        message.getCoordinator(),
        Bounds.natural(message.getAttempt(), "attempt"));
  }

  static TxnId id(boolean present, TxnIdRecord message) {
    Bounds.present(present, "transaction id");
    return id(message);
  }

  static TxnRef ref(TxnRefRecord message) {
    return new TxnRef(id(message.hasId(), message.getId()), key(message.getAnchor()));
  }

  static TxnRef ref(boolean present, TxnRefRecord message) {
    Bounds.present(present, "transaction");
    return ref(message);
  }

  static Span span(SpanRecord message) {
    Key start = new Key(Bounds.bound(message.getStart()));
    if (!message.hasEnd()) {
      return new Span(start, null);
    }
    Key end = new Key(Bounds.bound(message.getEnd()));
    if (end.compareTo(start) < 0) {
      throw Bounds.invalid("span that ends before it starts");
    }
    return new Span(start, end);
  }

  static Row row(RowRecord message) {
    return new Row(
        key(message.getKey()),
        new Version(
            timestamp(message.getTimestamp()), value(message.hasValue(), message.getValue())));
  }

  static Write write(WriteRecord message) {
    return new Write(
        key(message.getKey()),
        value(message.hasValue(), message.getValue()),
        message.hasBasis() ? timestamp(message.getBasis()) : Write.BLIND);
  }

  static Request.Check check(CheckRecord message) {
    Bounds.present(message.hasSpan(), "span");
    return new Request.Check(span(message.getSpan()), timestamp(message.getFrom()));
  }

  static Verdict verdict(VerdictRecord message) {
    TxnId txn = id(message.hasTxn(), message.getTxn());
    return switch (message.getKindCase()) {
      case COMMITTED_AT -> new Verdict.Committed(txn, timestamp(message.getCommittedAt()));
      case ABORTED -> new Verdict.Aborted(txn);
      case ABOVE -> new Verdict.Above(txn, timestamp(message.getAbove()));
      case KIND_NOT_SET -> throw Bounds.unknown("verdict");
    };
  }

  static Blocker blocker(BlockerRecord message) {
    return new Blocker(
        ref(message.hasTxn(), message.getTxn()),
        mode(message.getMode()),
        message.getQueued(),
        millis(message.getForMillis()));
  }

  static Response.Obstacle obstacle(ObstacleRecord message) {
    return new Response.Obstacle(ref(message.hasTxn(), message.getTxn()), key(message.getKey()));
  }

  static TxnOutcome outcome(boolean present, OutcomeRecord message) {
    Bounds.present(present, "outcome");
    return switch (message.getKindCase()) {
      case COMMITTED_AT -> new TxnOutcome.Committed(timestamp(message.getCommittedAt()));
      case ABORTED_BY -> new TxnOutcome.Aborted(cause(message.getAbortedBy()));
      case KIND_NOT_SET -> throw Bounds.unknown("outcome");
    };
  }

  static LockMode mode(LockModeCode code) {
    return switch (code) {
      case LOCK_MODE_SHARED -> LockMode.SHARED;
      case LOCK_MODE_EXCLUSIVE -> LockMode.EXCLUSIVE;
      case LOCK_MODE_UNSPECIFIED, UNRECOGNIZED -> throw Bounds.unknown("lock mode");
    };
  }

  static Request.WaitPolicy policy(WaitPolicyCode code) {
    return switch (code) {
      case WAIT_POLICY_WAIT -> Request.WaitPolicy.WAIT;
      case WAIT_POLICY_NOWAIT -> Request.WaitPolicy.NOWAIT;
      case WAIT_POLICY_SKIP_LOCKED -> Request.WaitPolicy.SKIP_LOCKED;
      case WAIT_POLICY_UNSPECIFIED, UNRECOGNIZED -> throw Bounds.unknown("wait policy");
    };
  }

  static TxnOutcome.Cause cause(AbortCauseCode code) {
    return switch (code) {
      case ABORT_CAUSE_COORDINATOR -> TxnOutcome.Cause.COORDINATOR;
      case ABORT_CAUSE_COORDINATOR_SILENT -> TxnOutcome.Cause.COORDINATOR_SILENT;
      case ABORT_CAUSE_OPERATOR -> TxnOutcome.Cause.OPERATOR;
      case ABORT_CAUSE_SUPERSEDED -> TxnOutcome.Cause.SUPERSEDED;
      case ABORT_CAUSE_FORGOTTEN -> TxnOutcome.Cause.FORGOTTEN;
      case ABORT_CAUSE_UNSPECIFIED, UNRECOGNIZED -> throw Bounds.unknown("cause of an abort");
    };
  }
}
