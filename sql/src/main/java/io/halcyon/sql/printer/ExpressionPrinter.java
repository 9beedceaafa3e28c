package io.halcyon.sql.printer;

import io.halcyon.sql.ast.Accessor;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Expression.Arguments;
import io.halcyon.sql.ast.Expression.Binary;
import io.halcyon.sql.ast.Expression.Call;
import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.ast.SpecialForm;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.ast.Window;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Prints expressions. Operands are put in parentheses unless they cannot be misread.
final class ExpressionPrinter {
  private final SqlText out;
  private final QueryPrinter queries;

  ExpressionPrinter(SqlText out, QueryPrinter queries) {
    this.out = out;
    this.queries = queries;
  }

  void optional(String keyword, @Nullable Expression expression) {
    if (expression != null) {
      out.raw(keyword);
      print(expression);
    }
  }

  void list(List<Expression> expressions) {
    out.list(expressions, this::print);
  }

  /// Prints an operand, in parentheses if it consists of several words.
  void operand(Expression expression) {
    if (standsAlone(expression)) {
      print(expression);
    } else {
      out.raw("(");
      print(expression);
      out.raw(")");
    }
  }

  private boolean standsAlone(Expression expression) {
    return switch (expression) {
      case Expression.IntegerLiteral literal -> literal.value() >= 0 || out.lifts();
      case Expression.NumericLiteral literal -> !literal.text().startsWith("-") || out.lifts();
      case Expression.TypedLiteral _ -> false;
      case Expression.Constant _ -> true;
      case Expression.Exists _ -> true;
      case Expression.Operation _, Expression.Predicate _ -> false;
      case Expression.NamedArgument _, Expression.CurrentOf _, Expression.Default _ -> false;
      case Expression.Term _ -> true;
    };
  }

  void print(Expression expression) {
    switch (expression) {
      case Expression.Constant constant -> constant(constant);
      case Expression.Operation operation -> operation(operation);
      case Expression.Predicate predicate -> predicate(predicate);
      case Expression.Term term -> term(term);
    }
  }

  private void constant(Expression.Constant constant) {
    switch (constant) {
      case Expression.Null _ -> out.raw("NULL");
      case Expression.BooleanLiteral literal -> out.raw(literal.value() ? "TRUE" : "FALSE");
      case Expression.TypedLiteral literal -> typedLiteral(literal);
      case Expression.IntegerLiteral literal -> {
        if (!out.lift(literal)) {
          out.raw(Integer.toString(literal.value()));
        }
      }
      case Expression.NumericLiteral literal -> {
        if (!out.lift(literal)) {
          out.raw(literal.text());
        }
      }
      case Expression.StringLiteral literal -> {
        if (!out.lift(literal)) {
          out.string(literal.value());
        }
      }
      case Expression.BitLiteral literal -> {
        if (!out.lift(literal)) {
          out.raw(literal.hex() ? "X" : "B").string(literal.digits());
        }
      }
    }
  }

  private void operation(Expression.Operation operation) {
    switch (operation) {
      case Expression.And and -> out.list(and.operands(), " AND ", this::operand);
      case Expression.Or or -> out.list(or.operands(), " OR ", this::operand);
      case Expression.Not not -> prefix("NOT ", not.operand());
      case Expression.Unary unary -> {
        out.operator(unary.operator()).raw(" ");
        operand(unary.operand());
      }
      case Binary binary -> binary(binary);
      case Expression.Collate collate -> {
        operand(collate.operand());
        out.name(" COLLATE ", collate.collation());
      }
      case Expression.AtTimeZone zoned -> {
        operand(zoned.operand());
        prefix(" AT TIME ZONE ", zoned.zone());
      }
      case Expression.Overlaps overlaps -> {
        print(overlaps.left());
        out.raw(" OVERLAPS ");
        print(overlaps.right());
      }
      case Expression.Indirection indirection -> indirection(indirection);
    }
  }

  private void prefix(String word, Expression operand) {
    out.raw(word);
    operand(operand);
  }

  private void binary(Binary binary) {
    if (binary.left() instanceof Binary left && chains(left.operator(), binary.operator())) {
      print(left);
    } else {
      operand(binary.left());
    }
    out.raw(" ").operator(binary.operator()).raw(" ");
    operand(binary.right());
  }

  /// Long chains of one operator get no parentheses, which would be as deep as they are long.
  private static boolean chains(OperatorName left, OperatorName right) {
    boolean associates =
        switch (left.symbol()) {
          case "<", ">", "=", "<=", ">=", "<>" -> false;
          default -> true;
        };
    return associates && left.equals(right) && !left.explicit();
  }

  private void predicate(Expression.Predicate predicate) {
    switch (predicate) {
      case Expression.Is is -> {
        operand(is.operand());
        out.raw(is.negated() ? " IS NOT " : " IS ").raw(is.test().name().replace('_', ' '));
      }
      case Expression.DistinctFrom distinct -> {
        operand(distinct.left());
        out.raw(distinct.negated() ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ");
        operand(distinct.right());
      }
      case Expression.Between between -> {
        operand(between.operand());
        out.when(between.negated(), " NOT").raw(" BETWEEN ");
        out.when(between.symmetric(), "SYMMETRIC ");
        operand(between.low());
        prefix(" AND ", between.high());
      }
      case Expression.InList in -> {
        operand(in.operand());
        out.raw(in.negated() ? " NOT IN (" : " IN (");
        list(in.items());
        out.raw(")");
      }
      case Expression.InQuery in -> {
        operand(in.operand());
        out.raw(in.negated() ? " NOT IN " : " IN ");
        queries.parenthesized(in.query());
      }
      case Expression.Like like -> like(like);
      case Expression.QuantifiedArray quantified -> {
        operand(quantified.left());
        out.raw(" ").operator(quantified.operator());
        out.raw(quantified.all() ? " ALL (" : " ANY (");
        print(quantified.array());
        out.raw(")");
      }
      case Expression.QuantifiedQuery quantified -> {
        operand(quantified.left());
        out.raw(" ").operator(quantified.operator());
        out.raw(quantified.all() ? " ALL " : " ANY ");
        queries.parenthesized(quantified.query());
      }
      case Expression.Exists exists -> {
        out.raw("EXISTS ");
        queries.parenthesized(exists.query());
      }
    }
  }

  private void term(Expression.Term term) {
    switch (term) {
      case Expression.Parameter parameter -> out.parameter(parameter.number());
      case Expression.ColumnRef column -> {
        out.list(column.parts(), ".", out::name);
        out.when(column.star(), column.parts().isEmpty() ? "*" : ".*");
      }
      case Expression.Row row -> {
        out.raw(row.explicit() ? "ROW(" : "(");
        list(row.fields());
        out.raw(")");
      }
      case Expression.ScalarQuery scalar -> queries.parenthesized(scalar.query());
      case Expression.ArrayQuery array -> {
        out.raw("ARRAY");
        queries.parenthesized(array.query());
      }
      case Expression.ArrayConstructor array -> {
        out.raw("ARRAY[");
        list(array.elements());
        out.raw("]");
      }
      case Expression.Case chosen -> caseExpression(chosen);
      case Expression.Cast cast -> {
        out.raw("CAST(");
        print(cast.operand());
        out.raw(" AS ");
        type(cast.type());
        out.raw(")");
      }
      case Expression.Default _ -> out.raw("DEFAULT");
      case Expression.NamedArgument argument -> {
        out.name(argument.name()).raw(" => ");
        print(argument.value());
      }
      case Expression.CurrentOf current -> out.name("CURRENT OF ", current.cursor());
      case Expression.SpecialCall call -> special(call);
      case Expression.ContextValue value -> {
        out.raw(value.kind().name());
        if (value.precision() != null) {
          out.raw("(" + value.precision() + ")");
        }
      }
      case Call call -> call(call);
    }
  }

  private void like(Expression.Like like) {
    operand(like.operand());
    out.when(like.negated(), " NOT");
    out.raw(
        switch (like.kind()) {
          case LIKE -> " LIKE ";
          case ILIKE -> " ILIKE ";
          case SIMILAR -> " SIMILAR TO ";
        });
    operand(like.pattern());
    if (like.escape() != null) {
      prefix(" ESCAPE ", like.escape());
    }
  }

  private void indirection(Expression.Indirection indirection) {
    boolean subscripted =
        !(indirection.path().getFirst() instanceof Accessor.Field)
            && !(indirection.path().getFirst() instanceof Accessor.AllFields);
    boolean plain =
        indirection.base() instanceof Expression.Parameter
            || indirection.base() instanceof Expression.ScalarQuery
            || (subscripted && indirection.base() instanceof Expression.ColumnRef);
    out.when(!plain, "(");
    print(indirection.base());
    out.when(!plain, ")");
    path(indirection.path());
  }

  void path(List<Accessor> path) {
    for (Accessor accessor : path) {
      switch (accessor) {
        case Accessor.Field(String name) -> out.raw(".").name(name);
        case Accessor.AllFields _ -> out.raw(".*");
        case Accessor.Element(Expression index) -> {
          out.raw("[");
          print(index);
          out.raw("]");
        }
        case Accessor.Slice slice -> {
          out.raw("[");
          optional("", slice.lower());
          out.raw(" : ");
          optional("", slice.upper());
          out.raw("]");
        }
      }
    }
  }

  private void caseExpression(Expression.Case chosen) {
    out.raw("CASE");
    optional(" ", chosen.operand());
    for (Expression.When when : chosen.whens()) {
      out.raw(" WHEN ");
      print(when.condition());
      out.raw(" THEN ");
      print(when.result());
    }
    optional(" ELSE ", chosen.otherwise());
    out.raw(" END");
  }

  /// Both sides of some separators are restricted expressions, so operands are printed. The field
  /// of EXTRACT is no literal but part of the function's name.
  private void special(Expression.SpecialCall call) {
    SpecialForm form = call.form();
    List<Expression> arguments = call.arguments();
    out.raw(form.opening());
    for (int i = 0; i < arguments.size(); i++) {
      out.raw(i == 0 ? "" : form.separator(i));
      Expression argument = arguments.get(i);
      if (form == SpecialForm.EXTRACT && i == 0) {
        out.unlifted(() -> print(argument));
      } else if (form == SpecialForm.POSITION) {
        operand(argument);
      } else {
        print(argument);
      }
    }
    out.raw(form.closing(arguments.size())).raw(")");
  }

  private void call(Call call) {
    Arguments arguments = call.arguments();
    out.name(call.function()).raw("(");
    out.raw(
        switch (arguments.quantifier()) {
          case NONE -> "";
          case ALL -> "ALL ";
          case DISTINCT -> "DISTINCT ";
          case STAR -> "*";
        });
    int last = arguments.values().size() - 1;
    for (int i = 0; i <= last; i++) {
      out.when(i > 0, ", ");
      out.when(arguments.variadic() && i == last, "VARIADIC ");
      print(arguments.values().get(i));
    }
    if (arguments.withinGroup()) {
      out.raw(") WITHIN GROUP (");
      orderBy("", arguments.orderBy());
    } else {
      orderBy(" ", arguments.orderBy());
    }
    out.raw(")");
    if (call.filter() != null) {
      optional(" FILTER (WHERE ", call.filter());
      out.raw(")");
    }
    if (call.over() != null) {
      out.raw(" OVER ");
      window(call.over());
    }
  }

  private void window(Window window) {
    switch (window) {
      case Window.Named named -> out.name(named.name());
      case Window.Specification specification -> specification(specification);
    }
  }

  void specification(Window.Specification window) {
    out.raw("(").name("", window.base());
    if (!window.partitionBy().isEmpty()) {
      out.raw(" PARTITION BY ");
      list(window.partitionBy());
    }
    orderBy(" ", window.orderBy());
    if (window.frame() != null) {
      frame(window.frame());
    }
    out.raw(")");
  }

  private void frame(Window.Frame frame) {
    out.raw(" ").raw(frame.unit().name()).raw(frame.end() != null ? " BETWEEN " : " ");
    bound(frame.start());
    if (frame.end() != null) {
      out.raw(" AND ");
      bound(frame.end());
    }
    out.raw(
        switch (frame.exclusion()) {
          case NONE -> "";
          case CURRENT_ROW -> " EXCLUDE CURRENT ROW";
          case GROUP -> " EXCLUDE GROUP";
          case TIES -> " EXCLUDE TIES";
          case NO_OTHERS -> " EXCLUDE NO OTHERS";
        });
  }

  private void bound(Window.Bound bound) {
    optional("", bound.offset());
    out.raw(
        switch (bound.kind()) {
          case UNBOUNDED_PRECEDING -> "UNBOUNDED PRECEDING";
          case OFFSET_PRECEDING -> " PRECEDING";
          case CURRENT_ROW -> "CURRENT ROW";
          case OFFSET_FOLLOWING -> " FOLLOWING";
          case UNBOUNDED_FOLLOWING -> "UNBOUNDED FOLLOWING";
        });
  }

  void orderBy(String before, List<SortItem> items) {
    if (!items.isEmpty()) {
      out.raw(before).raw("ORDER BY ").list(items, this::sortItem);
    }
  }

  private void sortItem(SortItem item) {
    position(item.expression());
    direction(item.direction());
    if (item.using() != null) {
      out.raw(" USING ").operator(item.using());
    }
    nulls(item.nulls());
  }

  /// Prints an expression of `ORDER BY`, `GROUP BY` or `DISTINCT ON`, where a number is no value
  /// but says which column.
  void position(Expression expression) {
    if (expression instanceof Expression.IntegerLiteral) {
      out.unlifted(() -> print(expression));
    } else {
      print(expression);
    }
  }

  void direction(SortItem.Direction direction) {
    if (direction != SortItem.Direction.DEFAULT) {
      out.raw(" ").raw(direction.name());
    }
  }

  void nulls(SortItem.NullsOrder nulls) {
    if (nulls != SortItem.NullsOrder.DEFAULT) {
      out.raw(" NULLS ").raw(nulls.name());
    }
  }

  private void typedLiteral(Expression.TypedLiteral literal) {
    TypeName type = literal.type();
    if (type.intervalFields() == null) {
      type(type);
      out.raw(" ").string(literal.value());
      return;
    }
    out.raw("INTERVAL ").string(literal.value()).raw(" ").raw(type.intervalFields());
    modifiers(type.modifiers());
  }

  private void modifiers(List<Expression> modifiers) {
    out.unlifted(() -> out.listIn("(", modifiers, this::print));
  }

  void type(TypeName type) {
    out.when(type.setOf(), "SETOF ");
    boolean interval =
        type.name().parts().equals(List.of("pg_catalog", "interval"))
            && (type.intervalFields() != null || !type.modifiers().isEmpty());
    if (interval) {
      out.raw("INTERVAL");
      if (type.intervalFields() != null) {
        out.raw(" ").raw(type.intervalFields().toUpperCase(Locale.ROOT));
      }
    } else {
      out.name(type.name()).when(type.percentType(), "%TYPE");
    }
    modifiers(type.modifiers());
    for (int bound : type.arrayBounds()) {
      out.raw(bound < 0 ? "[]" : "[" + bound + "]");
    }
  }

  void optionalType(String before, @Nullable TypeName type) {
    if (type != null) {
      out.raw(before);
      type(type);
    }
  }
}
