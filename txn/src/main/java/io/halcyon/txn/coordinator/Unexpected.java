package io.halcyon.txn.coordinator;

import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;

/// An answer that does not belong to its request: a bug, here or there.
final class Unexpected {
  private Unexpected() {}

  static InvariantViolation answer(Class<? extends Request> request, Response response) {
    return new InvariantViolation(request.getSimpleName() + " answered with " + response);
  }
}
