package io.halcyon.node.replica;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.proto.v1.FailureDetail;
import io.halcyon.rpc.Failures;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a request id led to, as it is replicated and kept for the retry window (T3).
///
/// Layout: `commit timestamp (8) | refused (1) | body`; the body of a refusal is a `FailureDetail`.
record RememberedOutcome(long timestamp, Evaluator.Result result) {
  private static final int HEADER = 9;

  byte[] encode() {
    Failure failure = result.failure();
    byte[] body = failure == null ? result.body() : Failures.detail(failure).toByteArray();
    return ByteBuffer.allocate(HEADER + body.length)
        .putLong(timestamp)
        .put((byte) (failure == null ? 0 : 1))
        .put(body)
        .array();
  }

  static RememberedOutcome decode(byte[] stored) {
    if (stored.length < HEADER) {
      throw new InvariantViolation("remembered outcome of " + stored.length + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(stored);
    long timestamp = buffer.getLong();
    boolean refused = buffer.get() != 0;
    byte[] body = new byte[buffer.remaining()];
    buffer.get(body);
    return new RememberedOutcome(
        timestamp,
        refused
            ? new Evaluator.Result(new byte[0], refusal(body))
            : new Evaluator.Result(body, null));
  }

  private static @Nullable Failure refusal(byte[] body) {
    try {
      return Failures.of(FailureDetail.parseFrom(body));
    } catch (InvalidProtocolBufferException e) {
      throw new InvariantViolation("remembered refusal is unreadable: " + e);
    }
  }
}
