package io.halcyon.sql.engine;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.value.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a statement returns, a batch at a time. Statements that change something have done so when
/// this is handed out. Owned by the connection's thread.
public interface Rows extends AutoCloseable {
  List<OutputColumn> columns();

  /// Returns more rows, at least one; null when there are no more.
  @Nullable Batch next();

  /// Returns the command tag, such as `INSERT 0 1`; complete when the last batch was taken.
  ///
  /// @param returned how many rows were handed to the client, for `SELECT`
  String tag(long returned);

  @Override
  void close();
}
