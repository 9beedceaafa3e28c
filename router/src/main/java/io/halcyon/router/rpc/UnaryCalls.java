package io.halcyon.router.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.wire.MalformedFrameException;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.router.dispatch.Completion;
import io.halcyon.router.kv.KvFront;
import io.halcyon.rpc.Failures;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// Runs unary calls as operations through the front, and answers their observers. Thread-safe.
final class UnaryCalls {
  private final KvFront front;

  UnaryCalls(KvFront front) {
    this.front = front;
  }

  /// Turns an answer's body into the response.
  interface Decoder<R> {
    R decode(byte[] body) throws InvalidProtocolBufferException;
  }

  /// Runs one operation.
  ///
  /// @param body made in here, so that a wrong request ends as a failure of the call
  <R> void run(OpKind kind, Supplier<byte[]> body, Decoder<R> decoder, StreamObserver<R> observer) {
    if (observer instanceof ServerCallStreamObserver<R> call) {
      // With a handler set, answering a call that the client has cancelled does not throw.
      call.setOnCancelHandler(() -> {});
    }
    try {
      byte[] bytes = body.get();
      OpRequest request = new OpRequest(0, kind, 0, 0, deadlineMillis(), bytes, 0, bytes.length);
      front.submit(request, new Answer<>(decoder, observer));
    } catch (HalcyonException e) {
      observer.onError(Failures.exception(e.failure()));
    } catch (MalformedFrameException e) {
      observer.onError(Failures.exception(new Failure.Invalid(String.valueOf(e.getMessage()))));
    }
  }

  /// Runs a call.
  <R extends MessageLite> void call(
      OpKind kind,
      Supplier<Call> call,
      Function<CallResult, R> result,
      StreamObserver<R> observer) {
    run(
        kind,
        () -> call.get().toByteArray(),
        body -> result.apply(CallResult.parseFrom(body)),
        observer);
  }

  /// Returns how long the call being served may take; 0 when the client has set no deadline.
  static int deadlineMillis() {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return 0;
    }
    return Math.clamp(deadline.timeRemaining(TimeUnit.MILLISECONDS), 1, Integer.MAX_VALUE);
  }

  private record Answer<R>(Decoder<R> decoder, StreamObserver<R> observer) implements Completion {
    @Override
    public void ok(byte[] body) {
      R response;
      try {
        response = decoder.decode(body);
      } catch (InvalidProtocolBufferException | MalformedFrameException e) {
        failed(new Failure.Internal("malformed answer: " + e.getMessage()));
        return;
      }
      observer.onNext(response);
      observer.onCompleted();
    }

    @Override
    public void failed(Failure failure) {
      observer.onError(Failures.exception(failure));
    }
  }
}
