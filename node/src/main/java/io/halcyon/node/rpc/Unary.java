package io.halcyon.node.rpc;

import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.rpc.Failures;
import java.util.function.Supplier;

/// Answers a unary call with what a supplier returns, or with the failure that it throws.
final class Unary {
  private Unary() {}

  static <A> void answer(StreamObserver<A> responses, Supplier<A> answer) {
    A result;
    try {
      result = answer.get();
    } catch (HalcyonException e) {
      responses.onError(Failures.exception(e.failure()));
      return;
    }
    responses.onNext(result);
    responses.onCompleted();
  }
}
