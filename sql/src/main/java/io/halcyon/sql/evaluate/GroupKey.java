package io.halcyon.sql.evaluate;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Order;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values by which rows are grouped: equal where SQL says that they are not distinct.
public record GroupKey(List<@Nullable Object> values) {
  public static GroupKey of(List<SqlType> types, @Nullable Object[] values) {
    @Nullable Object[] normalized = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      @Nullable Object value = values[i];
      normalized[i] = value == null ? null : normalized(types.get(i), value);
    }
    return new GroupKey(Arrays.asList(normalized));
  }

  /// Returns what equals exactly what is equal in SQL.
  private static Object normalized(SqlType type, Object value) {
    if (value instanceof Double number) {
      return number == 0 ? (Double) 0.0 : number;
    }
    if (value instanceof String text && type.oid() == Types.BPCHAR_OID) {
      return Order.withoutPadding(text);
    }
    return value;
  }
}
