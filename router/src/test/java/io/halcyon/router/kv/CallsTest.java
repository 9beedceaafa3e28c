package io.halcyon.router.kv;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpKind;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.ShardScanRequest;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.proto.v1.GetResponse;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.MultiGetRequest;
import io.halcyon.proto.v1.MultiGetResponse;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.Write;
import io.halcyon.router.fake.FakeLinks.Fault;
import io.halcyon.router.fake.Harness;
import io.halcyon.router.fake.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallsTest {
  private final Harness harness = new Harness(3, 4);

  @AfterEach
  void close() {
    harness.close();
  }

  private static ByteString key(String user) {
    return ByteString.copyFrom(Harness.key(user));
  }

  @Test
  void incrementsOnTheKeysShard() throws Exception {
    Call call =
        Call.newBuilder()
            .setIncrement(IncrementRequest.newBuilder().setKey(key("n")).setDelta(5))
            .build();

    assertThat(harness.result(OpKind.WRITE_CALL, call).getIncrement().getValue()).isEqualTo(5);
    assertThat(harness.result(OpKind.WRITE_CALL, call).getIncrement().getValue()).isEqualTo(10);
  }

  @Test
  void readsSeveralShardsAtOneTimestamp() throws Exception {
    MultiGetRequest.Builder request = MultiGetRequest.newBuilder();
    for (int i = 0; i < 40; i++) {
      if (i % 3 != 0) {
        harness.put("key" + i, "v" + i).body();
      }
      request.addKeys(key("key" + i));
    }

    MultiGetResponse response =
        harness
            .result(OpKind.READ_CALL, Call.newBuilder().setMultiGet(request).build())
            .getMultiGet();

    assertThat(response.getResultsList())
        .extracting(GetResponse::getReadTimestamp)
        .containsOnly(response.getReadTimestamp());
    for (int i = 0; i < 40; i++) {
      assertThat(response.getResults(i).hasFound()).isEqualTo(i % 3 != 0);
      if (i % 3 != 0) {
        assertThat(response.getResults(i).getFound().getValue().toStringUtf8()).isEqualTo("v" + i);
      }
    }
  }

  @Test
  void splitsAMultiGetAnewWhenTheRingHasMoved() throws Exception {
    harness.cluster.addShard(5);
    MultiGetRequest.Builder request = MultiGetRequest.newBuilder();
    for (int i = 0; i < 40; i++) {
      harness.cluster.put(Harness.key("key" + i), "v" + i);
      request.addKeys(key("key" + i));
    }

    MultiGetResponse response =
        harness
            .result(OpKind.READ_CALL, Call.newBuilder().setMultiGet(request).build())
            .getMultiGet();

    assertThat(response.getResults(17).getFound().getValue().toStringUtf8()).isEqualTo("v17");
  }

  private static Write put(String key, String value) {
    return Write.newBuilder()
        .setKey(key(key))
        .setPut(Write.Put.newBuilder().setValue(ByteString.copyFromUtf8(value)))
        .build();
  }

  @Test
  void runsAConditionOnOneShard() throws Exception {
    ConditionalRequest request =
        ConditionalRequest.newBuilder()
            .addCompares(
                Compare.newBuilder()
                    .setKey(key("{u}lock"))
                    .setTarget(Compare.Target.EXISTS)
                    .setOperator(Compare.Operator.EQUAL))
            .addThen(Operation.newBuilder().setWrite(put("{u}lock", "me")))
            .addOtherwise(Operation.newBuilder().setGet(key("{u}lock")))
            .build();
    Call call = Call.newBuilder().setConditional(request).build();

    ConditionalResponse first = harness.result(OpKind.WRITE_CALL, call).getConditional();
    ConditionalResponse second = harness.result(OpKind.WRITE_CALL, call).getConditional();

    assertThat(first.getSucceeded()).isTrue();
    assertThat(second.getSucceeded()).isFalse();
    assertThat(second.getResults(0).getFound().getValue().toStringUtf8()).isEqualTo("me");
  }

  @Test
  void refusesKeysAndValuesBeyondTheLimitsNamingThem() {
    byte[] longKey = new byte[StoredKey.KEY_BYTES_MAX + 2];
    longKey[0] = StoredKey.KV;
    byte[] longest = new byte[StoredKey.KEY_BYTES_MAX + 1];
    longest[0] = StoredKey.KV;
    RequestId id = harness.id();

    assertThat(refused(OpKind.PUT, Bodies.put(longKey, new byte[1], 0, id))).contains("8192");
    assertThat(
            refused(
                OpKind.PUT,
                Bodies.put(Harness.key("a"), new byte[StoredKey.VALUE_BYTES_MAX + 1], 0, id)))
        .contains("1048576");
    assertThat(refused(OpKind.TXN_CALL, new byte[4])).contains("not open to clients");
    assertThat(refused(OpKind.GET, Bodies.get(new byte[] {StoredKey.KV}, 0, 0))).contains("empty");
    assertThat(refused(OpKind.DELETE, Bodies.delete(new byte[] {StoredKey.SYSTEM, 1}, id)))
        .contains("keyspace");
    assertThat(refused(OpKind.PUT, Bodies.put(Harness.key("a"), new byte[1], -1, id)))
        .contains("time to live");
    assertThat(
            harness
                .submit(
                    OpKind.PUT,
                    Bodies.put(longest, new byte[StoredKey.VALUE_BYTES_MAX], 0, id),
                    10_000)
                .body())
        .hasSize(8);
    assertThat(harness.admission.operations()).isZero();
    assertThat(harness.admission.bytes()).isZero();
  }

  @Test
  void refusesCallsThatAreNotForClients() {
    Call internal = Call.newBuilder().setShardScan(ShardScanRequest.getDefaultInstance()).build();
    Call write = Call.newBuilder().setBatch(BatchRequest.getDefaultInstance()).build();

    assertThat(refused(OpKind.READ_CALL, internal.toByteArray())).contains("not open to clients");
    assertThat(refused(OpKind.READ_CALL, write.toByteArray())).contains("BATCH sent as READ_CALL");
    assertThat(refused(OpKind.WRITE_CALL, write.toByteArray())).contains("at least one key");
    assertThat(refused(OpKind.READ_CALL, new byte[] {1, 2, 3})).contains("well-formed");
  }

  private String refused(OpKind kind, byte[] body) {
    Failure failure = harness.submit(kind, body, 10_000).failure();
    assertThat(failure).isInstanceOf(Failure.Invalid.class);
    return failure.message();
  }

  @Test
  void givesAnIdToAWriteThatHasNone() {
    byte[] put = Bodies.put(Harness.key("a"), new byte[1], 0, new RequestId(0, 0, 0));
    byte[] before = put.clone();

    assertThat(harness.submit(OpKind.PUT, put, 10_000).body()).hasSize(8);
    assertThat(put).isEqualTo(before);
  }

  @Test
  void shedsWhatExceedsTheBoundOfOperations() {
    AdmissionConfig two = new AdmissionConfig(2, 64 << 20, Duration.ofMillis(5));
    try (Harness small = new Harness(1, 1, two, KvConfig.DEFAULT)) {
      small.links.fault(1, Fault.SILENT);
      Outcome first = small.put("a", "1", 300);
      Outcome second = small.put("b", "1", 300);

      Failure third = small.put("c", "1", 300).failure();

      assertThat(third).isInstanceOf(Failure.Overloaded.class);
      assertThat(first.failure()).isInstanceOf(Failure.Ambiguous.class);
      assertThat(second.failure()).isInstanceOf(Failure.Ambiguous.class);
      small.links.fault(1, Fault.NONE);
      small.put("c", "1").body();
      assertThat(small.admission.operations()).isZero();
    }
  }

  @Test
  void shedsWhatExceedsTheBoundOfBytes() {
    AdmissionConfig small = new AdmissionConfig(1_000, 1 << 20, Duration.ofMillis(5));
    try (Harness tight = new Harness(1, 1, small, KvConfig.DEFAULT)) {
      tight.links.fault(1, Fault.SILENT);
      Outcome first = tight.put("a", "x".repeat(700_000), 300);

      assertThat(tight.put("b", "x".repeat(700_000), 300).failure())
          .isInstanceOf(Failure.Overloaded.class);
      assertThat(first.failure()).isInstanceOf(Failure.Ambiguous.class);
    }
  }
}
