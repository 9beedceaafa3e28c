package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.bind.BoundExpression.ContextValue;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Cast;
import io.halcyon.sql.text.NumericText;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.BitString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds expressions of one clause of one query: `transformExpr` of PostgreSQL's `parse_expr.c`.
/// Owned by the binding of one statement.
final class ExpressionBinder {
  private final BindContext context;
  private final Scope scope;
  private final Clause clause;
  private final QueryBinder queries;
  private final CallBinder calls;
  private final PredicateBinder predicates;
  private final ValueBinder values;
  private final AggregateBinder aggregates;
  private final @Nullable WindowBinder windows;
  private int callDepth;

  ExpressionBinder(BindContext context, Scope scope, Clause clause, QueryBinder queries) {
    this(context, scope, clause, queries, null);
  }

  /// @param windows of the `SELECT`; null where no window function may be called
  ExpressionBinder(
      BindContext context,
      Scope scope,
      Clause clause,
      QueryBinder queries,
      @Nullable WindowBinder windows) {
    this.windows = windows;
    this.context = context;
    this.scope = scope;
    this.clause = clause;
    this.queries = queries;
    this.calls = new CallBinder(this, context.catalog, context.coercion);
    this.predicates = new PredicateBinder(this, context);
    this.values = new ValueBinder(this, context);
    this.aggregates = new AggregateBinder(this, context);
  }

  Clause clause() {
    return clause;
  }

  /// Returns the windows of the query.
  ///
  /// @param at where a window function is called
  /// @throws SqlError if that is not allowed here
  WindowBinder windows(Position at) {
    WindowBinder allowed = windows;
    if (allowed == null) {
      throw new SqlError(
          SqlState.WINDOWING_ERROR,
          "window functions are not allowed in " + clause.wordsForWindows(),
          at);
    }
    return allowed;
  }

  AggregateBinder aggregates() {
    return aggregates;
  }

  CallBinder calls() {
    return calls;
  }

  /// Returns a binder of the same names for another clause.
  ExpressionBinder in(Clause other) {
    return new ExpressionBinder(context, scope, other, queries);
  }

  void enterCall() {
    callDepth++;
  }

  void leaveCall() {
    callDepth--;
  }

  /// Requires that a function may return rows here.
  void requireSetAllowed(Position at) {
    boolean outermost = clause == Clause.FROM_FUNCTION && callDepth == 0;
    if (outermost || clause == Clause.SELECT || clause == Clause.ORDER_BY) {
      return;
    }
    if (clause == Clause.FROM_FUNCTION) {
      throw SqlError.unsupported("a set-returning function within another one", at);
    }
    throw new SqlError(
        SqlState.FEATURE_NOT_SUPPORTED,
        "set-returning functions are not allowed in " + clause.words(),
        at);
  }

  List<BoundExpression> bindAll(List<? extends Expression> expressions) {
    List<BoundExpression> bound = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      bound.add(bind(expression));
    }
    return List.copyOf(bound);
  }

  BoundExpression bind(Expression expression) {
    return switch (expression) {
      case Expression.Constant constant -> constant(constant);
      case Expression.Operation operation -> operation(operation);
      case Expression.Predicate predicate -> predicates.bind(predicate);
      case Expression.Term term -> term(term);
    };
  }

  /// Binds a query whose only column is made an array.
  BoundExpression arrayOfRows(Query query, Position at) {
    return queries.array(query, scope, at);
  }

  /// Binds what must be a condition.
  BoundExpression condition(Expression expression, String construct) {
    return context.coercion.condition(bind(expression), construct);
  }

  private BoundExpression constant(Expression.Constant constant) {
    return switch (constant) {
      case Expression.Null(Position at) ->
          new BoundExpression.Constant(at, Types.UNKNOWN, -1, null);
      case Expression.BooleanLiteral(Position at, boolean value) ->
          new BoundExpression.Constant(at, Types.BOOL, -1, value);
      case Expression.IntegerLiteral(Position at, int value) ->
          new BoundExpression.Constant(at, Types.INT4, -1, value);
      case Expression.NumericLiteral(Position at, String text) -> number(at, text);
      case Expression.StringLiteral(Position at, String value) ->
          new BoundExpression.Constant(at, Types.UNKNOWN, -1, value);
      case Expression.BitLiteral(Position at, String digits, boolean hex) ->
          new BoundExpression.Constant(at, Types.BIT, -1, new BitString(bits(at, digits, hex)));
      case Expression.TypedLiteral(Position at, var type, Position valueAt, String value) -> {
        BoundExpression literal = new BoundExpression.Constant(valueAt, Types.UNKNOWN, -1, value);
        yield cast(literal, context.types.bind(type), at);
      }
    };
  }

  /// Binds a number that does not fit an `int`; the parser has put its sign into it.
  private static BoundExpression number(Position at, String text) {
    String digits = text.startsWith("-") ? text.substring(1) : text;
    if (digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      BigInteger value = new BigInteger(text);
      if (value.bitLength() < Integer.SIZE) {
        return new BoundExpression.Constant(at, Types.INT4, -1, value.intValue());
      }
      if (value.bitLength() < Long.SIZE) {
        return new BoundExpression.Constant(at, Types.INT8, -1, value.longValue());
      }
    }
    return new BoundExpression.Constant(at, Types.NUMERIC, -1, NumericText.read(text));
  }

  private static String bits(Position at, String digits, boolean hex) {
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int value = Character.digit(c, hex ? 16 : 2);
      if (value < 0) {
        throw new SqlError(
            SqlState.INVALID_TEXT_REPRESENTATION,
            "\"%c\" is not a valid %s digit".formatted(c, hex ? "hexadecimal" : "binary"),
            at);
      }
      String written = Integer.toBinaryString(value);
      bits.append(hex ? "0".repeat(4 - written.length()) : "").append(written);
    }
    return bits.toString();
  }

  private BoundExpression operation(Expression.Operation operation) {
    return switch (operation) {
      case Expression.Indirection indirection -> values.indirection(indirection);
      case Expression.Unary(Position at, var operator, Expression operand) ->
          context.operators.call(operator, null, bind(operand), at);
      case Expression.Binary binary -> predicates.binary(binary);
      case Expression.And(Position at, List<Expression> operands) ->
          new BoundExpression.And(at, conditions(operands, "AND"));
      case Expression.Or(Position at, List<Expression> operands) ->
          new BoundExpression.Or(at, conditions(operands, "OR"));
      case Expression.Not(Position at, Expression operand) ->
          new BoundExpression.Not(at, condition(operand, "NOT"));
      case Expression.Collate collate -> values.collate(collate);
      case Expression.AtTimeZone(Position at, Expression operand, Expression zone) -> {
        BoundExpression value = bind(operand);
        yield calls.builtIn("timezone", List.of(bind(zone), value), at);
      }
      case Expression.Overlaps(Position at, Expression.Row left, Expression.Row right) -> {
        List<BoundExpression> ends = new ArrayList<>(bindAll(left.fields()));
        ends.addAll(bindAll(right.fields()));
        yield calls.builtIn("overlaps", ends, at);
      }
    };
  }

  private List<BoundExpression> conditions(List<Expression> operands, String construct) {
    List<BoundExpression> conditions = new ArrayList<>(operands.size());
    for (Expression operand : operands) {
      conditions.add(condition(operand, construct));
    }
    return List.copyOf(conditions);
  }

  private BoundExpression term(Expression.Term term) {
    return switch (term) {
      case Expression.Parameter(Position at, int number) ->
          new BoundExpression.Parameter(at, context.parameters.of(number, at), -1, number);
      case Expression.ColumnRef column -> column(column);
      case Expression.ScalarQuery(Position at, var query) -> queries.scalar(query, scope, at);
      case Expression.ArrayQuery(Position at, var query) -> queries.array(query, scope, at);
      case Expression.ArrayConstructor array -> values.array(array, null);
      case Expression.Row row -> values.row(row);
      case Expression.Case expression -> values.caseOf(expression);
      case Expression.Cast(Position at, Expression operand, var type) -> {
        TypeBinder.Typed target = context.types.bind(type);
        yield operand instanceof Expression.ArrayConstructor array && target.type().isArray()
            ? cast(values.array(array, target.type()), target, at)
            : cast(bind(operand), target, at);
      }
      case Expression.Default(Position at) ->
          throw new SqlError(SqlState.SYNTAX_ERROR, "DEFAULT is not allowed in this context", at);
      case Expression.NamedArgument argument ->
          throw new SqlError(
              SqlState.SYNTAX_ERROR, "named arguments are only allowed in calls", argument.at());
      case Expression.CurrentOf current ->
          throw SqlError.unsupported("WHERE CURRENT OF", current.at());
      case Expression.SpecialCall call -> values.special(call);
      case Expression.ContextValue value -> contextValue(value);
      case Expression.Call call -> calls.bind(call);
    };
  }

  BoundExpression exists(io.halcyon.sql.ast.Query query, Position at) {
    return queries.exists(query, scope, at);
  }

  private BoundExpression cast(BoundExpression operand, TypeBinder.Typed target, Position at) {
    @Nullable BoundExpression converted =
        context.coercion.toTarget(
            operand, target.type(), target.modifier(), Cast.Context.EXPLICIT, at);
    if (converted == null) {
      throw new SqlError(
          SqlState.CANNOT_COERCE,
          "cannot cast type %s to %s".formatted(operand.type(), target.type()),
          at);
    }
    return converted;
  }

  private BoundExpression column(Expression.ColumnRef reference) {
    List<String> parts = reference.parts();
    Position at = reference.at();
    if (reference.star()) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR, "row expansion via \"*\" is not supported here", at);
    }
    @Nullable BoundExpression column = scope.find(parts, at);
    if (column != null) {
      return column;
    }
    if (parts.size() == 1) {
      @Nullable List<Scope.Named> whole = scope.star(parts.getFirst(), at);
      if (whole != null) {
        return new BoundExpression.RowConstructor(
            at,
            Types.RECORD,
            -1,
            whole.stream().map(Scope.Named::expression).toList(),
            whole.stream().map(Scope.Named::name).toList());
      }
    } else if (!scope.hasSource(parts.get(parts.size() - 2))) {
      throw noSource(parts.get(parts.size() - 2), at);
    }
    String name = parts.size() == 1 ? "\"" + parts.getFirst() + "\"" : String.join(".", parts);
    SqlError error =
        new SqlError(SqlState.UNDEFINED_COLUMN, "column " + name + " does not exist", at);
    @Nullable String suggestion = scope.suggestion(parts);
    throw suggestion == null
        ? error
        : error.withHint("Perhaps you meant to reference the column \"" + suggestion + "\".");
  }

  private SqlError noSource(String name, Position at) {
    if (scope.hides(name)) {
      return new SqlError(
              SqlState.UNDEFINED_TABLE,
              "invalid reference to FROM-clause entry for table \"%s\"".formatted(name),
              at)
          .withHint(
              ("There is an entry for table \"%s\","
                      + " but it cannot be referenced from this part of the query.")
                  .formatted(name));
    }
    return new SqlError(
        SqlState.UNDEFINED_TABLE, "missing FROM-clause entry for table \"%s\"".formatted(name), at);
  }

  private static BoundExpression contextValue(Expression.ContextValue value) {
    int precision = value.precision() == null ? -1 : Math.min(value.precision(), 6);
    return switch (value.kind()) {
      case CURRENT_DATE -> of(value, Types.DATE, ContextValue.ContextKind.DATE, -1);
      case CURRENT_TIME -> of(value, Types.TIMETZ, ContextValue.ContextKind.TIME, precision);
      case CURRENT_TIMESTAMP ->
          of(value, Types.TIMESTAMPTZ, ContextValue.ContextKind.TIMESTAMP, precision);
      case LOCALTIME -> of(value, Types.TIME, ContextValue.ContextKind.LOCAL_TIME, precision);
      case LOCALTIMESTAMP ->
          of(value, Types.TIMESTAMP, ContextValue.ContextKind.LOCAL_TIMESTAMP, precision);
      case CURRENT_ROLE, CURRENT_USER, USER ->
          of(value, Types.NAME, ContextValue.ContextKind.USER, -1);
      case SESSION_USER -> of(value, Types.NAME, ContextValue.ContextKind.SESSION_USER, -1);
      case CURRENT_CATALOG -> of(value, Types.NAME, ContextValue.ContextKind.DATABASE, -1);
      case CURRENT_SCHEMA -> of(value, Types.NAME, ContextValue.ContextKind.SCHEMA, -1);
    };
  }

  private static BoundExpression of(
      Expression.ContextValue value, SqlType type, ContextValue.ContextKind kind, int precision) {
    return new ContextValue(value.at(), type, precision, kind, precision);
  }
}
