package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.bind.BoundChange.Target;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Binds queries: the entrance of the package.
///
/// What is bound: `SELECT` with `FROM` of `VALUES`, subqueries, functions and the catalog's
/// relations, `WHERE`, `GROUP BY`, `HAVING`, `DISTINCT`, `ORDER BY`, `LIMIT`; `VALUES`; scalar
/// subqueries. Anything else is refused with 0A000. One binder binds one statement; not
/// thread-safe.
public final class QueryBinder {
  private final BindContext context;
  private CommonTables commonTables = CommonTables.NONE;
  // Whether what is being bound stands within a statement, rather than being one.
  private boolean inside;

  QueryBinder(BindContext context) {
    this.context = context;
  }

  /// A bound statement.
  ///
  /// @param changes what its `WITH` changes, in the order of the text
  /// @param parameters the types of its parameters
  public record Bound(
      BoundQuery query, List<BoundQuery.Changed> changes, List<SqlType> parameters) {}

  /// Binds a query without parameters, as the simple protocol sends it.
  ///
  /// @throws SqlError if it means nothing
  public static BoundQuery bind(Query query, Catalog catalog, SessionContext session) {
    BindContext context = new BindContext(catalog, session, List.of(), true);
    return new QueryBinder(context).query(query, null);
  }

  /// Binds a query with parameters, and finds the types of those that are not declared.
  ///
  /// @param targets what changes within its `WITH` must know of a table; null if there may be none
  /// @param declared types of the first parameters; `unknown` where they are to be found
  /// @throws SqlError if it means nothing
  public static Bound prepare(
      Query query,
      Catalog catalog,
      @Nullable Function<RelationDescriptor, Target> targets,
      SessionContext session,
      List<SqlType> declared) {
    BindContext context = new BindContext(catalog, session, declared, false, targets);
    BoundQuery bound = new QueryBinder(context).query(query, null);
    return new Bound(bound, List.copyOf(context.changed), context.parameters.decided());
  }

  /// Binds a query inside of another, or the outermost.
  BoundQuery query(Query query, @Nullable Scope outer) {
    return with(query.with(), outer, () -> body(query, outer));
  }

  /// Binds the query of an `INSERT`.
  ///
  /// @param unknowns what becomes of literals and parameters in its select list whose type nothing
  ///   else says; where there is `DISTINCT` or a set operation, they are text
  BoundQuery assigned(Query query, SelectBinder.Unknowns unknowns) {
    return with(
        query.with(),
        null,
        () ->
            query.body() instanceof Query.Select select && !select.distinct().distinct()
                ? new SelectBinder(context, this, new Scope(null), select, unknowns)
                    .bind(query, select)
                : body(query, null));
  }

  /// Binds something within which the tables of a `WITH` are known.
  <T> T with(Query.@Nullable With with, @Nullable Scope outer, Supplier<T> body) {
    CommonTables before = commonTables;
    boolean outermost = !inside;
    inside = true;
    try {
      if (with != null) {
        commonTables = new WithBinder(this, context).bind(with, commonTables, outer, outermost);
      }
      return body.get();
    } finally {
      commonTables = before;
      inside = !outermost;
    }
  }

  /// Binds something within which other tables are known.
  <T> T knowing(CommonTables tables, Supplier<T> body) {
    CommonTables before = commonTables;
    try {
      commonTables = tables;
      return body.get();
    } finally {
      commonTables = before;
    }
  }

  private BoundQuery body(Query query, @Nullable Scope outer) {
    if (!query.locking().isEmpty() && !(query.body() instanceof Query.Select)) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED,
          "FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT",
          query.locking().getFirst().at());
    }
    return switch (query.body()) {
      case Query.Select select ->
          new SelectBinder(context, this, new Scope(outer), select).bind(query, select);
      case Query.Values values -> ordered(query, rows(values, new Scope(outer)), outer);
      case Query.Table table -> ordered(query, table(query, table, outer), outer);
      case Query.SetOperation operation ->
          ordered(query, new SetBinder(this, context).bind(operation, outer), outer);
    };
  }

  private BoundQuery table(Query query, Query.Table table, @Nullable Scope outer) {
    Scope scope = new Scope(outer);
    BoundQuery rows =
        new FromBinder(context, this, scope, query.locking()).bind(List.of(table.relation()));
    List<OutputColumn> columns = new ArrayList<>();
    List<BoundExpression> expressions = new ArrayList<>();
    for (Scope.Named named : Objects.requireNonNull(scope.star(null, table.at()))) {
      BoundExpression value = named.expression();
      columns.add(new OutputColumn(named.name(), value.type(), value.modifier()));
      expressions.add(value);
    }
    return new BoundQuery.Project(rows, List.copyOf(columns), List.copyOf(expressions));
  }

  /// Binds a `WITH` query's body once more, as what stands in it now means.
  BoundQuery bodyWith(Query query, CommonTables tables, @Nullable Scope outer) {
    return knowing(tables, () -> query(query, outer));
  }

  /// Returns the table of a `WITH` that a name means; null if none does.
  @Nullable BoundQuery commonTable(String name, Position at, Scope scope) {
    return commonTables.find(name, at, scope);
  }

  /// Binds a view's query in its place: it knows nothing of what surrounds it.
  BoundQuery view(Query definition, List<OutputColumn> columns) {
    BoundQuery bound = bodyWith(definition, CommonTables.NONE, null);
    List<BoundExpression> expressions = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      OutputColumn column = bound.columns().get(i);
      expressions.add(
          new BoundExpression.Column(
              definition.at(), column.type(), column.modifier(), 0, i, "", column.name()));
    }
    return new BoundQuery.Project(bound, columns, expressions);
  }

  /// Puts `ORDER BY` and `LIMIT` on rows whose columns alone may be named.
  private BoundQuery ordered(Query query, BoundQuery rows, @Nullable Scope outer) {
    BoundQuery sorted = rows;
    if (!query.orderBy().isEmpty()) {
      List<SortKey> keys = new ArrayList<>();
      for (SortItem item : query.orderBy()) {
        keys.add(SortKeys.of(item, orderKey(item.expression(), rows), context.coercion));
      }
      sorted = new BoundQuery.Sort(rows, List.copyOf(keys), rows.columns());
    }
    return query.limit() == null ? sorted : limit(sorted, query.limit(), new Scope(outer));
  }

  private static BoundExpression orderKey(Expression written, BoundQuery rows) {
    List<OutputColumn> columns = rows.columns();
    int index = -1;
    if (written instanceof Expression.IntegerLiteral(Position at, int number)) {
      if (number < 1 || number > columns.size()) {
        throw new SqlError(
            SqlState.INVALID_COLUMN_REFERENCE,
            "ORDER BY position %d is not in select list".formatted(number),
            at);
      }
      index = number - 1;
    } else if (written instanceof Expression.ColumnRef reference
        && !reference.star()
        && reference.parts().size() == 1) {
      String name = reference.parts().getFirst();
      for (int i = 0; i < columns.size() && index < 0; i++) {
        index = columns.get(i).name().equals(name) ? i : -1;
      }
      if (index < 0) {
        throw new SqlError(
            SqlState.UNDEFINED_COLUMN,
            "column \"%s\" does not exist".formatted(name),
            written.at());
      }
    }
    if (index < 0) {
      throw new SqlError(
              SqlState.FEATURE_NOT_SUPPORTED,
              "invalid UNION/INTERSECT/EXCEPT ORDER BY clause",
              written.at())
          .withDetail("Only result column names can be used, not expressions or functions.")
          .withHint(
              "Add the expression/function to every SELECT, or move the UNION into a FROM clause.");
    }
    OutputColumn column = columns.get(index);
    return new BoundExpression.Column(
        written.at(), column.type(), column.modifier(), 0, index, "", column.name());
  }

  /// Binds the rows of `VALUES` and brings each column to a common type.
  private BoundQuery rows(Query.Values values, Scope scope) {
    ExpressionBinder expressions = new ExpressionBinder(context, scope, Clause.VALUES, this);
    List<List<BoundExpression>> rows = new ArrayList<>();
    int width = values.rows().getFirst().size();
    for (List<Expression> row : values.rows()) {
      if (row.size() != width) {
        throw new SqlError(
            SqlState.SYNTAX_ERROR, "VALUES lists must all be the same length", row.getFirst().at());
      }
      rows.add(expressions.bindAll(row));
    }
    List<OutputColumn> columns = new ArrayList<>();
    List<List<BoundExpression>> byColumn = new ArrayList<>();
    for (int column = 0; column < width; column++) {
      List<BoundExpression> cells = new ArrayList<>();
      for (List<BoundExpression> row : rows) {
        cells.add(row.get(column));
      }
      SqlType common = context.coercion.commonType(cells, "VALUES");
      List<BoundExpression> converted = context.coercion.allToCommon(cells, common, "VALUES");
      byColumn.add(converted);
      columns.add(
          new OutputColumn("column" + (column + 1), common, Coercion.commonModifier(converted)));
    }
    List<List<BoundExpression>> converted = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      int index = row;
      converted.add(byColumn.stream().map(cells -> cells.get(index)).toList());
    }
    return new BoundQuery.Rows(List.copyOf(columns), List.copyOf(converted));
  }

  /// Puts `LIMIT` and `OFFSET` on rows.
  BoundQuery limit(BoundQuery input, Query.Limit limit, Scope scope) {
    if (limit.withTies()) {
      throw SqlError.unsupported("WITH TIES");
    }
    @Nullable BoundExpression count = bound(limit.count(), Clause.LIMIT, scope);
    @Nullable BoundExpression offset = bound(limit.offset(), Clause.OFFSET, scope);
    return new BoundQuery.Limit(input, count, offset);
  }

  private @Nullable BoundExpression bound(
      @Nullable Expression expression, Clause clause, Scope scope) {
    if (expression == null) {
      return null;
    }
    BoundExpression bound = new ExpressionBinder(context, scope, clause, this).bind(expression);
    BoundExpression converted = context.coercion.assignable(bound, Types.INT8, clause.words());
    if (BoundTrees.hasColumns(converted)) {
      throw new SqlError(
          SqlState.INVALID_COLUMN_REFERENCE,
          "argument of " + clause.words() + " must not contain variables",
          firstColumn(converted));
    }
    return converted;
  }

  static Position firstColumn(BoundExpression expression) {
    if (expression instanceof BoundExpression.Column) {
      return expression.at();
    }
    return BoundTrees.children(expression).stream()
        .filter(BoundTrees::hasColumns)
        .map(QueryBinder::firstColumn)
        .min(Comparator.comparingInt(Position::offset))
        .orElse(expression.at());
  }

  BoundExpression scalar(Query query, Scope scope, Position at) {
    BoundQuery bound = query(query, scope);
    OutputColumn column = onlyColumn(bound, "subquery must return only one column", at);
    return new BoundExpression.Subquery(
        at, column.type(), column.modifier(), BoundExpression.Subquery.SubqueryKind.SCALAR, bound);
  }

  BoundExpression exists(Query query, Scope scope, Position at) {
    return new BoundExpression.Subquery(
        at, Types.BOOL, -1, BoundExpression.Subquery.SubqueryKind.EXISTS, query(query, scope));
  }

  BoundExpression array(Query query, Scope scope, Position at) {
    BoundQuery bound = query(query, scope);
    OutputColumn column = onlyColumn(bound, "subquery must return only one column", at);
    SqlType element = column.type();
    @Nullable SqlType array = element.isArray() ? element : Types.arrayOf(element);
    if (array == null) {
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT, "could not find array type for data type " + element, at);
    }
    return new BoundExpression.Subquery(
        at, array, column.modifier(), BoundExpression.Subquery.SubqueryKind.ARRAY, bound);
  }

  private static OutputColumn onlyColumn(BoundQuery query, String message, Position at) {
    if (query.columns().size() != 1) {
      throw new SqlError(SqlState.SYNTAX_ERROR, message, at);
    }
    return query.columns().getFirst();
  }
}
