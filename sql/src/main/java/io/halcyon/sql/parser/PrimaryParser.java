package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Accessor;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Expression.ColumnRef;
import io.halcyon.sql.ast.Expression.Row;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Expressions that no operator joins (`c_expr`): constants, columns, calls, whatever is in
/// parentheses.
final class PrimaryParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  PrimaryParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  /// What may stand in parentheses where both queries and expressions are allowed.
  sealed interface Parenthesized {
    /// A query.
    record OfQuery(Query query) implements Parenthesized {}

    /// One or more expressions.
    record OfExpressions(List<Expression> expressions) implements Parenthesized {}
  }

  /// @param restricted whether `OVERLAPS`, an operator between rows, is left alone
  Expression primary(boolean restricted) {
    Position at = cursor.position();
    return switch (cursor.kind()) {
      case INTEGER -> new Expression.IntegerLiteral(at, Integer.parseInt(cursor.take()));
      case NUMERIC -> new Expression.NumericLiteral(at, cursor.take());
      case STRING -> new Expression.StringLiteral(at, cursor.take());
      case BITS -> new Expression.BitLiteral(at, cursor.take(), false);
      case HEX -> new Expression.BitLiteral(at, cursor.take(), true);
      case PARAMETER -> accessors(at, parameter(at));
      case IDENTIFIER -> named(at);
      case KEYWORD -> keyword(at, restricted);
      case SYMBOL -> {
        if (!cursor.at("(")) {
          throw cursor.unexpected();
        }
        yield fromParentheses(at, parenthesized(), restricted);
      }
      case OPERATOR, ERROR, END -> throw cursor.unexpected();
    };
  }

  private Expression parameter(Position at) {
    try {
      int number = Integer.parseInt(cursor.text());
      cursor.advance();
      return new Expression.Parameter(at, number);
    } catch (NumberFormatException tooLarge) {
      throw cursor.error("42P02", "there is no parameter $" + cursor.text(), at);
    }
  }

  private Expression keyword(Position at, boolean restricted) {
    if (cursor.at("row", "(")) {
      cursor.advance();
      cursor.advance();
      List<Expression> fields = cursor.at(")") ? List.of() : names.list(grammar.expressions::parse);
      cursor.expect(")");
      return overlaps(new Row(at, fields, true), restricted);
    }
    if (grammar.types.atConstantType()) {
      return grammar.types.constant();
    }
    Expression special = grammar.calls.special(at);
    if (special != null) {
      return special;
    }
    return switch (cursor.text()) {
      case "null" -> {
        cursor.advance();
        yield new Expression.Null(at);
      }
      case "true", "false" -> new Expression.BooleanLiteral(at, cursor.take().equals("true"));
      case "case" -> caseExpression(at);
      case "array" -> array(at);
      case "exists" -> cursor.ahead(1, "(") ? exists(at) : named(at);
      case "unique" -> {
        if (cursor.ahead(1, "(")) {
          throw cursor.error(
              SyntaxError.UNSUPPORTED, "UNIQUE predicate is not yet implemented", at);
        }
        throw cursor.unexpected();
      }
      default -> named(at);
    };
  }

  private Expression exists(Position at) {
    cursor.advance();
    return new Expression.Exists(at, grammar.queries.parenthesized());
  }

  private Expression array(Position at) {
    cursor.advance();
    if (cursor.at("(")) {
      return new Expression.ArrayQuery(at, grammar.queries.parenthesized());
    }
    return arrayElements(at);
  }

  private Expression arrayElements(Position at) {
    cursor.expect("[");
    cursor.enter();
    List<Expression> elements = List.of();
    if (cursor.at("[")) {
      elements = names.list(() -> arrayElements(cursor.position()));
    } else if (!cursor.at("]")) {
      elements = names.list(grammar.expressions::parse);
    }
    cursor.leave();
    cursor.expect("]");
    return new Expression.ArrayConstructor(at, elements);
  }

  private Expression caseExpression(Position at) {
    cursor.advance();
    @Nullable Expression operand = cursor.at("when") ? null : grammar.expressions.parse();
    List<Expression.When> whens = new ArrayList<>();
    do {
      Position whenAt = cursor.position();
      cursor.expect("when");
      Expression condition = grammar.expressions.parse();
      cursor.expect("then");
      whens.add(new Expression.When(whenAt, condition, grammar.expressions.parse()));
    } while (cursor.at("when"));
    @Nullable Expression otherwise = cursor.accept("else") ? grammar.expressions.parse() : null;
    cursor.expect("end");
    return new Expression.Case(at, operand, List.copyOf(whens), otherwise);
  }

  /// Reads what begins with a name: a column, a call, or a literal of a named type.
  private Expression named(Position at) {
    boolean column = names.atColumnId();
    boolean function = names.atTypeFunctionName();
    if (!column && !function) {
      throw cursor.unexpected();
    }
    String first = cursor.take();
    if (!column || !cursor.at(".")) {
      if (function && cursor.at("(")) {
        return grammar.calls.call(new QualifiedName(at, List.of(first)));
      }
      if (function && cursor.kind() == TokenKind.STRING) {
        return grammar.calls.typedLiteral(new QualifiedName(at, List.of(first)), List.of());
      }
      if (!column) {
        throw cursor.unexpected();
      }
      return accessors(at, new ColumnRef(at, List.of(first), false));
    }
    return path(at, first);
  }

  private Expression path(Position at, String first) {
    List<String> parts = new ArrayList<>(3);
    parts.add(first);
    while (cursor.accept(".")) {
      if (cursor.accept("*")) {
        requireLast();
        return new ColumnRef(at, List.copyOf(parts), true);
      }
      parts.add(names.columnLabel());
    }
    QualifiedName name = new QualifiedName(at, List.copyOf(parts));
    if (cursor.at("(")) {
      return grammar.calls.call(name);
    }
    if (cursor.kind() == TokenKind.STRING) {
      return grammar.calls.typedLiteral(name, List.of());
    }
    return accessors(at, new ColumnRef(at, name.parts(), false));
  }

  private void requireLast() {
    if (cursor.atAny(".", "[")) {
      throw cursor.failure("improper use of \"*\"");
    }
  }

  private Expression accessors(Position at, Expression base) {
    if (!cursor.atAny(".", "[")) {
      return base;
    }
    return new Expression.Indirection(at, base, path());
  }

  /// Reads `.name`, `.*`, `[index]` and `[lower:upper]`, as many as there are.
  List<Accessor> path() {
    List<Accessor> path = new ArrayList<>(2);
    while (cursor.atAny(".", "[")) {
      if (cursor.accept("[")) {
        path.add(subscript());
      } else {
        cursor.advance();
        if (cursor.accept("*")) {
          requireLast();
          path.add(new Accessor.AllFields());
        } else {
          path.add(new Accessor.Field(names.columnLabel()));
        }
      }
    }
    return List.copyOf(path);
  }

  private Accessor subscript() {
    cursor.enter();
    @Nullable Expression lower = cursor.at(":") ? null : grammar.expressions.parse();
    Accessor accessor;
    if (lower != null && !cursor.at(":")) {
      accessor = new Accessor.Element(lower);
    } else {
      cursor.expect(":");
      accessor = new Accessor.Slice(lower, cursor.at("]") ? null : grammar.expressions.parse());
    }
    cursor.expect("]");
    cursor.leave();
    return accessor;
  }

  private Expression fromParentheses(Position at, Parenthesized inner, boolean restricted) {
    return switch (inner) {
      case Parenthesized.OfQuery(Query query) ->
          accessors(at, new Expression.ScalarQuery(at, query));
      case Parenthesized.OfExpressions(List<Expression> list) ->
          list.size() == 1
              ? accessors(at, list.getFirst())
              : overlaps(new Row(at, list, false), restricted);
    };
  }

  private Expression overlaps(Row left, boolean restricted) {
    Position at = cursor.position();
    if (restricted || !cursor.accept("overlaps")) {
      return left;
    }
    requirePair(left);
    if (!(primary(true) instanceof Row right)) {
      throw cursor.unexpected();
    }
    requirePair(right);
    return new Expression.Overlaps(at, left, right);
  }

  private void requirePair(Row row) {
    if (row.fields().size() != 2) {
      throw cursor.invalid("wrong number of parameters on side of OVERLAPS expression", row.at());
    }
  }

  /// Reads `(…)` without knowing yet whether it is a query. One pass: a query in inner parentheses
  /// may turn out to be an operand of a set operation or of an expression, and is gone on from.
  Parenthesized parenthesized() {
    cursor.expect("(");
    cursor.enter();
    Parenthesized result;
    if (grammar.queries.atQuery()) {
      result = new Parenthesized.OfQuery(grammar.queries.query());
    } else if (cursor.at("(")) {
      result = nested(cursor.position());
    } else {
      result = new Parenthesized.OfExpressions(names.list(grammar.expressions::parse));
    }
    cursor.leave();
    cursor.expect(")");
    return result;
  }

  private Parenthesized nested(Position at) {
    Parenthesized inner = parenthesized();
    if (inner instanceof Parenthesized.OfQuery(Query query)) {
      if (cursor.at(")")) {
        return inner;
      }
      if (grammar.queries.atContinuation()) {
        return new Parenthesized.OfQuery(grammar.queries.continueFrom(query));
      }
    }
    Expression first = grammar.expressions.continueFrom(fromParentheses(at, inner, false));
    if (!cursor.at(",")) {
      return new Parenthesized.OfExpressions(List.of(first));
    }
    List<Expression> items = new ArrayList<>();
    items.add(first);
    while (cursor.accept(",")) {
      items.add(grammar.expressions.parse());
    }
    return new Parenthesized.OfExpressions(List.copyOf(items));
  }
}
