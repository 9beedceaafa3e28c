package io.halcyon.sql.engine;

import io.halcyon.sql.ast.MaintenanceStatement;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.bind.BoundChange;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.type.SqlType;
import java.util.List;

/// A statement whose meaning is decided for one version of the catalog.
///
/// @param declared types that were given for its first parameters
record PreparedStatement(
    Statement statement,
    List<SqlType> declared,
    CatalogSnapshot catalog,
    List<String> searchPath,
    List<SqlType> parameters,
    List<OutputColumn> columns,
    boolean returnsRows,
    Meaning meaning)
    implements Prepared {
  /// What is to be done.
  sealed interface Meaning {}

  /// @param changes what its `WITH` changes
  record OfQuery(BoundQuery query, List<BoundQuery.Changed> changes) implements Meaning {}

  /// @param beside what its `WITH` changes
  record OfChange(BoundChange change, List<BoundQuery.Changed> beside) implements Meaning {}

  /// @param changes what its `WITH` changes
  record OfTableAs(
      TableStatement.CreateTableAs statement, BoundQuery query, List<BoundQuery.Changed> changes)
      implements Meaning {}

  record OfSchema(Statement statement) implements Meaning {}

  record OfAnalyze(MaintenanceStatement.Vacuum statement) implements Meaning {}

  record OfExplain(PreparedStatement explained, Explainer.Options options) implements Meaning {}

  /// Returns whether the meaning is still the same.
  boolean fits(CatalogSnapshot now, List<String> path) {
    return meaning instanceof OfSchema
        || meaning instanceof OfAnalyze
        || (catalog.equals(now) && searchPath.equals(path));
  }
}
