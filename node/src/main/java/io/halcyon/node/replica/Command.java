package io.halcyon.node.replica;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A write as the evaluator understands it: parsed, checked against the limits, keys in stored
/// form.
sealed interface Command {
  /// Largest number of writes, compares and reads in one command.
  int PARTS_MAX = 10_000;

  /// Largest call, in bytes: with its result and a full entry before it, it fits into a log entry.
  int CALL_BYTES_MAX = 2 << 20;

  /// Returns the id, by which a retry is recognised.
  RequestId id();

  /// Returns every key that it reads or writes.
  List<byte[]> keys();

  /// Returns whether its result or effect depends on what keys hold.
  boolean reads();

  /// Returns whether its answer shows data, so that it obeys C2 and C3, and whether its id is
  /// remembered. The others are the node's own housekeeping.
  default boolean serves() {
    return true;
  }

  /// A blind write whose value stays in the request's buffer.
  record Put(RequestId id, byte[] key, long ttlMillis, OpRequest request) implements Command {
    @Override
    public List<byte[]> keys() {
      return List.of(key);
    }

    @Override
    public boolean reads() {
      return false;
    }
  }

  record Delete(RequestId id, byte[] key) implements Command {
    @Override
    public List<byte[]> keys() {
      return List.of(key);
    }

    @Override
    public boolean reads() {
      return true;
    }
  }

  record Increment(RequestId id, byte[] key, long delta) implements Command {
    @Override
    public List<byte[]> keys() {
      return List.of(key);
    }

    @Override
    public boolean reads() {
      return true;
    }
  }

  record Batch(RequestId id, List<byte[]> keys, List<Write> writes) implements Command {
    @Override
    public boolean reads() {
      return writes.stream().anyMatch(write -> !write.hasPut());
    }
  }

  /// What the node does for itself: no id, and no answer that shows data.
  sealed interface Housekeeping extends Command {
    @Override
    default RequestId id() {
      throw new IllegalStateException(this + " has no id");
    }

    @Override
    default List<byte[]> keys() {
      return List.of();
    }

    @Override
    default boolean reads() {
      return false;
    }

    @Override
    default boolean serves() {
      return false;
    }
  }

  /// What touches no key and has no timestamp.
  sealed interface Keyless extends Housekeeping {}

  /// Sets records of the shard's metadata.
  record Meta(byte[] name, byte[] value) implements Keyless {}

  /// Changes nothing: its success proves that this replica led when it was committed.
  record Confirm() implements Keyless {}

  /// Lets go what is remembered of requests made before a time.
  record Forget(long beforeMillis) implements Keyless {}

  /// Deletes versions whose time to live has passed, unless they were overwritten meanwhile.
  ///
  /// @param timestamps of the expired versions, one for each key
  record Expire(List<byte[]> keys, List<Long> timestamps) implements Housekeeping {
    @Override
    public boolean reads() {
      return true;
    }
  }

  /// @param keys of the compares, then of `then`, then of `otherwise`, in order
  record Conditional(
      RequestId id,
      List<byte[]> keys,
      List<Compare> compares,
      List<Operation> then,
      List<Operation> otherwise)
      implements Command {
    @Override
    public boolean reads() {
      return true;
    }
  }

  /// Parses a write operation.
  ///
  /// @throws HalcyonException with `Invalid` if it is malformed or over a limit
  static Command parse(OpRequest request) {
    return switch (request.kind()) {
      case PUT -> {
        checkValue(request.valueLength());
        checkTtl(request.ttlMillis());
        yield new Put(request.requestId(), request.key(), request.ttlMillis(), request);
      }
      case DELETE -> new Delete(request.requestId(), request.key());
      case WRITE_CALL -> parseCall(request);
      case GET, READ_CALL, TXN_CALL -> throw invalid(request.kind() + " is not a write");
    };
  }

  private static Command parseCall(OpRequest request) {
    if (request.bodyLength() > CALL_BYTES_MAX) {
      throw invalid(
          "request of "
              + request.bodyLength()
              + " bytes exceeds the limit of "
              + CALL_BYTES_MAX
              + " bytes; split it");
    }
    Call call;
    try {
      call = Call.parser().parseFrom(request.buffer(), request.bodyOffset(), request.bodyLength());
    } catch (InvalidProtocolBufferException e) {
      throw invalid("malformed call: " + e.getMessage());
    }
    return switch (call.getKindCase()) {
      case INCREMENT -> increment(call.getIncrement());
      case BATCH -> batch(call.getBatch());
      case CONDITIONAL -> conditional(call.getConditional());
      case MULTI_GET, SCAN, SHARD_SCAN, SHARD_MULTI_GET, KIND_NOT_SET ->
          throw invalid("call " + call.getKindCase() + " is not a write of one shard");
    };
  }

  private static Command increment(IncrementRequest request) {
    return new Increment(
        id(request.hasRequestId(), request.getRequestId()),
        request.getKey().toByteArray(),
        request.getDelta());
  }

  private static Command batch(BatchRequest request) {
    checkParts(request.getWritesCount());
    List<byte[]> keys = new ArrayList<>(request.getWritesCount());
    for (Write write : request.getWritesList()) {
      checkWrite(write);
      keys.add(write.getKey().toByteArray());
    }
    return new Batch(
        id(request.hasRequestId(), request.getRequestId()), keys, request.getWritesList());
  }

  private static Command conditional(ConditionalRequest request) {
    checkParts(request.getComparesCount() + request.getThenCount() + request.getOtherwiseCount());
    List<byte[]> keys = new ArrayList<>();
    request.getComparesList().forEach(Command::checkCompare);
    request.getComparesList().forEach(c -> keys.add(c.getKey().toByteArray()));
    Stream.concat(request.getThenList().stream(), request.getOtherwiseList().stream())
        .forEach(operation -> keys.add(keyOf(operation)));
    return new Conditional(
        id(request.hasRequestId(), request.getRequestId()),
        keys,
        request.getComparesList(),
        request.getThenList(),
        request.getOtherwiseList());
  }

  private static byte[] keyOf(Operation operation) {
    return switch (operation.getKindCase()) {
      case GET -> operation.getGet().toByteArray();
      case WRITE -> {
        checkWrite(operation.getWrite());
        yield operation.getWrite().getKey().toByteArray();
      }
      case KIND_NOT_SET -> throw invalid("an operation must be a get or a write");
    };
  }

  private static void checkCompare(Compare compare) {
    switch (compare.getTarget()) {
      case EXISTS, VALUE, TIMESTAMP -> {}
      case TARGET_UNSPECIFIED, UNRECOGNIZED -> throw invalid("a compare needs a target");
    }
    switch (compare.getOperator()) {
      case EQUAL, NOT_EQUAL, LESS, GREATER -> {}
      case OPERATOR_UNSPECIFIED, UNRECOGNIZED -> throw invalid("a compare needs an operator");
    }
  }

  private static void checkWrite(Write write) {
    switch (write.getKindCase()) {
      case PUT -> {
        checkValue(write.getPut().getValue().size());
        checkTtl(write.getPut().getTtlMillis());
      }
      case DELETE, INCREMENT -> {}
      case KIND_NOT_SET -> throw invalid("a write must be a put, a delete or an increment");
    }
  }

  private static RequestId id(boolean present, io.halcyon.proto.v1.RequestId id) {
    if (!present) {
      throw invalid("a write needs a request id");
    }
    return new RequestId(id.getSession(), id.getSequence(), id.getCreatedMillis());
  }

  private static void checkValue(int length) {
    if (length > StoredKey.VALUE_BYTES_MAX) {
      throw invalid(
          "value of "
              + length
              + " bytes exceeds the limit of "
              + StoredKey.VALUE_BYTES_MAX
              + " bytes");
    }
  }

  private static void checkTtl(long ttlMillis) {
    if (ttlMillis < 0 || ttlMillis > 1L << 45) {
      throw invalid("time to live of " + ttlMillis + " ms is out of range");
    }
  }

  private static void checkParts(int count) {
    if (count == 0) {
      throw invalid("the request names no key");
    }
    if (count > PARTS_MAX) {
      throw invalid(count + " operations exceed the limit of " + PARTS_MAX + " in one request");
    }
  }

  private static HalcyonException invalid(String detail) {
    return new HalcyonException(new Failure.Invalid(detail));
  }
}
