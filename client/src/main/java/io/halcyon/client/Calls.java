package io.halcyon.client;

import com.google.protobuf.ByteString;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpKind;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.MultiGetRequest;
import io.halcyon.proto.v1.ScanRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// Turns the client's operations into the bodies that travel in frames. Keys in frames are stored
/// keys, with their keyspace byte. Every argument is checked here.
final class Calls {
  private static final byte[] KV_END = {StoredKey.KV + 1};

  private Calls() {}

  static Request<GetResult> get(byte[] key, ReadOptions options) {
    byte[] stored = StoredKey.kv(Limits.key(key));
    byte[] body =
        switch (options) {
          case ReadOptions.Linearizable _ -> Bodies.get(stored, 0, 0);
          case ReadOptions.At at -> Bodies.get(stored, at.timestamp().packed(), 0);
          case ReadOptions.MaxStaleness max ->
              Bodies.get(stored, 0, (int) max.staleness().toMillis());
        };
    return new Request<>(OpKind.GET, body, answer -> Answers.get(key, answer));
  }

  static Request<HlcTimestamp> put(byte[] key, byte[] value, Duration ttl, RequestId id) {
    byte[] body =
        Bodies.put(StoredKey.kv(Limits.key(key)), Limits.value(value), Limits.ttlMillis(ttl), id);
    return new Request<>(OpKind.PUT, body, Answers::put);
  }

  static Request<DeleteResult> delete(byte[] key, RequestId id) {
    byte[] body = Bodies.delete(StoredKey.kv(Limits.key(key)), id);
    return new Request<>(OpKind.DELETE, body, Answers::delete);
  }

  static Request<IncrementResult> increment(byte[] key, long delta, RequestId id) {
    IncrementRequest increment =
        IncrementRequest.newBuilder()
            .setKey(storedKey(key))
            .setDelta(delta)
            .setRequestId(Messages.requestId(id))
            .build();
    return call(
        OpKind.WRITE_CALL,
        Call.newBuilder().setIncrement(increment).build(),
        result -> Answers.increment(result.getIncrement()));
  }

  static Request<MultiGetResult> multiGet(List<byte[]> keys, ReadOptions options) {
    if (keys.isEmpty()) {
      throw Limits.invalid("multiGet needs at least one key");
    }
    MultiGetRequest.Builder multiGet =
        MultiGetRequest.newBuilder().setOptions(Messages.readOptions(options));
    for (byte[] key : keys) {
      multiGet.addKeys(storedKey(key));
    }
    return call(
        OpKind.READ_CALL,
        Call.newBuilder().setMultiGet(multiGet).build(),
        result -> Answers.multiGet(keys, result.getMultiGet()));
  }

  static Request<BatchResult> batch(List<Write> writes, RequestId id) {
    if (writes.isEmpty()) {
      throw Limits.invalid("a batch needs at least one write");
    }
    BatchRequest.Builder batch = BatchRequest.newBuilder().setRequestId(Messages.requestId(id));
    for (Write write : writes) {
      batch.addWrites(Messages.write(write));
    }
    return call(
        OpKind.WRITE_CALL,
        Call.newBuilder().setBatch(batch).build(),
        result -> Answers.batch(result.getBatch()));
  }

  static Request<ConditionalResult> conditional(Conditional conditional, RequestId id) {
    ConditionalRequest.Builder request =
        ConditionalRequest.newBuilder().setRequestId(Messages.requestId(id));
    conditional.conditions().forEach(each -> request.addCompares(Messages.compare(each)));
    conditional.thenActions().forEach(each -> request.addThen(Messages.operation(each)));
    conditional.otherwiseActions().forEach(each -> request.addOtherwise(Messages.operation(each)));
    return call(
        OpKind.WRITE_CALL,
        Call.newBuilder().setConditional(request).build(),
        result -> Answers.conditional(conditional, result.getConditional()));
  }

  static Request<ScanPage> scan(Scan scan, byte[] pageToken) {
    byte[] end = scan.end();
    ByteString storedEnd =
        ByteString.copyFrom(
            end == null || end.length == 0 ? KV_END : StoredKey.kv(Limits.keyOrEmpty(end)));
    ScanRequest request =
        ScanRequest.newBuilder()
            .setStart(ByteString.copyFrom(StoredKey.kv(Limits.keyOrEmpty(scan.start()))))
            .setEnd(storedEnd)
            .setReverse(scan.isReverse())
            .setLimit((int) Math.min(scan.pageSize(), scan.limit()))
            .setOptions(Messages.readOptions(scan.options()))
            .setKeysOnly(scan.isKeysOnly())
            .setPageToken(ByteString.copyFrom(pageToken))
            .build();
    return call(
        OpKind.READ_CALL,
        Call.newBuilder().setScan(request).build(),
        result -> Answers.scan(result.getScan()));
  }

  private static ByteString storedKey(byte[] key) {
    return ByteString.copyFrom(StoredKey.kv(Limits.key(key)));
  }

  private static <T> Request<T> call(OpKind kind, Call call, Function<CallResult, T> decoder) {
    return new Request<>(
        kind, Limits.body(call.toByteArray()), body -> decoder.apply(CallResult.parseFrom(body)));
  }
}
