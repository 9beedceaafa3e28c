package io.halcyon.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.BatchResponse;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.proto.v1.GetResponse;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.IncrementResponse;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.MultiGetRequest;
import io.halcyon.proto.v1.MultiGetResponse;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.OperationResult;
import io.halcyon.proto.v1.ScanRequest;
import io.halcyon.proto.v1.ScanResponse;
import io.halcyon.proto.v1.Write;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What fake routers serve: a map, with outcomes remembered by request id like a real cluster's.
final class FakeStore {
  private record Version(long timestamp, long ttlMillis, byte[] value) {}

  private final NavigableMap<byte[], Version> versions = new TreeMap<>(Arrays::compareUnsigned);
  private final Map<RequestId, byte[]> outcomes = new HashMap<>();
  private long clock = 1000;

  synchronized byte[] serve(OpRequest request) throws InvalidProtocolBufferException {
    return switch (request.kind()) {
      case GET -> get(request.key());
      case PUT -> once(request.requestId(), () -> Bodies.putResult(put(request)));
      case DELETE -> once(request.requestId(), () -> delete(request.key()));
      case READ_CALL, WRITE_CALL -> call(Call.parseFrom(request.body())).toByteArray();
      case TXN_CALL -> throw new HalcyonException(new Failure.Invalid("not open to clients"));
    };
  }

  synchronized int outcomesRemembered() {
    return outcomes.size();
  }

  private interface Effect {
    byte[] run();
  }

  private byte[] once(RequestId id, Effect effect) {
    byte[] known = outcomes.get(id);
    if (known != null) {
      return known;
    }
    byte[] outcome = effect.run();
    outcomes.put(id, outcome);
    return outcome;
  }

  private byte[] get(byte[] key) {
    Version version = versions.get(key);
    return version == null
        ? Bodies.getResult(clock, 0, 0, new byte[0])
        : Bodies.getResult(clock, version.timestamp(), version.ttlMillis(), version.value());
  }

  private long put(OpRequest request) {
    byte[] value =
        Arrays.copyOfRange(
            request.buffer(), request.valueOffset(), request.valueOffset() + request.valueLength());
    return put(request.key(), value, request.ttlMillis());
  }

  private long put(byte[] key, byte[] value, long ttlMillis) {
    versions.put(key, new Version(++clock, ttlMillis, value));
    return clock;
  }

  private byte[] delete(byte[] key) {
    boolean existed = versions.remove(key) != null;
    return Bodies.deleteResult(++clock, existed);
  }

  private CallResult call(Call call) throws InvalidProtocolBufferException {
    CallResult.Builder result = CallResult.newBuilder();
    return switch (call.getKindCase()) {
      case MULTI_GET -> result.setMultiGet(multiGet(call.getMultiGet())).build();
      case SCAN -> result.setScan(scan(call.getScan())).build();
      case INCREMENT ->
          CallResult.parseFrom(
              once(
                  id(call.getIncrement().getRequestId()),
                  () -> result.setIncrement(increment(call.getIncrement())).build().toByteArray()));
      case BATCH ->
          CallResult.parseFrom(
              once(
                  id(call.getBatch().getRequestId()),
                  () -> result.setBatch(batch(call.getBatch())).build().toByteArray()));
      case CONDITIONAL ->
          CallResult.parseFrom(
              once(
                  id(call.getConditional().getRequestId()),
                  () ->
                      result
                          .setConditional(conditional(call.getConditional()))
                          .build()
                          .toByteArray()));
      case SHARD_SCAN, SHARD_MULTI_GET, KIND_NOT_SET ->
          throw new HalcyonException(new Failure.Invalid("not open to clients"));
    };
  }

  static RequestId id(io.halcyon.proto.v1.RequestId id) {
    return new RequestId(id.getSession(), id.getSequence(), id.getCreatedMillis());
  }

  private MultiGetResponse multiGet(MultiGetRequest request) {
    MultiGetResponse.Builder response = MultiGetResponse.newBuilder().setReadTimestamp(clock);
    for (ByteString key : request.getKeysList()) {
      GetResponse.Builder each = GetResponse.newBuilder().setReadTimestamp(clock);
      Version version = versions.get(key.toByteArray());
      if (version != null) {
        each.setFound(keyValue(key.toByteArray(), version, false));
      }
      response.addResults(each);
    }
    return response.build();
  }

  private IncrementResponse increment(IncrementRequest request) {
    long value = add(request.getKey().toByteArray(), request.getDelta());
    return IncrementResponse.newBuilder().setValue(value).setTimestamp(clock).build();
  }

  private long add(byte[] key, long delta) {
    Version before = versions.get(key);
    long value = delta;
    if (before != null) {
      try {
        value += Long.parseLong(new String(before.value(), StandardCharsets.UTF_8));
      } catch (NumberFormatException e) {
        throw new HalcyonException(new Failure.WrongValue("not an integer"), e);
      }
    }
    put(key, Long.toString(value).getBytes(StandardCharsets.UTF_8), 0);
    return value;
  }

  private BatchResponse batch(BatchRequest request) {
    request.getWritesList().forEach(this::write);
    return BatchResponse.newBuilder().setTimestamp(clock).setShards(1).build();
  }

  private OperationResult write(Write write) {
    byte[] key = write.getKey().toByteArray();
    OperationResult.Builder result = OperationResult.newBuilder();
    switch (write.getKindCase()) {
      case PUT -> put(key, write.getPut().getValue().toByteArray(), write.getPut().getTtlMillis());
      case DELETE -> result.setExisted(versions.remove(key) != null);
      case INCREMENT -> {
        long value = add(key, write.getIncrement().getDelta());
        byte[] text = Long.toString(value).getBytes(StandardCharsets.UTF_8);
        result.setFound(keyValue(key, new Version(clock, 0, text), false));
      }
      case KIND_NOT_SET -> throw new HalcyonException(new Failure.Invalid("no write"));
    }
    return result.build();
  }

  private ConditionalResponse conditional(ConditionalRequest request) {
    boolean holds = request.getComparesList().stream().allMatch(this::holds);
    ConditionalResponse.Builder response = ConditionalResponse.newBuilder().setSucceeded(holds);
    for (Operation each : holds ? request.getThenList() : request.getOtherwiseList()) {
      if (each.hasGet()) {
        OperationResult.Builder result = OperationResult.newBuilder();
        byte[] key = each.getGet().toByteArray();
        Version version = versions.get(key);
        if (version != null) {
          result.setFound(keyValue(key, version, false));
        }
        response.addResults(result);
      } else {
        response.addResults(write(each.getWrite()));
      }
    }
    return response.setTimestamp(clock).build();
  }

  private boolean holds(Compare compare) {
    Version version = versions.get(compare.getKey().toByteArray());
    return switch (compare.getTarget()) {
      case EXISTS -> (version != null) == compare.getExists();
      case VALUE ->
          version != null && Arrays.equals(version.value(), compare.getValue().toByteArray());
      case TIMESTAMP -> (version == null ? 0 : version.timestamp()) == compare.getTimestamp();
      case TARGET_UNSPECIFIED, UNRECOGNIZED ->
          throw new HalcyonException(new Failure.Invalid("no target"));
    };
  }

  private ScanResponse scan(ScanRequest request) {
    byte[] from = request.getStart().toByteArray();
    byte[] to = request.getEnd().toByteArray();
    byte[] token = request.getPageToken().toByteArray();
    NavigableMap<byte[], Version> range = versions.subMap(from, true, to, false);
    if (request.getReverse()) {
      range = range.descendingMap();
    }
    ScanResponse.Builder response = ScanResponse.newBuilder().setReadTimestamp(clock);
    for (Map.Entry<byte[], Version> each : range.entrySet()) {
      int order = Arrays.compareUnsigned(each.getKey(), token);
      if (token.length > 0 && (request.getReverse() ? order >= 0 : order <= 0)) {
        continue;
      }
      if (response.getItemsCount() == request.getLimit()) {
        return response
            .setNextPageToken(response.getItems(response.getItemsCount() - 1).getKey())
            .build();
      }
      response.addItems(keyValue(each.getKey(), each.getValue(), request.getKeysOnly()));
    }
    return response.build();
  }

  private static KeyValue keyValue(byte[] key, Version version, boolean keyOnly) {
    return KeyValue.newBuilder()
        .setKey(ByteString.copyFrom(key))
        .setValue(keyOnly ? ByteString.EMPTY : ByteString.copyFrom(version.value()))
        .setTimestamp(version.timestamp())
        .setExpiresAtMillis(version.ttlMillis())
        .build();
  }
}
