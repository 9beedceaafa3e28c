package io.halcyon.client;

import io.halcyon.proto.v1.SqlDescription;
import java.util.List;

/// What a statement takes and returns.
///
/// @param parameterTypes as in SQL, `$1` first
/// @param returnsRows whether it returns rows, perhaps without columns
public record SqlStatementInfo(
    List<String> parameterTypes, boolean returnsRows, List<SqlColumn> columns) {
  public SqlStatementInfo {
    parameterTypes = List.copyOf(parameterTypes);
    columns = List.copyOf(columns);
  }

  static SqlStatementInfo of(SqlDescription description) {
    return new SqlStatementInfo(
        description.getParametersList().stream().map(type -> type.getName()).toList(),
        description.getReturnsRows(),
        description.getColumnsList().stream().map(SqlColumn::of).toList());
  }
}
