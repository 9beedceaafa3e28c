package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements that look at or look after what is there.
public sealed interface MaintenanceStatement extends Statement {
  /// `EXPLAIN`; the old syntax's words are options, too.
  record Explain(Position at, List<Option> options, Statement statement)
      implements MaintenanceStatement {}

  /// `VACUUM` and `ANALYZE`; the old syntax's words are options, too.
  record Vacuum(Position at, boolean analyze, List<Option> options, List<Relation> relations)
      implements MaintenanceStatement {}

  /// A table and perhaps some of its columns.
  record Relation(QualifiedName name, List<String> columns) {}

  /// `REINDEX`.
  ///
  /// @param kind `INDEX`, `TABLE`, `SCHEMA`, `SYSTEM` or `DATABASE`
  record Reindex(
      Position at, List<Option> options, String kind, boolean concurrently, QualifiedName name)
      implements MaintenanceStatement {}

  /// `CLUSTER`.
  ///
  /// @param table null for all that have been clustered
  /// @param index null for the one last used
  record Cluster(
      Position at, List<Option> options, @Nullable QualifiedName table, @Nullable String index)
      implements MaintenanceStatement {}

  /// `CHECKPOINT`.
  record Checkpoint(Position at) implements MaintenanceStatement {}
}
