package io.halcyon.node.replica;

import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;

/// Who has asked something of a participant, and wants to be answered.
sealed interface HostedCall {
  /// Returns the liveness session in which it arrived (rule C3).
  long session();

  /// A coordinator's request.
  record Remote(Request request, Reply reply, long session) implements HostedCall {}

  /// A read of a single operation.
  record Read(Request.Read request, RowsReply reply, long session) implements HostedCall {}

  /// A write of a single operation, under the name of one attempt: an attempt that others have
  /// aborted is followed by the next.
  record Write(PendingWrite write, int attempt, long session) implements HostedCall {}

  /// Receives what a single read has found; otherwise as {@link Reply}.
  interface RowsReply {
    void rows(Response.Rows rows);

    void fail(io.halcyon.core.failure.Failure failure);
  }
}
