package io.halcyon.sql.table;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.List;

/// Columns that are computed from others. Stateless.
public final class Generated {
  private Generated() {}

  /// Returns rows with their generated columns computed anew.
  public static Batch fill(TableLayout layout, Batch rows, EvaluationContext context) {
    TableDescriptor table = layout.table();
    List<Vector> columns = null;
    for (int i = 0; i < table.columns().size(); i++) {
      BoundExpression value = layout.defaults().get(i);
      if (table.columns().get(i).generated() == ColumnDescriptor.Generated.STORED
          && value != null) {
        if (columns == null) {
          columns = new ArrayList<>(rows.columns());
        }
        columns.set(i, CompiledExpression.of(value, rows.columns().size()).evaluate(rows, context));
      }
    }
    return columns == null ? rows : new Batch(rows.size(), columns);
  }
}
