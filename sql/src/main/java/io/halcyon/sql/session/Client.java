package io.halcyon.sql.session;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.value.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The other end of a session: takes what statements return. Calls may block while the client is
/// slow; they throw {@link ClientGone} when it is no more. Owned by the session's thread.
public interface Client {
  /// Rows of these columns follow.
  void columns(List<OutputColumn> columns);

  /// Rows of the columns that were announced.
  void rows(List<OutputColumn> columns, Batch rows);

  /// A statement is done.
  void done(String tag);

  /// There was no statement.
  void emptyQuery();

  /// Something that is no error.
  void notice(String severity, SqlError notice);

  /// A setting that clients want to know of has changed.
  void setting(String name, String value);

  /// Rows are to be sent by the client; what it sends comes from {@link #copyData}.
  void copyIn(int columns);

  /// Returns the next bytes that the client copies in; null at the end.
  ///
  /// @throws SqlError if the client gives up
  byte @Nullable [] copyData();

  /// Rows are sent to the client in the format of `COPY`.
  void copyOut(int columns);

  /// Bytes that are copied out.
  void copyData(byte[] bytes);

  /// All has been copied out.
  void copyDone();

  /// The client is no more.
  final class ClientGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClientGone(Throwable cause) {
      super(cause);
    }
  }
}
