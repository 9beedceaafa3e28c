package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Cast;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds expressions over the columns of one table that stand in no query: defaults, checks,
/// generated columns, parts of indexes. Not thread-safe.
public final class RowExpressions {
  private final BindContext context;
  private final Scope scope;
  private final QueryBinder queries;
  private final Clause clause;

  /// @param clause where the expressions stand, for messages
  private RowExpressions(BindContext context, Scope scope, Clause clause) {
    this.context = context;
    this.scope = scope;
    this.queries = new QueryBinder(context);
    this.clause = clause;
  }

  /// Returns the binder of expressions that may name the columns of a table; all of them, in their
  /// order, are the input.
  ///
  /// @param relation null if no columns may be named
  public static RowExpressions over(
      Catalog catalog, SessionContext session, @Nullable RelationDescriptor relation) {
    Scope scope = new Scope(null);
    if (relation != null) {
      scope.add(relation.name(), relation.schema(), relation.outputs());
    }
    return new RowExpressions(
        new BindContext(catalog, session, List.of(), true), scope, Clause.VALUES);
  }

  /// Returns the binder of expressions that give a column of a table its values of another type.
  public static RowExpressions transforming(
      Catalog catalog, SessionContext session, RelationDescriptor relation) {
    Scope scope = new Scope(null);
    scope.add(relation.name(), relation.schema(), relation.outputs());
    return new RowExpressions(
        new BindContext(catalog, session, List.of(), true), scope, Clause.TRANSFORM);
  }

  /// Binds a value and converts it as it is when it is stored; null if it cannot be.
  public @Nullable BoundExpression convertible(Expression expression, SqlType type, int modifier) {
    BoundExpression bound = new ExpressionBinder(context, scope, clause, queries).bind(expression);
    return context.coercion.toTarget(bound, type, modifier, Cast.Context.ASSIGNMENT, bound.at());
  }

  /// Binds an expression.
  public BoundExpression bind(Expression expression) {
    BoundExpression bound = new ExpressionBinder(context, scope, clause, queries).bind(expression);
    return bound.type().equals(Types.UNKNOWN)
        ? context.coercion.implicit(bound, Types.TEXT)
        : bound;
  }

  /// Binds a condition.
  public BoundExpression condition(Expression expression) {
    return new ExpressionBinder(context, scope, clause, queries).condition(expression, "CHECK");
  }

  /// Binds a value for a column, converted as it is when it is stored.
  public BoundExpression assigned(
      Expression expression, String column, SqlType type, int modifier) {
    return assigned(
        new ExpressionBinder(context, scope, clause, queries).bind(expression),
        column,
        type,
        modifier,
        context.coercion);
  }

  /// Returns a value made to fit a modifier of its type, as it is when it is stored.
  public static BoundExpression fitted(
      BoundExpression value, SqlType type, int modifier, SessionContext session) {
    Coercion coercion = new Coercion(session, new ParameterTypes(List.of(), true));
    return coercion.withModifier(value, type, modifier, false, value.at());
  }

  /// Converts a value as it is when it is stored in a column.
  static BoundExpression assigned(
      BoundExpression value, String column, SqlType type, int modifier, Coercion coercion) {
    Position at = value.at();
    BoundExpression converted =
        coercion.toTarget(value, type, modifier, Cast.Context.ASSIGNMENT, at);
    if (converted == null) {
      throw new SqlError(
              SqlState.DATATYPE_MISMATCH,
              "column \"%s\" is of type %s but expression is of type %s"
                  .formatted(column, type, value.type()),
              BoundTrees.start(value))
          .withHint("You will need to rewrite or cast the expression.");
    }
    return converted;
  }
}
