package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Expression.IsTest;
import io.halcyon.sql.ast.Expression.PatternKind;
import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Predicates that are words: `IS …`, `BETWEEN`, `IN`, `LIKE` and their negations.
final class PredicateParser {
  private final Cursor cursor;
  private final ExpressionParser expressions;

  PredicateParser(Grammar grammar, ExpressionParser expressions) {
    this.cursor = grammar.cursor;
    this.expressions = expressions;
  }

  /// Returns whether `NOT` begins `NOT LIKE` or the like, rather than a constraint's `NOT NULL`.
  boolean atNegatedPattern() {
    return cursor.ahead(1, "between")
        || cursor.ahead(1, "in")
        || cursor.ahead(1, "like")
        || cursor.ahead(1, "ilike")
        || cursor.ahead(1, "similar");
  }

  Expression is(Expression left, boolean restricted) {
    Position at = cursor.position();
    return switch (cursor.take()) {
      case "isnull" -> new Expression.Is(at, left, IsTest.NULL, false);
      case "notnull" -> new Expression.Is(at, left, IsTest.NULL, true);
      default -> {
        boolean negated = cursor.accept("not");
        if (cursor.accept("distinct")) {
          cursor.expect("from");
          Expression right = expressions.isOperand(restricted);
          yield new Expression.DistinctFrom(at, left, right, negated);
        }
        yield new Expression.Is(at, left, test(), negated);
      }
    };
  }

  private IsTest test() {
    if (cursor.at("document")) {
      throw cursor.unsupported("IS DOCUMENT", cursor.position());
    }
    String form = "";
    if (cursor.atAny("nfc", "nfd", "nfkc") || cursor.at("nfkd")) {
      form = cursor.take() + "_";
      if (!cursor.at("normalized")) {
        throw cursor.unexpected();
      }
    }
    if (cursor.atAny("null", "true", "false") || cursor.atAny("unknown", "normalized")) {
      return IsTest.valueOf((form + cursor.take()).toUpperCase(Locale.ROOT));
    }
    throw cursor.unexpected();
  }

  Expression pattern(Expression left) {
    Position at = cursor.position();
    boolean negated = cursor.accept("not");
    return switch (cursor.take()) {
      case "between" -> between(at, left, negated);
      case "in" -> in(at, left, negated);
      case "like" -> like(at, PatternKind.LIKE, left, negated);
      case "ilike" -> like(at, PatternKind.ILIKE, left, negated);
      default -> {
        cursor.expect("to");
        yield like(at, PatternKind.SIMILAR, left, negated);
      }
    };
  }

  private Expression between(Position at, Expression operand, boolean negated) {
    boolean symmetric = cursor.accept("symmetric");
    if (!symmetric) {
      cursor.accept("asymmetric");
    }
    Expression low = expressions.parseRestricted();
    cursor.expect("and");
    Expression high = expressions.patternOperand();
    expressions.requireNoChainOfPatterns();
    return new Expression.Between(at, operand, low, high, symmetric, negated);
  }

  private Expression in(Position at, Expression operand, boolean negated) {
    if (!cursor.at("(")) {
      throw cursor.unexpected();
    }
    return switch (expressions.primaries().parenthesized()) {
      case PrimaryParser.Parenthesized.OfQuery(Query query) ->
          new Expression.InQuery(at, operand, query, negated);
      case PrimaryParser.Parenthesized.OfExpressions(List<Expression> items) ->
          new Expression.InList(at, operand, items, negated);
    };
  }

  private Expression like(Position at, PatternKind kind, Expression operand, boolean negated) {
    if (kind != PatternKind.SIMILAR && cursor.atAny("any", "some", "all")) {
      String symbol = (negated ? "!~~" : "~~") + (kind == PatternKind.ILIKE ? "*" : "");
      return expressions.quantified(at, operand, OperatorName.of(symbol));
    }
    Expression pattern = expressions.patternOperand();
    @Nullable Expression escape = null;
    if (cursor.accept("escape")) {
      escape = expressions.patternOperand();
    }
    expressions.requireNoChainOfPatterns();
    return new Expression.Like(at, kind, operand, pattern, escape, negated);
  }
}
