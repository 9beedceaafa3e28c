package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.Vector;

/// What a function does to whole vectors. Stateless and safe for use by many threads.
public interface Kernel {
  /// Returns the results for all rows.
  ///
  /// @param arguments all of `rows` rows; must not be written to
  /// @throws io.halcyon.sql.error.SqlError if a row fails that is not NULL
  Vector apply(Vector[] arguments, int rows, SessionContext session);
}
