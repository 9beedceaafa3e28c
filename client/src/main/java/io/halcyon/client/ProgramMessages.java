package io.halcyon.client;

import com.google.protobuf.ByteString;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.proto.v1.OneShotResult;
import io.halcyon.proto.v1.OneShotStep;
import io.halcyon.proto.v1.OperationResult;
import io.halcyon.proto.v1.TxnCondition;
import io.halcyon.rpc.FrameConfig;
import java.util.List;
import java.util.Optional;

/// The protobuf form of programs. Keys are the user's.
final class ProgramMessages {
  private static final int DEPTH_MAX = 8;

  private ProgramMessages() {}

  /// @param id empty for a program that only reads, whose outcome need not be remembered
  static OneShotRequest request(Program program, Optional<RequestId> id) {
    if (program.steps().isEmpty()) {
      throw Limits.invalid("a program needs at least one step");
    }
    OneShotRequest.Builder request = OneShotRequest.newBuilder().setLabel(program.label());
    program.steps().forEach(step -> request.addSteps(step(step, 0)));
    id.ifPresent(named -> request.setRequestId(Messages.requestId(named)));
    OneShotRequest built = request.build();
    if (built.getSerializedSize() > FrameConfig.OP_BYTES_MAX) {
      throw Limits.invalid(
          "program of "
              + built.getSerializedSize()
              + " bytes exceeds the limit of "
              + FrameConfig.OP_BYTES_MAX);
    }
    return built;
  }

  private static OneShotStep step(ProgramStep step, int depth) {
    OneShotStep.Builder message = OneShotStep.newBuilder();
    switch (step) {
      case Action.Get get -> message.setGet(TxnMessages.key(get.key()));
      case Write write ->
          message.setWrite(Messages.write(write, ByteString.copyFrom(Limits.key(write.key()))));
      case ProgramStep.Branch branch -> {
        if (depth == DEPTH_MAX) {
          throw Limits.invalid("branches may be at most " + DEPTH_MAX + " deep");
        }
        OneShotStep.Branch.Builder both = OneShotStep.Branch.newBuilder();
        branch.conditions().forEach(each -> both.addConditions(condition(each)));
        branch.thenSteps().forEach(each -> both.addThen(step(each, depth + 1)));
        branch.otherwiseSteps().forEach(each -> both.addOtherwise(step(each, depth + 1)));
        message.setBranch(both);
      }
      case ProgramStep.Require require -> {
        OneShotStep.Require.Builder all =
            OneShotStep.Require.newBuilder().setOtherwiseMessage(require.refusal());
        require.conditions().forEach(each -> all.addConditions(condition(each)));
        message.setRequire(all);
      }
    }
    return message.build();
  }

  private static TxnCondition condition(ProgramCondition condition) {
    ByteString key = TxnMessages.key(condition.key());
    return switch (condition) {
      case Condition compare ->
          TxnCondition.newBuilder().setCompare(Messages.compare(compare, key)).build();
      case ProgramCondition.NumberBound number -> {
        TxnCondition.NumberBound bound =
            TxnCondition.NumberBound.newBuilder().setKey(key).setBound(number.bound()).build();
        TxnCondition.Builder message = TxnCondition.newBuilder();
        yield number.least()
            ? message.setNumberAtLeast(bound).build()
            : message.setNumberAtMost(bound).build();
      }
    };
  }

  static ProgramResult result(OneShotResponse response) {
    List<ProgramResult.StepResult> results =
        response.getResultsList().stream().map(ProgramMessages::result).toList();
    return new ProgramResult(
        response.getSucceeded(),
        response.getRefusal(),
        results,
        Answers.timestamp(response.getTimestamp()));
  }

  private static ProgramResult.StepResult result(OneShotResult result) {
    return switch (result.getKindCase()) {
      case OPERATION -> {
        OperationResult operation = result.getOperation();
        yield new ActionResult(
            operation.hasFound() ? Optional.of(entry(operation.getFound())) : Optional.empty(),
            operation.getExisted());
      }
      case HELD -> new ProgramResult.Held(result.getHeld());
      case KIND_NOT_SET -> throw TxnMessages.unexpected(result.getKindCase());
    };
  }

  private static Entry entry(KeyValue found) {
    return new Entry(
        found.getKey().toByteArray(),
        found.getValue().toByteArray(),
        Answers.timestamp(found.getTimestamp()),
        found.getExpiresAtMillis());
  }
}
