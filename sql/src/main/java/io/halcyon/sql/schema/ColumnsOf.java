package io.halcyon.sql.schema;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.bind.Catalog;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.bind.RowExpressions;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.session.SessionContext;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Finds the columns that an expression over a table looks at.
final class ColumnsOf {
  private final TableDescriptor table;

  ColumnsOf(TableDescriptor table) {
    this.table = table;
  }

  /// Returns their names, in the order in which they first come up.
  List<String> in(Expression expression) {
    RelationDescriptor relation = table.relation("public");
    SessionContext session =
        new SessionContext(
            ZoneOffset.UTC,
            0,
            0,
            SessionContext.DateOrder.MDY,
            1,
            "",
            "",
            List.of(),
            Randomness.seeded(1));
    BoundExpression bound =
        RowExpressions.over(Catalog.BUILT_IN, session, relation).condition(expression);
    Set<String> found = new LinkedHashSet<>();
    collect(bound, found);
    return new ArrayList<>(found);
  }

  private static void collect(BoundExpression expression, Set<String> found) {
    if (expression instanceof BoundExpression.Column column) {
      found.add(column.name());
    }
    BoundTrees.children(expression).forEach(child -> collect(child, found));
  }
}
