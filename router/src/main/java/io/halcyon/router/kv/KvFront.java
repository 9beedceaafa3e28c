package io.halcyon.router.kv;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.router.dispatch.Completion;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.Operation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Where every key-value operation enters, from the batching stream and from unary calls alike:
/// checks it, admits or sheds it, sends it to its shard, and counts its end.
///
/// Keys are stored keys throughout, also inside calls. Thread-safe; runs on event loops and never
/// blocks. Bodies are forwarded as slices of the received frame, never copied (except a write that
/// came without a request id).
public final class KvFront {
  private static final int OPERATION_BYTES = 64;

  private final Dispatcher dispatcher;
  private final Admission admission;
  private final CallRouter calls;
  private final RequestIds ids;
  private final KvConfig config;
  private final KvEvents events;

  public KvFront(
      Dispatcher dispatcher,
      AcrossShards across,
      Admission admission,
      PhysicalClock clock,
      KvConfig config,
      KvEvents events) {
    this.dispatcher = dispatcher;
    this.admission = admission;
    this.ids = new RequestIds(clock);
    this.calls = new CallRouter(dispatcher, across, ids, config.scan());
    this.config = config;
    this.events = events;
  }

  /// Serves one operation; the end goes to `completion`, exactly once, now or later.
  public void submit(OpRequest request, Completion completion) {
    Tracked tracked = new Tracked(request, completion);
    Failure refused = admission.admit(tracked.size);
    if (refused != null) {
      events.failed(tracked.operation, refused, 0);
      completion.failed(refused);
      return;
    }
    switch (request.kind()) {
      case GET, PUT, DELETE -> submitPoint(request, tracked);
      case READ_CALL, WRITE_CALL -> calls.submit(request, tracked);
      case TXN_CALL ->
          tracked.failed(new Failure.Invalid(request.kind() + " is not open to clients"));
    }
  }

  private void submitPoint(OpRequest request, Tracked tracked) {
    byte[] buffer = request.buffer();
    int keyOffset = request.keyOffset();
    int keyLength = request.keyLength();
    Failure invalid = KvLimits.key(buffer, keyOffset, keyLength);
    if (invalid == null) {
      invalid = checkNumbers(request);
    }
    if (invalid != null) {
      tracked.failed(invalid);
      return;
    }
    long token = StoredKey.token(buffer, keyOffset, keyLength);
    Operation operation = operation(request, tracked);
    if (request.kind() == OpKind.GET && request.maxStalenessMillis() > 0) {
      operation.fromAnyReplica();
    }
    dispatcher.sendByToken(operation, token);
  }

  private static @Nullable Failure checkNumbers(OpRequest request) {
    return switch (request.kind()) {
      case GET ->
          request.readAt() < 0 || request.maxStalenessMillis() < 0
              ? new Failure.Invalid("a timestamp or staleness must not be negative")
              : null;
      case PUT ->
          request.ttlMillis() < 0
              ? new Failure.Invalid("a time to live must not be negative")
              : KvLimits.value(request.valueLength());
      case DELETE, READ_CALL, WRITE_CALL, TXN_CALL -> null;
    };
  }

  private Operation operation(OpRequest request, Tracked tracked) {
    if (request.kind().writes() && RequestIds.isAbsent(request.requestId())) {
      RequestId id = ids.next();
      byte[] body = request.body();
      ByteBuffer.wrap(body)
          .putLong(id.session())
          .putLong(id.sequence())
          .putLong(id.createdMillis());
      return new Operation(request.kind(), body, 0, body.length, tracked.deadlineNanos, tracked);
    }
    return new Operation(
        request.kind(),
        request.buffer(),
        request.bodyOffset(),
        request.bodyLength(),
        tracked.deadlineNanos,
        tracked);
  }

  /// An admitted operation: gives its place back and counts it when it ends.
  final class Tracked implements Completion {
    final long startNanos = dispatcher.nowNanos();
    final long deadlineNanos;
    final int size;
    private final Completion completion;
    private KvOperation operation;

    Tracked(OpRequest request, Completion completion) {
      this.completion = completion;
      this.size = OPERATION_BYTES + request.bodyLength();
      this.deadlineNanos = startNanos + config.deadlineNanos(request.deadlineMillis());
      this.operation =
          switch (request.kind()) {
            case GET -> KvOperation.GET;
            case PUT -> KvOperation.PUT;
            case DELETE -> KvOperation.DELETE;
            case READ_CALL -> KvOperation.MULTI_GET;
            case WRITE_CALL, TXN_CALL -> KvOperation.BATCH;
          };
    }

    /// Says which call it is, once that is parsed.
    void becomes(KvOperation call) {
      operation = call;
    }

    @Override
    public void ok(byte[] body) {
      admission.release(size);
      events.completed(operation, dispatcher.nowNanos() - startNanos);
      completion.ok(body);
    }

    @Override
    public void failed(Failure failure) {
      admission.release(size);
      events.failed(operation, failure, dispatcher.nowNanos() - startNanos);
      completion.failed(failure);
    }
  }
}
