package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.SortKey;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Order;
import io.halcyon.sql.value.Vector;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Orders rows by keys.
public final class RowOrder {
  private RowOrder() {}

  /// Returns the order of a batch's rows by keys that are columns of it.
  public static Comparator<Integer> of(Batch rows, List<SortKey> keys) {
    Comparator<Integer> order = (_, _) -> 0;
    for (SortKey key : keys) {
      int index = ((BoundExpression.Column) key.expression()).index();
      Vector column = rows.columns().get(index);
      Comparator<@Nullable Object> values = values(key);
      order =
          order.thenComparing((left, right) -> values.compare(column.get(left), column.get(right)));
    }
    return order;
  }

  /// Returns the order of a key's values, NULL included.
  public static Comparator<@Nullable Object> values(SortKey key) {
    Comparator<Object> order = Order.of(key.expression().type());
    return (left, right) -> {
      if (left == null || right == null) {
        int compared = left == right ? 0 : left == null ? 1 : -1;
        return key.nullsFirst() ? -compared : compared;
      }
      int compared = order.compare(left, right);
      return key.descending() ? -compared : compared;
    };
  }
}
