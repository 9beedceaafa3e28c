package io.halcyon.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.proto.v1.FailureDetail;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final List<Failure> ALL =
      List.of(
          new Failure.NotLeader(new ShardId(3), new NodeId(7)),
          new Failure.NotLeader(new ShardId(0), null),
          new Failure.NotOwner(new ShardId(3), new Epoch(9)),
          new Failure.Unavailable("no leader"),
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
          new Failure.Internal("bug"));

  @Test
  void thisTestKnowsEveryKind() {
    Set<Class<?>> tested = ALL.stream().map(Object::getClass).collect(Collectors.toSet());
    assertThat(tested)
        .containsExactlyInAnyOrder(
            Arrays.stream(Failure.class.getPermittedSubclasses()).toArray(Class<?>[]::new));
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
