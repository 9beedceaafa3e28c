package io.halcyon.router.transact;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.FailureDetail;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.proto.v1.OneShotResult;
import io.halcyon.rpc.Failures;
import io.halcyon.txn.record.Value;

/// What is remembered with the commit of a program, for whoever repeats its request: its response,
/// or the failure that it came to (a delayed copy must not succeed after that was told).
///
/// Layout: `kind (1): 0 response, 1 failure | protobuf`. Stateless.
final class Remembered {
  private static final byte RESPONSE = 0;
  private static final byte FAILURE = 1;

  /// What a program came to.
  sealed interface Outcome {
    record Responded(OneShotResponse response) implements Outcome {}

    record Failed(Failure failure) implements Outcome {}
  }

  private Remembered() {}

  static Value of(OneShotResponse response) {
    return value(RESPONSE, response.toByteString());
  }

  static Value of(Failure failure) {
    return value(FAILURE, Failures.detail(failure).toByteString());
  }

  private static Value value(byte kind, ByteString message) {
    byte[] bytes = new byte[1 + message.size()];
    bytes[0] = kind;
    message.copyTo(bytes, 1);
    return new Value(bytes, 0);
  }

  /// @param at the commit's timestamp
  static Outcome outcome(Value answer, long at) {
    byte[] bytes = answer.bytes();
    byte kind = bytes.length == 0 ? -1 : bytes[0];
    ByteString message =
        ByteString.copyFrom(bytes, Math.min(1, bytes.length), Math.max(0, bytes.length - 1));
    try {
      return switch (kind) {
        case RESPONSE -> new Outcome.Responded(stamped(OneShotResponse.parseFrom(message), at));
        case FAILURE -> new Outcome.Failed(Failures.of(FailureDetail.parseFrom(message)));
        default -> foreign();
      };
    } catch (InvalidProtocolBufferException e) {
      return foreign();
    }
  }

  /// A session may have committed under the same request id, with an answer of its own.
  private static Outcome foreign() {
    return new Outcome.Failed(
        new Failure.Invalid(
            "the request id was used before, by a transaction that was not this program"));
  }

  private static OneShotResponse stamped(OneShotResponse response, long at) {
    OneShotResponse.Builder stamped = response.toBuilder().setTimestamp(at).clearResults();
    response.getResultsList().forEach(result -> stamped.addResults(stamped(result, at)));
    return stamped.build();
  }

  private static OneShotResult stamped(OneShotResult result, long at) {
    KeyValue found = result.getOperation().getFound();
    if (!result.hasOperation() || !result.getOperation().hasFound() || found.getTimestamp() != 0) {
      return result;
    }
    return result.toBuilder()
        .setOperation(
            result.getOperation().toBuilder().setFound(found.toBuilder().setTimestamp(at)))
        .build();
  }
}
