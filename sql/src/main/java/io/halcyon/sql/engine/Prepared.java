package io.halcyon.sql.engine;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.type.SqlType;
import java.util.List;

/// A statement whose meaning is decided, for any number of runs.
public interface Prepared {
  /// Returns the types of its parameters, `$1` first.
  List<SqlType> parameters();

  /// Returns the columns of its rows; empty if it returns none (see {@link #returnsRows}).
  List<OutputColumn> columns();

  /// Returns whether it returns rows, perhaps without columns.
  boolean returnsRows();
}
