package io.halcyon.sql.engine;

import io.halcyon.sql.bind.BoundChange.Target;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.table.Changes;
import io.halcyon.sql.table.TableLayout;
import java.util.List;

/// Tables as changes of their rows must know them. Stateless.
final class Targets {
  private Targets() {}

  static Target of(RelationDescriptor relation, EngineTransaction within) {
    TableLayout layout = within.layout(relation.id());
    List<Target.Kind> kinds = layout.table().columns().stream().map(Targets::kind).toList();
    return new Target(relation, Changes.stored(relation), layout.defaults(), kinds);
  }

  private static Target.Kind kind(ColumnDescriptor column) {
    return switch (column.generated()) {
      case NO, IDENTITY_BY_DEFAULT -> Target.Kind.PLAIN;
      case STORED -> Target.Kind.GENERATED;
      case IDENTITY_ALWAYS -> Target.Kind.IDENTITY_ALWAYS;
    };
  }
}
