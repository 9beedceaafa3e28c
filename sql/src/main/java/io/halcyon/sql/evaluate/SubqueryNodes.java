package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundExpression.Subquery;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.SqlArray;
import io.halcyon.sql.value.VectorBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Queries within expressions, run for each row.
final class SubqueryNodes {
  private SubqueryNodes() {}

  static Node node(Subquery subquery) {
    return (batch, context) -> {
      VectorBuilder result = new VectorBuilder(subquery.type().carrier(), batch.size());
      for (int row = 0; row < batch.size(); row++) {
        List<@Nullable Object[]> rows =
            context.subqueries().rows(subquery.query(), context.within(batch.row(row)));
        result.add(value(subquery, rows));
      }
      return result.build();
    };
  }

  private static @Nullable Object value(Subquery subquery, List<@Nullable Object[]> rows) {
    return switch (subquery.kind()) {
      case EXISTS -> !rows.isEmpty();
      case SCALAR -> {
        if (rows.size() > 1) {
          throw new SqlError(
              SqlState.CARDINALITY_VIOLATION,
              "more than one row returned by a subquery used as an expression");
        }
        yield rows.isEmpty() ? null : rows.getFirst()[0];
      }
      case ARRAY -> {
        SqlType element = Types.elementOf(subquery.type());
        @Nullable Object[] elements = new @Nullable Object[rows.size()];
        for (int i = 0; i < elements.length; i++) {
          elements[i] = rows.get(i)[0];
        }
        yield SqlArray.of(element, elements);
      }
    };
  }
}
