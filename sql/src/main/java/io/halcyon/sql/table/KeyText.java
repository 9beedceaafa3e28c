package io.halcyon.sql.table;

import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.text.TextFormats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keys as PostgreSQL's messages show them: `(a, b)=(1, x)`. Stateless.
final class KeyText {
  private KeyText() {}

  static String of(
      TableDescriptor table,
      List<Integer> ordinals,
      @Nullable Object[] row,
      EvaluationContext context) {
    StringBuilder names = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (int ordinal : ordinals) {
      ColumnDescriptor column = table.columns().get(ordinal);
      Object value = row[ordinal];
      names.append(names.isEmpty() ? "" : ", ").append(column.name());
      values
          .append(values.isEmpty() ? "" : ", ")
          .append(
              value == null
                  ? "null"
                  : TextFormats.write(column.sqlType(), value, context.session()));
    }
    return "(" + names + ")=(" + values + ")";
  }
}
