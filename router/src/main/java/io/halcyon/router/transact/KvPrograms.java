package io.halcyon.router.transact;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.BatchResponse;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.proto.v1.OneShotStep;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.OperationResult;
import io.halcyon.proto.v1.TxnCondition;
import io.halcyon.proto.v1.Write;
import io.halcyon.router.dispatch.Completion;
import io.halcyon.router.kv.AcrossShards;
import io.halcyon.router.kv.UserKeys;
import java.util.ArrayList;
import java.util.List;

/// Batches and conditional operations on keys of several shards, as programs under their requests'
/// ids. Keys are stored keys outside, users' keys in programs. Thread-safe, stateless.
public final class KvPrograms implements AcrossShards {
  private final OneShots oneShots;

  public KvPrograms(OneShots oneShots) {
    this.oneShots = oneShots;
  }

  @Override
  public void batch(BatchRequest batch, int shards, long deadlineNanos, Completion completion) {
    List<OneShotStep> steps = new ArrayList<>(batch.getWritesCount());
    batch.getWritesList().forEach(write -> steps.add(step(write)));
    ByteString anchor = UserKeys.user(batch.getWrites(0).getKey());
    run(
        new Plan(steps, anchor, false, batch.getRequestId()),
        deadlineNanos,
        completion,
        response ->
            CallResult.newBuilder()
                .setBatch(
                    BatchResponse.newBuilder()
                        .setTimestamp(response.getTimestamp())
                        .setShards(shards))
                .build());
  }

  @Override
  public void conditional(
      ConditionalRequest conditional, long deadlineNanos, Completion completion) {
    List<OneShotStep> then = conditional.getThenList().stream().map(KvPrograms::step).toList();
    boolean always = conditional.getComparesCount() == 0;
    List<OneShotStep> steps = always ? then : List.of(branch(conditional, then));
    run(
        new Plan(steps, UserKeys.user(anchor(conditional)), true, conditional.getRequestId()),
        deadlineNanos,
        completion,
        response -> result(response, always));
  }

  /// The first key that is written or, if none is, the first named: the same each time.
  private static ByteString anchor(ConditionalRequest conditional) {
    for (Operation operation : conditional.getThenList()) {
      if (operation.hasWrite()) {
        return operation.getWrite().getKey();
      }
    }
    for (Operation operation : conditional.getOtherwiseList()) {
      if (operation.hasWrite()) {
        return operation.getWrite().getKey();
      }
    }
    if (conditional.getComparesCount() > 0) {
      return conditional.getCompares(0).getKey();
    }
    return conditional.getThenCount() > 0
        ? conditional.getThen(0).getGet()
        : conditional.getOtherwise(0).getGet();
  }

  private static OneShotStep branch(ConditionalRequest conditional, List<OneShotStep> then) {
    OneShotStep.Branch.Builder branch = OneShotStep.Branch.newBuilder().addAllThen(then);
    for (Compare compare : conditional.getComparesList()) {
      branch.addConditions(
          TxnCondition.newBuilder()
              .setCompare(compare.toBuilder().setKey(UserKeys.user(compare.getKey()))));
    }
    conditional.getOtherwiseList().forEach(operation -> branch.addOtherwise(step(operation)));
    return OneShotStep.newBuilder().setBranch(branch).build();
  }

  private static OneShotStep step(Operation operation) {
    return operation.hasWrite()
        ? step(operation.getWrite())
        : OneShotStep.newBuilder().setGet(UserKeys.user(operation.getGet())).build();
  }

  private static OneShotStep step(Write write) {
    return OneShotStep.newBuilder()
        .setWrite(write.toBuilder().setKey(UserKeys.user(write.getKey())))
        .build();
  }

  private static CallResult result(OneShotResponse response, boolean always) {
    ConditionalResponse.Builder conditional =
        ConditionalResponse.newBuilder()
            .setSucceeded(always || response.getResults(0).getHeld())
            .setTimestamp(response.getTimestamp());
    response.getResultsList().stream()
        .skip(always ? 0 : 1)
        .forEach(result -> conditional.addResults(stored(result.getOperation())));
    return CallResult.newBuilder().setConditional(conditional).build();
  }

  private static OperationResult stored(OperationResult result) {
    if (!result.hasFound()) {
      return result;
    }
    KeyValue found = result.getFound();
    return result.toBuilder()
        .setFound(found.toBuilder().setKey(UserKeys.stored(found.getKey())))
        .build();
  }

  private record Plan(
      List<OneShotStep> steps,
      ByteString anchor,
      boolean results,
      io.halcyon.proto.v1.RequestId request) {}

  private interface Encoder {
    CallResult encode(OneShotResponse response);
  }

  private void run(Plan plan, long deadlineNanos, Completion completion, Encoder encoder) {
    RequestId id;
    try {
      id = Beginning.request(plan.request);
    } catch (HalcyonException invalid) {
      completion.failed(invalid.failure());
      return;
    }
    oneShots.run(
        plan.steps,
        plan.anchor,
        plan.results,
        id,
        oneShots.millisUntil(deadlineNanos),
        new OneShots.Reply() {
          @Override
          public void answered(OneShotResponse response) {
            completion.ok(encoder.encode(response).toByteArray());
          }

          @Override
          public void failed(Failure failure) {
            completion.failed(failure);
          }
        });
  }
}
