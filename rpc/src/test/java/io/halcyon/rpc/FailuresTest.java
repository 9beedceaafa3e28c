package io.halcyon.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.TxnConflict;
import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.proto.v1.ConflictDetail;
import io.halcyon.proto.v1.FailureDetail;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final List<Failure> ALL =
      List.of(
          new Failure.NotLeader(new ShardId(3), new NodeId(7)),
          new Failure.NotLeader(new ShardId(0), null),
          new Failure.NotOwner(new ShardId(3), new Epoch(9)),
          new Failure.Unavailable("no leader"),
          new Failure.Blocked("t1 holds k", new byte[] {1, 2}),
          new Failure.Overloaded("full", Duration.ofMillis(30)),
          new Failure.DeadlineExceeded("late"),
          new Failure.Ambiguous("lost"),
          new Failure.RetryWindowPassed("old"),
          new Failure.Invalid("bad"),
          new Failure.Unsupported("not yet"),
          new Failure.WrongValue("text"),
          new Failure.OutOfRange("collected"),
          new Failure.ClockSkew("ahead"),
          new Failure.Corrupted(new ShardId(4), "checksum"),
          new Failure.Internal("bug"),
          new Failure.Conflicted(conflict(TxnConflict.Cause.READ_CHANGED)),
          new Failure.Conflicted(conflict(TxnConflict.Cause.WRITE_CHANGED)),
          new Failure.Conflicted(conflict(TxnConflict.Cause.ABORTED_BY_OTHER)),
          new Failure.Conflicted(conflict(TxnConflict.Cause.PUSHED)),
          new Failure.Conflicted(conflict(TxnConflict.Cause.TOO_LATE)),
          new Failure.MustRestart(conflict(TxnConflict.Cause.DEADLOCK)),
          new Failure.LockNotAvailable(conflict(TxnConflict.Cause.LOCK_NOT_AVAILABLE)),
          new Failure.LockNotAvailable(
              new TxnConflict(TxnConflict.Cause.LOCK_TIMEOUT, "", new byte[0], 0, "")),
          new Failure.TxnEnded(Failure.EndCause.IDLE, "idle"),
          new Failure.TxnEnded(Failure.EndCause.TIMEOUT, "old"),
          new Failure.TxnEnded(Failure.EndCause.OPERATOR, "ended"),
          new Failure.TxnEnded(Failure.EndCause.UNKNOWN, "gone"),
          new Failure.TxnTooLarge("too much"));

  private static TxnConflict conflict(TxnConflict.Cause cause) {
    return new TxnConflict(cause, "t1", new byte[] {0, 'k'}, 120, "retry");
  }

  @Test
  void thisTestKnowsEveryKind() {
    Set<Class<?>> tested = ALL.stream().map(Object::getClass).collect(Collectors.toSet());
    assertThat(tested).isEqualTo(kinds(Failure.class).collect(Collectors.toSet()));
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(FailuresTest::kinds)
        : Stream.of(type);
  }

  @Test
  void theCauseDecidesTheSqlStateOfATransactionsFailure() {
    assertThat(ALL.stream().filter(Failure.OfTransaction.class::isInstance).map(Failures::sqlState))
        .containsExactly(
            "40001", "40001", "40001", "40001", "40001", "40P01", "55P03", "55P03", "25P03",
            "25P04", "57P01", "25P01", "54000");
  }

  @Test
  void aConflictOfUnknownCauseIsTheVaguest() {
    FailureDetail novel =
        FailureDetail.newBuilder()
            .setKind("Conflicted")
            .setConflict(ConflictDetail.newBuilder().setCauseValue(99).setWaitedMillis(-1))
            .build();
    assertThat(Failures.of(novel))
        .isEqualTo(
            new Failure.Conflicted(
                new TxnConflict(TxnConflict.Cause.ABORTED_BY_OTHER, "", new byte[0], 0, "")));
  }

  @Test
  void everyKindSurvivesTheProtobufForm() throws InvalidProtocolBufferException {
    for (Failure failure : ALL) {
      byte[] bytes = Failures.detail(failure).toByteArray();
      assertThat(Failures.of(FailureDetail.parseFrom(bytes))).isEqualTo(failure);
    }
  }

  @Test
  void everyKindSurvivesAGrpcException() {
    for (Failure failure : ALL) {
      StatusRuntimeException thrown = Failures.exception(failure);
      assertThat(thrown.getStatus().getDescription()).isEqualTo(failure.message());
      assertThat(Failures.fromException(thrown)).isEqualTo(failure);
      assertThat(Failures.fromException(new CompletionException(thrown))).isEqualTo(failure);
      assertThat(Failures.fromException(new HalcyonException(failure))).isEqualTo(failure);
    }
  }

  @Test
  void everyKindHasAStatusAndASqlState() {
    for (Failure failure : ALL) {
      assertThat(Failures.status(failure).getCode()).isNotEqualTo(Status.Code.OK);
      assertThat(Failures.sqlState(failure)).matches("[0-9A-Z]{5}");
    }
    assertThat(Failures.status(ALL.getFirst()).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Failures.sqlState(new Failure.Ambiguous(""))).isEqualTo("40003");
  }

  @Test
  void everyStatusWithoutDetailIsSomeFailure() {
    for (Status.Code code : Status.Code.values()) {
      Failure failure = Failures.fromStatus(code.toStatus().withDescription("why"), null);
      assertThat(failure.message()).contains("why");
    }
    assertThat(Failures.fromStatus(Status.UNAVAILABLE, null))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void unknownKindsAndImpossibleFieldsAreTolerated() {
    FailureDetail unknown = FailureDetail.newBuilder().setKind("Novel").setDetail("x").build();
    assertThat(Failures.of(unknown)).isInstanceOf(Failure.Internal.class);
    FailureDetail impossible =
        FailureDetail.newBuilder()
            .setKind("NotOwner")
            .setShard(-1)
            .setEpoch(-1)
            .setLeaderNode(-1)
            .build();
    assertThat(Failures.of(impossible))
        .isEqualTo(new Failure.NotOwner(ShardId.SYSTEM, new Epoch(0)));
  }
}
