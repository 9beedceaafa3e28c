package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.bind.BoundQuery.CommonTable;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tables of the `WITH` clauses around a place, the nearest first. Immutable.
///
/// @param working set for the table of a recursion while its step is bound
record CommonTables(
    @Nullable CommonTables around,
    String name,
    CommonTable.@Nullable Definition definition,
    BoundQuery.@Nullable Working working,
    List<OutputColumn> columns,
    int depth) {
  static final CommonTables NONE = new CommonTables(null, "", null, null, List.of(), 0);

  CommonTables with(
      String newName, CommonTable.Definition query, List<OutputColumn> named, int newDepth) {
    return new CommonTables(this, newName, query, null, named, newDepth);
  }

  CommonTables recursing(String newName, BoundQuery.Working rows) {
    return new CommonTables(this, newName, null, rows, rows.columns(), 0);
  }

  /// Returns the rows that a name means at a place; null if it means none.
  @Nullable BoundQuery find(String wanted, Position at, Scope scope) {
    for (CommonTables tables = this; tables != null; tables = tables.around) {
      if (!tables.name.equals(wanted)) {
        continue;
      }
      if (tables.working != null) {
        return tables.working;
      }
      CommonTable.Definition found = tables.definition;
      if (found != null) {
        if (scope.depth() != tables.depth && OuterReferences.in(found.query())) {
          throw SqlError.unsupported(
              "a WITH query that looks at the rows around it, read from a subquery");
        }
        if (found.query() instanceof BoundQuery.Changed changed
            && !changed.change().returning().given()) {
          throw new SqlError(
              SqlState.FEATURE_NOT_SUPPORTED,
              "WITH query \"%s\" does not have a RETURNING clause".formatted(wanted),
              at);
        }
        found.refer();
        return new CommonTable(found, tables.columns);
      }
    }
    return null;
  }
}
