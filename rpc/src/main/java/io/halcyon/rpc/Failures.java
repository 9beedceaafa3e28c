package io.halcyon.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.proto.v1.FailureDetail;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// The one mapping between a {@link Failure} and its forms outside: the protobuf detail (in frames
/// and in the trailer `halcyon-failure-bin`), the gRPC status, and the SQLSTATE. Stateless.
public final class Failures {
  /// The trailer that carries a failure's detail.
  public static final Metadata.Key<FailureDetail> TRAILER =
      Metadata.Key.of(
          "halcyon-failure-bin", ProtoUtils.metadataMarshaller(FailureDetail.getDefaultInstance()));

  private static final Duration RETRY_AFTER_UNKNOWN = Duration.ofMillis(100);

  private Failures() {}

  /// Returns the gRPC status, with the failure's message as description.
  public static Status status(Failure failure) {
    return code(failure).toStatus().withDescription(failure.message());
  }

  private static Status.Code code(Failure failure) {
    return switch (failure) {
      case Failure.NotLeader _, Failure.NotOwner _, Failure.Unavailable _, Failure.Blocked _ ->
          Status.Code.UNAVAILABLE;
      case Failure.Overloaded _ -> Status.Code.RESOURCE_EXHAUSTED;
      case Failure.DeadlineExceeded _ -> Status.Code.DEADLINE_EXCEEDED;
      case Failure.Ambiguous _ -> Status.Code.UNKNOWN;
      case Failure.RetryWindowPassed _ -> Status.Code.ABORTED;
      case Failure.Invalid _ -> Status.Code.INVALID_ARGUMENT;
      case Failure.Unsupported _ -> Status.Code.UNIMPLEMENTED;
      case Failure.WrongValue _, Failure.ClockSkew _ -> Status.Code.FAILED_PRECONDITION;
      case Failure.OutOfRange _ -> Status.Code.OUT_OF_RANGE;
      case Failure.Corrupted _ -> Status.Code.DATA_LOSS;
      case Failure.Internal _ -> Status.Code.INTERNAL;
      case Failure.Conflicted _, Failure.MustRestart _, Failure.TxnEnded _ -> Status.Code.ABORTED;
      // Not RESOURCE_EXHAUSTED: that invites everyone to try the same again.
      case Failure.LockNotAvailable _, Failure.TxnTooLarge _ -> Status.Code.FAILED_PRECONDITION;
    };
  }

  /// Returns the five-character SQLSTATE, PostgreSQL's where it has one for the situation.
  public static String sqlState(Failure failure) {
    return switch (failure) {
      case Failure.NotLeader _, Failure.NotOwner _, Failure.Unavailable _, Failure.Blocked _ ->
          "57P03"; // cannot_connect_now: nothing was applied, try again
      case Failure.Overloaded _ -> "53000"; // insufficient_resources
      case Failure.DeadlineExceeded _ -> "57014"; // query_canceled
      case Failure.Ambiguous _, Failure.RetryWindowPassed _ ->
          "40003"; // statement_completion_unknown
      case Failure.Invalid _ -> "22023"; // invalid_parameter_value
      case Failure.Unsupported _ -> "0A000"; // feature_not_supported
      case Failure.WrongValue _ -> "22P02"; // invalid_text_representation
      case Failure.OutOfRange _ -> "72000"; // snapshot_too_old
      case Failure.ClockSkew _ -> "58000"; // system_error
      case Failure.Corrupted _ -> "XX001"; // data_corrupted
      case Failure.Internal _ -> "XX000"; // internal_error
      case Failure.Conflicted f -> f.conflict().cause().sqlState();
      case Failure.MustRestart f -> f.conflict().cause().sqlState();
      case Failure.LockNotAvailable f -> f.conflict().cause().sqlState();
      case Failure.TxnEnded f -> sqlState(f.cause());
      case Failure.TxnTooLarge _ -> "54000"; // program_limit_exceeded
    };
  }

  private static String sqlState(Failure.EndCause cause) {
    return switch (cause) {
      case IDLE -> "25P03"; // idle_in_transaction_session_timeout
      case TIMEOUT -> "25P04"; // transaction_timeout
      case OPERATOR -> "57P01"; // admin_shutdown
      case UNKNOWN -> "25P01"; // no_active_sql_transaction
    };
  }

  /// Returns the protobuf form.
  public static FailureDetail detail(Failure failure) {
    FailureDetail.Builder detail =
        FailureDetail.newBuilder().setKind(failure.getClass().getSimpleName());
    switch (failure) {
      case Failure.NotLeader f -> {
        detail.setShard(f.shard().value());
        NodeId leader = f.leaderHint();
        if (leader != null) {
          detail.setLeaderNode(leader.value());
        }
      }
      case Failure.NotOwner f -> detail.setShard(f.shard().value()).setEpoch(f.known().value());
      case Failure.Unavailable f -> detail.setDetail(f.detail());
      case Failure.Blocked f ->
          detail.setDetail(f.detail()).setBlockedBy(UnsafeByteOperations.unsafeWrap(f.by()));
      case Failure.Overloaded f ->
          detail.setDetail(f.detail()).setRetryAfterMillis(f.retryAfter().toMillis());
      case Failure.DeadlineExceeded f -> detail.setDetail(f.detail());
      case Failure.Ambiguous f -> detail.setDetail(f.detail());
      case Failure.RetryWindowPassed f -> detail.setDetail(f.detail());
      case Failure.Invalid f -> detail.setDetail(f.detail());
      case Failure.Unsupported f -> detail.setDetail(f.detail());
      case Failure.WrongValue f -> detail.setDetail(f.detail());
      case Failure.OutOfRange f -> detail.setDetail(f.detail());
      case Failure.ClockSkew f -> detail.setDetail(f.detail());
      case Failure.Corrupted f -> detail.setShard(f.shard().value()).setDetail(f.detail());
      case Failure.Internal f -> detail.setDetail(f.detail());
      case Failure.Conflicted f -> detail.setConflict(TxnFailures.detail(f.conflict()));
      case Failure.MustRestart f -> detail.setConflict(TxnFailures.detail(f.conflict()));
      case Failure.LockNotAvailable f -> detail.setConflict(TxnFailures.detail(f.conflict()));
      case Failure.TxnEnded f ->
          detail.setDetail(f.detail()).setEndCause(TxnFailures.endCause(f.cause()));
      case Failure.TxnTooLarge f -> detail.setDetail(f.detail());
    }
    return detail.build();
  }

  /// Returns the failure of a protobuf form; a kind this version does not know is `Internal`.
  public static Failure of(FailureDetail detail) {
    String text = detail.getDetail();
    return switch (detail.getKind()) {
      case "NotLeader" -> new Failure.NotLeader(shard(detail), leader(detail));
      case "NotOwner" -> new Failure.NotOwner(shard(detail), new Epoch(epoch(detail)));
      case "Unavailable" -> new Failure.Unavailable(text);
      case "Blocked" -> new Failure.Blocked(text, detail.getBlockedBy().toByteArray());
      case "Overloaded" -> new Failure.Overloaded(text, retryAfter(detail));
      case "DeadlineExceeded" -> new Failure.DeadlineExceeded(text);
      case "Ambiguous" -> new Failure.Ambiguous(text);
      case "RetryWindowPassed" -> new Failure.RetryWindowPassed(text);
      case "Invalid" -> new Failure.Invalid(text);
      case "Unsupported" -> new Failure.Unsupported(text);
      case "WrongValue" -> new Failure.WrongValue(text);
      case "OutOfRange" -> new Failure.OutOfRange(text);
      case "ClockSkew" -> new Failure.ClockSkew(text);
      case "Corrupted" -> new Failure.Corrupted(shard(detail), text);
      case "Internal" -> new Failure.Internal(text);
      case "Conflicted" -> new Failure.Conflicted(TxnFailures.conflict(detail.getConflict()));
      case "MustRestart" -> new Failure.MustRestart(TxnFailures.conflict(detail.getConflict()));
      case "LockNotAvailable" ->
          new Failure.LockNotAvailable(TxnFailures.conflict(detail.getConflict()));
      case "TxnEnded" -> new Failure.TxnEnded(TxnFailures.endCause(detail.getEndCause()), text);
      case "TxnTooLarge" -> new Failure.TxnTooLarge(text);
      default -> new Failure.Internal("unknown failure " + detail.getKind() + ": " + text);
    };
  }

  // Fields of a peer's message are clamped rather than refused: the failure itself matters more.

  private static ShardId shard(FailureDetail detail) {
    return new ShardId(Math.max(0, detail.getShard()));
  }

  private static long epoch(FailureDetail detail) {
    return Math.max(0, detail.getEpoch());
  }

  private static @Nullable NodeId leader(FailureDetail detail) {
    return detail.getLeaderNode() > 0 ? new NodeId(detail.getLeaderNode()) : null;
  }

  private static Duration retryAfter(FailureDetail detail) {
    return Duration.ofMillis(Math.max(0, detail.getRetryAfterMillis()));
  }

  /// Returns the exception that a gRPC service fails a call with: status plus trailer.
  public static StatusRuntimeException exception(Failure failure) {
    return status(failure).asRuntimeException(trailers(failure));
  }

  /// Returns trailers that carry the failure's detail.
  public static Metadata trailers(Failure failure) {
    Metadata trailers = new Metadata();
    trailers.put(TRAILER, detail(failure));
    return trailers;
  }

  /// Returns the failure behind an exception: a carried one if there is one, else the gRPC status
  /// read as one, else `Internal`. Unwraps what futures wrap.
  public static Failure fromException(Throwable thrown) {
    return switch (thrown) {
      case HalcyonException e -> e.failure();
      case StatusRuntimeException e -> fromStatus(e.getStatus(), e.getTrailers());
      case StatusException e -> fromStatus(e.getStatus(), e.getTrailers());
      case CompletionException e when e.getCause() != null -> fromException(e.getCause());
      case ExecutionException e when e.getCause() != null -> fromException(e.getCause());
      default -> new Failure.Internal(thrown.toString());
    };
  }

  /// Returns the failure that ended a call.
  public static Failure fromStatus(Status status, @Nullable Metadata trailers) {
    FailureDetail detail = trailers == null ? null : trailers.get(TRAILER);
    if (detail != null) {
      return of(detail);
    }
    String text = text(status);
    return switch (status.getCode()) {
      case UNAVAILABLE, CANCELLED -> new Failure.Unavailable(text);
      case RESOURCE_EXHAUSTED -> new Failure.Overloaded(text, RETRY_AFTER_UNKNOWN);
      case DEADLINE_EXCEEDED -> new Failure.DeadlineExceeded(text);
      case UNKNOWN -> new Failure.Ambiguous(text);
      case ABORTED -> new Failure.RetryWindowPassed(text);
      case INVALID_ARGUMENT -> new Failure.Invalid(text);
      case UNIMPLEMENTED -> new Failure.Unsupported(text);
      case FAILED_PRECONDITION -> new Failure.WrongValue(text);
      case OUT_OF_RANGE -> new Failure.OutOfRange(text);
      case OK, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, UNAUTHENTICATED, INTERNAL, DATA_LOSS ->
          new Failure.Internal(text);
    };
  }

  private static String text(Status status) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    String text = description == null ? status.getCode().name() : description;
    return cause == null || cause.getMessage() == null ? text : text + ": " + cause.getMessage();
  }
}
