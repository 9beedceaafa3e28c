package io.halcyon.sql.plan;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.function.Operator;
import io.halcyon.sql.function.Operators;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Bound expressions as SQL, for people to read: PostgreSQL's `ruleutils.c`, in part. Stateless.
final class ExpressionText {
  private ExpressionText() {}

  /// Returns the text of an expression.
  ///
  /// @param over the query whose columns it looks at
  static String of(BoundExpression expression, BoundQuery over) {
    return switch (expression) {
      case BoundExpression.Column column -> column(column, over);
      case BoundExpression.Constant constant -> constant(constant);
      case BoundExpression.Parameter parameter -> "$" + parameter.number();
      case BoundExpression.ContextValue value ->
          "CURRENT_" + value.kind().name().replace("LOCAL_", "");
      case BoundExpression.Placeholder _ -> "CASE_TEST_EXPR";
      case BoundExpression.And(_, var operands) -> joined(operands, " AND ", over);
      case BoundExpression.Or(_, var operands) -> joined(operands, " OR ", over);
      case BoundExpression.Not(_, var operand) -> "(NOT " + of(operand, over) + ")";
      case BoundExpression.IsNull(_, var operand, boolean negated) ->
          "(" + of(operand, over) + (negated ? " IS NOT NULL)" : " IS NULL)");
      case BoundExpression.IsTruth(_, var operand, var expected, boolean negated) ->
          "(%s IS %s%s)"
              .formatted(
                  of(operand, over),
                  negated ? "NOT " : "",
                  expected == null ? "UNKNOWN" : expected ? "TRUE" : "FALSE");
      case BoundExpression.DistinctFrom(_, _, var left, var right, boolean negated) ->
          "(%s IS %sDISTINCT FROM %s)"
              .formatted(of(left, over), negated ? "NOT " : "", of(right, over));
      case BoundExpression.QuantifiedArray(_, var function, boolean all, var left, var array) ->
          "(%s %s %s (%s))"
              .formatted(of(left, over), symbol(function), all ? "ALL" : "ANY", of(array, over));
      case BoundExpression.RowComparison row ->
          "(ROW(%s) %s ROW(%s))"
              .formatted(
                  list(row.left(), over),
                  symbol(row.comparisons().getLast()),
                  list(row.right(), over));
      case BoundExpression.Case _ -> "CASE ... END";
      case BoundExpression.Coalesce(_, _, _, var operands) ->
          "COALESCE(" + list(operands, over) + ")";
      case BoundExpression.Composite composite -> composite(composite, over);
    };
  }

  /// Returns the text of what a column is made of, where it is made by the query that gives it.
  static String made(BoundExpression expression, BoundQuery over) {
    if (expression instanceof BoundExpression.Column column && column.levelsUp() == 0) {
      BoundQuery query = over;
      while (query instanceof BoundQuery.Distinct step) {
        query = step.input();
      }
      if (query instanceof BoundQuery.Project project) {
        return of(project.expressions().get(column.index()), project.input());
      }
    }
    return of(expression, over);
  }

  private static String composite(BoundExpression.Composite composite, BoundQuery over) {
    return switch (composite) {
      case BoundExpression.Call call -> call(call, over);
      case BoundExpression.Relabel relabel ->
          "(%s)::%s".formatted(of(relabel.operand(), over), relabel.type().displayName());
      case BoundExpression.TextConversion conversion ->
          "(%s)::%s".formatted(of(conversion.operand(), over), conversion.type().displayName());
      case BoundExpression.ElementConversion conversion ->
          "(%s)::%s".formatted(of(conversion.operand(), over), conversion.type().displayName());
      case BoundExpression.Aggregate aggregate -> aggregate(aggregate, over);
      case BoundExpression.WindowCall window ->
          "%s(%s) OVER (?)"
              .formatted(window.function().name(), arguments(window.arguments(), over));
      case BoundExpression.GroupingCall(_, var keys) -> "GROUPING(" + list(keys, over) + ")";
      case BoundExpression.Subquery subquery ->
          switch (subquery.kind()) {
            case SCALAR -> "(SubPlan)";
            case EXISTS -> "EXISTS(SubPlan)";
            case ARRAY -> "ARRAY(SubPlan)";
          };
      case BoundExpression.NullIf nullIf ->
          "NULLIF(%s, %s)".formatted(of(nullIf.left(), over), of(nullIf.right(), over));
      case BoundExpression.Extreme extreme ->
          (extreme.greatest() ? "GREATEST(" : "LEAST(") + list(extreme.operands(), over) + ")";
      case BoundExpression.ArrayConstructor array -> "ARRAY[" + list(array.elements(), over) + "]";
      case BoundExpression.RowConstructor row -> "ROW(" + list(row.fields(), over) + ")";
      case BoundExpression.Subscript subscript -> of(subscript.base(), over) + "[...]";
    };
  }

  private static String list(List<BoundExpression> expressions, BoundQuery over) {
    return expressions.stream().map(each -> of(each, over)).collect(Collectors.joining(", "));
  }

  private static String arguments(List<BoundExpression> expressions, BoundQuery over) {
    return expressions.isEmpty() ? "*" : list(expressions, over);
  }

  private static String joined(List<BoundExpression> operands, String word, BoundQuery over) {
    return operands.stream()
        .map(each -> of(each, over))
        .collect(Collectors.joining(word, "(", ")"));
  }

  private static String aggregate(BoundExpression.Aggregate aggregate, BoundQuery over) {
    String filter =
        aggregate.filter() == null ? "" : " FILTER (WHERE " + of(aggregate.filter(), over) + ")";
    return "%s(%s%s)%s"
        .formatted(
            aggregate.function().name(),
            aggregate.distinct() ? "DISTINCT " : "",
            arguments(aggregate.arguments(), over),
            filter);
  }

  private static String call(BoundExpression.Call call, BoundQuery over) {
    List<BoundExpression> arguments = call.arguments();
    Operator operator = operator(call.function());
    if (operator != null && operator.left() != null && arguments.size() == 2) {
      return "(%s %s %s)"
          .formatted(
              of(arguments.getFirst(), over), operator.symbol(), of(arguments.getLast(), over));
    }
    if (operator != null && operator.left() == null && arguments.size() == 1) {
      return "(%s %s)".formatted(operator.symbol(), of(arguments.getFirst(), over));
    }
    return call.function().name() + "(" + list(arguments, over) + ")";
  }

  private static String symbol(Function function) {
    Operator operator = operator(function);
    return operator == null ? function.name() : operator.symbol();
  }

  private static @Nullable Operator operator(Function function) {
    return Operators.ofFunction(function.id());
  }

  private static String constant(BoundExpression.Constant constant) {
    Object value = constant.value();
    SqlType type = constant.type();
    if (value == null) {
      return type.equals(Types.UNKNOWN) ? "NULL" : "NULL::" + type.displayName();
    }
    if (type.equals(Types.INT4) || type.equals(Types.BOOL)) {
      return value.toString();
    }
    String text =
        type.equals(Types.UNKNOWN)
            ? value.toString()
            : TextFormats.write(type, value, SessionContext.FOR_TEXTS);
    return "'%s'::%s".formatted(text.replace("'", "''"), type.displayName());
  }

  private static String column(BoundExpression.Column column, BoundQuery over) {
    if (!column.name().isEmpty()) {
      return column.name();
    }
    return column.levelsUp() > 0 ? "?" : column(over, column.index());
  }

  /// Returns what a column of a query is called, or made of.
  private static String column(BoundQuery query, int index) {
    String name = query.columns().get(index).name();
    if (!name.isEmpty()) {
      return name;
    }
    return switch (query) {
      case BoundQuery.Filter step -> column(step.input(), index);
      case BoundQuery.Sort step -> column(step.input(), index);
      case BoundQuery.Distinct step -> column(step.input(), index);
      case BoundQuery.DistinctOn step -> column(step.input(), index);
      case BoundQuery.Limit step -> column(step.input(), index);
      case BoundQuery.Project step -> of(step.expressions().get(index), step.input());
      case BoundQuery.Group step -> group(step.keys(), step.aggregates(), step.input(), index);
      case BoundQuery.GroupingSets step ->
          group(step.keys(), step.aggregates(), step.input(), index);
      case BoundQuery.Windows step -> {
        int width = step.input().columns().size();
        yield index < width
            ? column(step.input(), index)
            : of(step.calls().get(index - width), step.input());
      }
      default -> "?column?";
    };
  }

  private static String group(
      List<BoundExpression> keys,
      List<BoundExpression.Aggregate> aggregates,
      BoundQuery input,
      int index) {
    if (index < keys.size()) {
      return of(keys.get(index), input);
    }
    int aggregate = index - keys.size();
    return aggregate < aggregates.size() ? of(aggregates.get(aggregate), input) : "GROUPING(...)";
  }
}
