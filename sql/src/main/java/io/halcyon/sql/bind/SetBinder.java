package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.CommonType;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Order;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds `UNION`, `INTERSECT` and `EXCEPT`.
final class SetBinder {
  private final QueryBinder queries;
  private final BindContext context;

  SetBinder(QueryBinder queries, BindContext context) {
    this.queries = queries;
    this.context = context;
  }

  BoundQuery bind(Query.SetOperation operation, @Nullable Scope outer) {
    BoundQuery left = queries.query(operation.left(), outer);
    BoundQuery right = queries.query(operation.right(), outer);
    return combine(operation, left, right);
  }

  BoundQuery combine(Query.SetOperation operation, BoundQuery left, BoundQuery right) {
    List<OutputColumn> columns = columns(operation, left, right);
    return new BoundQuery.SetOperation(
        operation.operator(),
        operation.all(),
        converted(left, columns, operation.left().at()),
        converted(right, columns, operation.right().at()),
        columns);
  }

  /// Returns the columns that both sides are brought to: the names of the left, common types.
  private static List<OutputColumn> columns(
      Query.SetOperation operation, BoundQuery left, BoundQuery right) {
    String words = operation.operator().name();
    if (left.columns().size() != right.columns().size()) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR,
          "each %s query must have the same number of columns".formatted(words),
          operation.right().at());
    }
    List<OutputColumn> columns = new ArrayList<>();
    for (int i = 0; i < left.columns().size(); i++) {
      OutputColumn first = left.columns().get(i);
      OutputColumn second = right.columns().get(i);
      SqlType common = CommonType.of(List.of(first.type(), second.type()));
      if (common == null) {
        throw new SqlError(
            SqlState.DATATYPE_MISMATCH,
            "%s types %s and %s cannot be matched".formatted(words, first.type(), second.type()),
            operation.right().at());
      }
      if (!Order.exists(common) && !operation.all()) {
        throw new SqlError(
            SqlState.UNDEFINED_FUNCTION,
            "could not identify an equality operator for type " + common,
            operation.right().at());
      }
      int modifier = first.modifier() == second.modifier() ? first.modifier() : -1;
      columns.add(new OutputColumn(first.name(), common, modifier));
    }
    return List.copyOf(columns);
  }

  BoundQuery converted(BoundQuery query, List<OutputColumn> columns, Position at) {
    List<BoundExpression> expressions = new ArrayList<>();
    boolean same = true;
    for (int i = 0; i < columns.size(); i++) {
      OutputColumn given = query.columns().get(i);
      BoundExpression column =
          new BoundExpression.Column(at, given.type(), given.modifier(), 0, i, "", given.name());
      same &= given.type().equals(columns.get(i).type());
      expressions.add(context.coercion.toCommon(column, columns.get(i).type(), "UNION"));
    }
    return same ? query : new BoundQuery.Project(query, columns, List.copyOf(expressions));
  }
}
