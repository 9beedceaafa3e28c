package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.Write;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides how the operations that travel as protobuf calls reach their shards: to one shard as
/// they came, split if they only read, or as a transaction. Thread-safe, stateless.
final class CallRouter {
  private final Dispatcher dispatcher;
  private final AcrossShards across;
  private final RequestIds ids;
  private final ScanConfig config;

  CallRouter(Dispatcher dispatcher, AcrossShards across, RequestIds ids, ScanConfig config) {
    this.dispatcher = dispatcher;
    this.across = across;
    this.ids = ids;
    this.config = config;
  }

  void submit(OpRequest request, KvFront.Tracked tracked) {
    Call call;
    try {
      call = Call.parser().parseFrom(request.buffer(), request.bodyOffset(), request.bodyLength());
    } catch (InvalidProtocolBufferException e) {
      tracked.failed(new Failure.Invalid("call is not well-formed: " + e.getMessage()));
      return;
    }
    if (call.getKindCase() == Call.KindCase.KIND_NOT_SET) {
      tracked.failed(new Failure.Unsupported("unknown kind of call"));
      return;
    }
    boolean writes = request.kind() == OpKind.WRITE_CALL;
    if (writes != isWrite(call.getKindCase())) {
      tracked.failed(new Failure.Invalid(call.getKindCase() + " sent as " + request.kind()));
      return;
    }
    switch (call.getKindCase()) {
      case INCREMENT -> increment(call.getIncrement(), tracked);
      case BATCH -> batch(call.getBatch(), tracked);
      case CONDITIONAL -> conditional(call.getConditional(), tracked);
      case MULTI_GET -> {
        tracked.becomes(KvOperation.MULTI_GET);
        Failure invalid = checkKeys(call.getMultiGet().getKeysList());
        if (invalid != null) {
          tracked.failed(invalid);
        } else {
          MultiGetWork work = new MultiGetWork(call.getMultiGet());
          new SplitCall(dispatcher, work, tracked.deadlineNanos, tracked).start();
        }
      }
      case SCAN -> {
        tracked.becomes(KvOperation.SCAN);
        new ScanCall(dispatcher, config, call.getScan(), tracked.deadlineNanos, tracked).start();
      }
      case SHARD_SCAN, SHARD_MULTI_GET, KIND_NOT_SET ->
          tracked.failed(new Failure.Invalid(call.getKindCase() + " is not open to clients"));
    }
  }

  private static boolean isWrite(Call.KindCase kind) {
    return switch (kind) {
      case INCREMENT, BATCH, CONDITIONAL -> true;
      case MULTI_GET, SCAN, SHARD_SCAN, SHARD_MULTI_GET, KIND_NOT_SET -> false;
    };
  }

  private void increment(IncrementRequest request, KvFront.Tracked tracked) {
    tracked.becomes(KvOperation.INCREMENT);
    Failure invalid = KvLimits.key(request.getKey());
    if (invalid != null) {
      tracked.failed(invalid);
      return;
    }
    IncrementRequest.Builder named = request.toBuilder();
    if (RequestIds.isAbsent(request.getRequestId())) {
      named.setRequestId(ids.nextMessage());
    }
    byte[] body = Call.newBuilder().setIncrement(named).build().toByteArray();
    dispatcher.sendByToken(
        new Operation(OpKind.WRITE_CALL, body, 0, body.length, tracked.deadlineNanos, tracked),
        StoredKey.token(request.getKey().toByteArray()));
  }

  private void batch(BatchRequest request, KvFront.Tracked tracked) {
    tracked.becomes(KvOperation.BATCH);
    BatchRequest named =
        RequestIds.isAbsent(request.getRequestId())
            ? request.toBuilder().setRequestId(ids.nextMessage()).build()
            : request;
    atomic(new AtomicWork.Batch(named), tracked);
  }

  private void conditional(ConditionalRequest request, KvFront.Tracked tracked) {
    tracked.becomes(KvOperation.CONDITIONAL);
    ConditionalRequest named =
        RequestIds.isAbsent(request.getRequestId())
            ? request.toBuilder().setRequestId(ids.nextMessage()).build()
            : request;
    atomic(new AtomicWork.Conditional(named), tracked);
  }

  private void atomic(AtomicWork work, KvFront.Tracked tracked) {
    Failure invalid = checkKeys(work.keys());
    for (Write write : work.writes()) {
      invalid = invalid == null ? checkWrite(write) : invalid;
    }
    if (invalid != null) {
      tracked.failed(invalid);
    } else {
      new AtomicCall(dispatcher, across, work, tracked.deadlineNanos, tracked).start();
    }
  }

  private @Nullable Failure checkKeys(List<ByteString> keys) {
    if (keys.isEmpty()) {
      return new Failure.Invalid("a call needs at least one key");
    }
    if (keys.size() > config.keysMax()) {
      return new Failure.Invalid(
          "a call of " + keys.size() + " keys exceeds the limit of " + config.keysMax());
    }
    for (ByteString key : keys) {
      Failure invalid = KvLimits.key(key);
      if (invalid != null) {
        return invalid;
      }
    }
    return null;
  }

  private static @Nullable Failure checkWrite(Write write) {
    return switch (write.getKindCase()) {
      case PUT -> KvLimits.value(write.getPut().getValue().size());
      case DELETE, INCREMENT -> null;
      case KIND_NOT_SET -> new Failure.Invalid("a write must say what to do");
    };
  }
}
