package io.halcyon.node.testing;

import io.halcyon.core.failure.Failure;
import io.halcyon.node.replica.Reply;
import io.halcyon.txn.participant.Response;
import io.halcyon.txnwire.TxnCodec;

/// Records the answer to a coordinator's request.
public final class TxnAnswer {
  private final Answer answer = new Answer();

  Reply reply() {
    return answer;
  }

  public boolean answered() {
    return answer.answered();
  }

  /// Returns an answer that must be of a kind.
  public <R extends Response> R as(Class<R> kind) {
    return kind.cast(TxnCodec.decodeResponse(answer.body()));
  }

  public Failure failure() {
    return answer.failure();
  }
}
