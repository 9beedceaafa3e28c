package io.halcyon.router.sql;

import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.SqlResponse;
import io.halcyon.sql.session.Client.ClientGone;

/// The way back to the client of one session. Used by the session's thread.
public interface Outlet {
  /// Sends a message; waits while the client is slow.
  ///
  /// @throws ClientGone if it is no more
  void send(SqlResponse response);

  /// Lets the client send one more request.
  void takeOneMore();

  /// Ends the call.
  void complete();

  /// Ends the call with a failure.
  void fail(Failure failure);
}
