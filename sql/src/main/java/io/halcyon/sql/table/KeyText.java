package io.halcyon.sql.table;

import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
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
    List<ColumnDescriptor> columns = ordinals.stream().map(table.columns()::get).toList();
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[ordinals.get(i)];
    }
    return of(
        columns.stream().map(ColumnDescriptor::name).toList(),
        columns.stream().map(ColumnDescriptor::sqlType).toList(),
        values,
        context);
  }

  static String of(
      List<String> names,
      List<SqlType> types,
      @Nullable Object[] values,
      EvaluationContext context) {
    StringBuilder texts = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      texts
          .append(texts.isEmpty() ? "" : ", ")
          .append(
              value == null ? "null" : TextFormats.write(types.get(i), value, context.session()));
    }
    return "(" + String.join(", ", names) + ")=(" + texts + ")";
  }
}
