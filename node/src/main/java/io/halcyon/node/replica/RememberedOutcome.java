package io.halcyon.node.replica;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.proto.v1.FailureDetail;
import io.halcyon.rpc.Failures;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a request id led to, as it is replicated and kept for the retry window (T3).
///
/// Layout: `commit timestamp (8) | answer`, where an answer is `refused (1) | body`, and the body
/// of a refusal is a `FailureDetail`. What was evaluated by the participant has the layout of its
/// records ({@link io.halcyon.raftstorage.transaction}) with the same answer in it.
record RememberedOutcome(long timestamp, Evaluator.Result result) {
  private static final int REFUSED = 1;

  byte[] encode() {
    byte[] answer = answer();
    return ByteBuffer.allocate(Long.BYTES + answer.length).putLong(timestamp).put(answer).array();
  }

  /// Returns the part without the timestamp.
  byte[] answer() {
    Failure failure = result.failure();
    byte[] body = failure == null ? result.body() : Failures.detail(failure).toByteArray();
    return ByteBuffer.allocate(1 + body.length)
        .put((byte) (failure == null ? 0 : REFUSED))
        .put(body)
        .array();
  }

  /// Takes an answer apart.
  ///
  /// @throws InvariantViolation if it is not that of a single operation
  static Evaluator.Result result(byte[] answer) {
    if (answer.length == 0 || answer[0] < 0 || answer[0] > REFUSED) {
      throw new InvariantViolation("remembered answer of " + answer.length + " bytes");
    }
    byte[] body = Arrays.copyOfRange(answer, 1, answer.length);
    return answer[0] == REFUSED
        ? new Evaluator.Result(new byte[0], refusal(body))
        : new Evaluator.Result(body, null);
  }

  private static @Nullable Failure refusal(byte[] body) {
    try {
      return Failures.of(FailureDetail.parseFrom(body));
    } catch (InvalidProtocolBufferException e) {
      throw new InvariantViolation("remembered refusal is unreadable: " + e);
    }
  }
}
