package io.halcyon.node.testing;

import com.google.protobuf.ByteString;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.testing.FakeClock;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.ShardMultiGetRequest;
import io.halcyon.proto.internal.v1.ShardScanRequest;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.Write;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Builds operations as they come in frames.
public final class Requests {
  public static final int DEADLINE_MILLIS = 5_000;

  private static final AtomicLong SEQUENCE = new AtomicLong();

  private Requests() {}

  /// Returns an id that was not used before, made at {@link FakeClock#START_MILLIS}.
  public static RequestId id() {
    return new RequestId(77, SEQUENCE.incrementAndGet(), FakeClock.START_MILLIS);
  }

  public static byte[] key(String name) {
    return StoredKey.kv(bytes(name));
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static ByteString stored(String name) {
    return ByteString.copyFrom(key(name));
  }

  public static OpRequest request(OpKind kind, byte[] body) {
    return new OpRequest(1, kind, 1, 1, DEADLINE_MILLIS, body, 0, body.length);
  }

  public static OpRequest put(String key, String value) {
    return put(key, value, 0, id());
  }

  public static OpRequest put(String key, String value, long ttlMillis, RequestId id) {
    return request(OpKind.PUT, Bodies.put(key(key), bytes(value), ttlMillis, id));
  }

  public static OpRequest delete(String key) {
    return delete(key, id());
  }

  public static OpRequest delete(String key, RequestId id) {
    return request(OpKind.DELETE, Bodies.delete(key(key), id));
  }

  public static OpRequest get(String key) {
    return getAt(key, 0);
  }

  public static OpRequest getAt(String key, long readAt) {
    return request(OpKind.GET, Bodies.get(key(key), readAt, 0));
  }

  public static OpRequest getStale(String key, int maxStalenessMillis) {
    return request(OpKind.GET, Bodies.get(key(key), 0, maxStalenessMillis));
  }

  public static OpRequest writeCall(Call call) {
    return request(OpKind.WRITE_CALL, call.toByteArray());
  }

  public static OpRequest readCall(Call call) {
    return request(OpKind.READ_CALL, call.toByteArray());
  }

  public static OpRequest increment(String key, long delta) {
    return increment(key, delta, id());
  }

  public static OpRequest increment(String key, long delta, RequestId id) {
    return writeCall(
        Call.newBuilder()
            .setIncrement(
                IncrementRequest.newBuilder()
                    .setKey(stored(key))
                    .setDelta(delta)
                    .setRequestId(proto(id)))
            .build());
  }

  public static OpRequest batch(Write... writes) {
    return writeCall(
        Call.newBuilder()
            .setBatch(
                BatchRequest.newBuilder()
                    .addAllWrites(Arrays.asList(writes))
                    .setRequestId(proto(id())))
            .build());
  }

  public static OpRequest conditional(
      RequestId id, List<Compare> compares, List<Operation> then, List<Operation> otherwise) {
    return writeCall(
        Call.newBuilder()
            .setConditional(
                ConditionalRequest.newBuilder()
                    .addAllCompares(compares)
                    .addAllThen(then)
                    .addAllOtherwise(otherwise)
                    .setRequestId(proto(id)))
            .build());
  }

  /// Returns a compare-and-set: puts `next` if the key holds `expected`.
  public static OpRequest swap(String key, String expected, String next) {
    return conditional(
        id(), List.of(valueIs(key, expected)), List.of(operation(write(key, next))), List.of());
  }

  public static OpRequest multiGet(long readAt, String... keys) {
    ShardMultiGetRequest.Builder request =
        ShardMultiGetRequest.newBuilder().setReadTimestamp(readAt);
    Arrays.stream(keys).forEach(key -> request.addKeys(stored(key)));
    return readCall(Call.newBuilder().setShardMultiGet(request).build());
  }

  /// Returns a scan over all KV keys.
  public static OpRequest scan(long readAt) {
    return readCall(
        Call.newBuilder()
            .setShardScan(
                ShardScanRequest.newBuilder()
                    .setStart(ByteString.copyFrom(new byte[] {StoredKey.KV}))
                    .setEnd(ByteString.copyFrom(new byte[] {StoredKey.KV + 1}))
                    .setReadTimestamp(readAt))
            .build());
  }

  public static io.halcyon.proto.v1.RequestId proto(RequestId id) {
    return io.halcyon.proto.v1.RequestId.newBuilder()
        .setSession(id.session())
        .setSequence(id.sequence())
        .setCreatedMillis(id.createdMillis())
        .build();
  }

  public static Compare valueIs(String key, String value) {
    return Compare.newBuilder()
        .setKey(stored(key))
        .setTarget(Compare.Target.VALUE)
        .setOperator(Compare.Operator.EQUAL)
        .setValue(ByteString.copyFromUtf8(value))
        .build();
  }

  public static Compare exists(String key, boolean expected) {
    return Compare.newBuilder()
        .setKey(stored(key))
        .setTarget(Compare.Target.EXISTS)
        .setOperator(Compare.Operator.EQUAL)
        .setExists(expected)
        .build();
  }

  public static Write write(String key, String value) {
    return Write.newBuilder()
        .setKey(stored(key))
        .setPut(Write.Put.newBuilder().setValue(ByteString.copyFromUtf8(value)))
        .build();
  }

  public static Write deletion(String key) {
    return Write.newBuilder()
        .setKey(stored(key))
        .setDelete(Write.Delete.getDefaultInstance())
        .build();
  }

  public static Write addition(String key, long delta) {
    return Write.newBuilder()
        .setKey(stored(key))
        .setIncrement(Write.Increment.newBuilder().setDelta(delta))
        .build();
  }

  public static Operation operation(Write write) {
    return Operation.newBuilder().setWrite(write).build();
  }

  public static Operation reading(String key) {
    return Operation.newBuilder().setGet(stored(key)).build();
  }
}
