package io.halcyon.router.kv;

import static io.halcyon.router.fake.TxnHarness.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.OpKind;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.BatchResponse;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.Write;
import io.halcyon.router.fake.Harness;
import io.halcyon.router.fake.Outcome;
import io.halcyon.router.fake.TxnHarness;
import io.halcyon.router.fake.TxnShards;
import io.halcyon.router.fake.VirtualSession;
import io.halcyon.txn.participant.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Writes of several keys on several shards, over real participants.
class AtomicCallsTest {
  private final TxnHarness harness = new TxnHarness(3);
  private final TxnHarness.VirtualRouter router = harness.router();
  private final List<String> keys = harness.apart("key", 3);

  private static ByteString key(String user) {
    return ByteString.copyFrom(Harness.key(user));
  }

  private static Write put(String key, String value) {
    return Write.newBuilder()
        .setKey(key(key))
        .setPut(Write.Put.newBuilder().setValue(text(value)))
        .build();
  }

  private static Write add(String key, long delta) {
    return Write.newBuilder()
        .setKey(key(key))
        .setIncrement(Write.Increment.newBuilder().setDelta(delta))
        .build();
  }

  private Outcome submit(Call.Builder call) {
    return router.submit(OpKind.WRITE_CALL, call.build().toByteArray());
  }

  private BatchResponse batch(BatchRequest.Builder request) throws Exception {
    Outcome outcome = submit(Call.newBuilder().setBatch(request));
    return CallResult.parseFrom(outcome.body()).getBatch();
  }

  private ConditionalResponse conditional(ConditionalRequest.Builder request) throws Exception {
    Outcome outcome = submit(Call.newBuilder().setConditional(request));
    return CallResult.parseFrom(outcome.body()).getConditional();
  }

  @Test
  void aBatchOverShardsTakesEffectAtOneTimestamp() throws Exception {
    BatchRequest.Builder request = BatchRequest.newBuilder();
    keys.forEach(key -> request.addWrites(put(key, "v")));

    BatchResponse response = batch(request);

    assertThat(response.getShards()).isEqualTo(3);
    harness.settle(router);
    for (String key : keys) {
      assertThat(harness.shards.newest(key).timestamp()).isEqualTo(response.getTimestamp());
    }
    assertThat(harness.shards.seen(Request.Read.class)).isZero();
  }

  @Test
  void aRepeatedBatchTakesEffectOnce() throws Exception {
    BatchRequest.Builder request =
        BatchRequest.newBuilder().setRequestId(TxnHarness.message(harness.request()));
    keys.forEach(key -> request.addWrites(add(key, 1)));

    BatchResponse first = batch(request);
    assertThat(batch(request)).isEqualTo(first);

    harness.settle(router);
    assertThat(harness.value(keys.get(2))).isEqualTo("1");
  }

  @Test
  void aBatchThatOneKeyDoesNotAllowWritesNothing() {
    harness.settle(router);
    Outcome first =
        submit(
            Call.newBuilder()
                .setBatch(
                    BatchRequest.newBuilder()
                        .addWrites(put(keys.get(0), "text"))
                        .addWrites(put(keys.get(1), "1"))));
    assertThat(first.body()).isNotEmpty();

    Outcome outcome =
        submit(
            Call.newBuilder()
                .setBatch(
                    BatchRequest.newBuilder()
                        .addWrites(put(keys.get(1), "2"))
                        .addWrites(add(keys.get(0), 1))));

    assertThat(outcome.failure()).isInstanceOf(Failure.WrongValue.class);
    harness.settle(router);
    assertThat(harness.value(keys.get(1))).isEqualTo("1");
  }

  @Test
  void aConditionOverShardsComparesAndWritesAtomically() throws Exception {
    ConditionalRequest.Builder request =
        ConditionalRequest.newBuilder()
            .addCompares(
                Compare.newBuilder()
                    .setKey(key(keys.get(0)))
                    .setTarget(Compare.Target.EXISTS)
                    .setOperator(Compare.Operator.EQUAL))
            .addThen(Operation.newBuilder().setWrite(put(keys.get(0), "me")))
            .addThen(Operation.newBuilder().setWrite(put(keys.get(1), "too")))
            .addOtherwise(Operation.newBuilder().setGet(key(keys.get(0))));

    ConditionalResponse first = conditional(request);
    ConditionalResponse second = conditional(request);

    assertThat(first.getSucceeded()).isTrue();
    assertThat(first.getResultsCount()).isEqualTo(2);
    assertThat(second.getSucceeded()).isFalse();
    assertThat(second.getResults(0).getFound().getKey()).isEqualTo(key(keys.get(0)));
    assertThat(second.getResults(0).getFound().getValue()).isEqualTo(text("me"));
    assertThat(second.getResults(0).getFound().getTimestamp()).isEqualTo(first.getTimestamp());
    harness.settle(router);
    assertThat(harness.value(keys.get(1))).isEqualTo("too");
  }

  @Test
  void aBatchWithoutAnAnswerIsAmbiguousAndARepetitionTells() throws Exception {
    BatchRequest.Builder request =
        BatchRequest.newBuilder().setRequestId(TxnHarness.message(harness.request()));
    keys.forEach(key -> request.addWrites(add(key, 1)));
    harness.shards.fates((_, asked) ->
        asked instanceof Request.Commit ? TxnShards.Fate.UNANSWERED : TxnShards.Fate.SERVED);
    Outcome outcome = submit(Call.newBuilder().setBatch(request));
    assertThat(outcome.failure()).isInstanceOf(Failure.Ambiguous.class);
    harness.shards.fates((_, _) -> TxnShards.Fate.SERVED);

    assertThat(batch(request).getTimestamp()).isPositive();

    harness.settle(router);
    harness.loop.pass(5_000);
    for (String key : keys) {
      assertThat(values(key)).isEqualTo("1");
    }
  }

  /// Reads as a client would, which resolves what it meets.
  private String values(String key) {
    VirtualSession session = router.session();
    session.begin();
    return VirtualSession.shown(session.say(VirtualSession.get(key))).getFirst();
  }

  @Test
  void aBatchWithOneHashTagIsOneEntryOfOneShard() throws Exception {
    BatchResponse response =
        batch(BatchRequest.newBuilder().addWrites(put("{t}a", "1")).addWrites(put("{t}b", "2")));

    assertThat(response.getShards()).isEqualTo(1);
    assertThat(harness.cluster.applied()).isEqualTo(2);
    assertThat(harness.shards.seen(Request.class)).isZero();
  }

  @Test
  void aBatchOfOneShardFindsItsNewOwnerWhenTheRingHasMoved() throws Exception {
    harness.cluster.addShard(5);

    batch(BatchRequest.newBuilder().addWrites(put("{t}a", "1")).addWrites(put("{t}b", "2")));

    assertThat(harness.cluster.get(Harness.key("{t}b"))).contains("2");
  }
}
