package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.TxnResponse;

/// The client's end of a session. Called by the session's strand only.
public interface SessionSink {
  void send(TxnResponse response);

  /// Lets one more request come.
  void more();

  /// Ends the session: all is said.
  void complete();

  void end(Failure failure);
}
