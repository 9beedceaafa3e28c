package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Expression.And;
import io.halcyon.sql.ast.Expression.Binary;
import io.halcyon.sql.ast.Expression.Cast;
import io.halcyon.sql.ast.Expression.IntegerLiteral;
import io.halcyon.sql.ast.Expression.NumericLiteral;
import io.halcyon.sql.ast.Expression.Or;
import io.halcyon.sql.ast.Expression.Unary;
import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;

/// Operators by precedence climbing, with the levels and associativity of PostgreSQL's grammar.
///
/// An operand is read with the level of its operator: it takes in all operators that bind tighter.
/// A *restricted* expression (`b_expr`) is one that may stand where `AND` or a keyword would be
/// ambiguous: it has comparison, arithmetic and casts only.
final class ExpressionParser {
  private static final int NONE = 0;
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int IS = 4;
  private static final int COMPARISON = 5;
  private static final int PATTERN = 6;
  private static final int OPERATOR = 9;
  private static final int SUM = 10;
  private static final int PRODUCT = 11;
  private static final int POWER = 12;
  private static final int AT_ZONE = 13;
  private static final int COLLATE = 14;
  private static final int SIGN = 15;
  private static final int CAST = 18;

  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final PrimaryParser primaries;
  private final PredicateParser predicates;
  private boolean mayBeLabel;

  ExpressionParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.primaries = new PrimaryParser(grammar);
    this.predicates = new PredicateParser(grammar, this);
  }

  /// Reads any expression (`a_expr`).
  Expression parse() {
    boolean outer = mayBeLabel;
    mayBeLabel = false;
    Expression expression = climb(NONE, false);
    mayBeLabel = outer;
    return expression;
  }

  /// Reads an expression of a select list, behind which a label may stand that is an operator's
  /// word elsewhere: `SELECT 1 like`.
  Expression parseLabelled() {
    boolean outer = mayBeLabel;
    mayBeLabel = true;
    Expression expression = climb(NONE, false);
    mayBeLabel = outer;
    return expression;
  }

  /// Reads a restricted expression (`b_expr`).
  Expression parseRestricted() {
    return climb(NONE, true);
  }

  /// Reads an expression without operators around it (`c_expr`).
  Expression primary() {
    return primaries.primary(true);
  }

  PrimaryParser primaries() {
    return primaries;
  }

  /// Reads an operand of what binds as tightly as patterns.
  Expression patternOperand() {
    return climb(PATTERN, false);
  }

  /// Reads the right side of `IS DISTINCT FROM`.
  Expression isOperand(boolean restricted) {
    Expression operand = climb(IS, restricted);
    requireNoChain(IS, restricted);
    return operand;
  }

  /// Refuses an operator after one of the same level that does not associate (`a < b < c`).
  void requireNoChainOfPatterns() {
    requireNoChain(PATTERN, false);
  }

  private void requireNoChain(int level, boolean restricted) {
    if (level(restricted) == level) {
      throw cursor.unexpected();
    }
  }

  private Expression climb(int above, boolean restricted) {
    cursor.enter();
    Expression expression = continueFrom(prefix(restricted), above, restricted);
    cursor.leave();
    return expression;
  }

  /// Goes on from an operand that has been read already.
  Expression continueFrom(Expression operand) {
    return continueFrom(operand, NONE, false);
  }

  private Expression continueFrom(Expression operand, int above, boolean restricted) {
    Expression left = operand;
    int chained = 0;
    for (int level = level(restricted); level > above; level = level(restricted)) {
      cursor.link();
      chained++;
      left = infix(left, level, restricted);
    }
    cursor.unlink(chained);
    return left;
  }

  private Expression prefix(boolean restricted) {
    Position at = cursor.position();
    if (cursor.kind() == TokenKind.OPERATOR || cursor.at("operator", "(")) {
      return new Unary(at, operator(), climb(OPERATOR, restricted));
    }
    if (cursor.accept("-")) {
      return negated(at, climb(SIGN, restricted));
    }
    if (cursor.accept("+")) {
      return new Unary(at, OperatorName.of("+"), climb(SIGN, restricted));
    }
    if (!restricted && cursor.accept("not")) {
      return new Expression.Not(at, climb(NOT, false));
    }
    if (!restricted && cursor.accept("default")) {
      return new Expression.Default(at);
    }
    return primaries.primary(restricted);
  }

  /// A sign belongs to the number behind it.
  private static Expression negated(Position at, Expression operand) {
    return switch (operand) {
      case IntegerLiteral number -> new IntegerLiteral(at, -number.value());
      case NumericLiteral number ->
          new NumericLiteral(
              at, number.text().startsWith("-") ? number.text().substring(1) : "-" + number.text());
      default -> new Unary(at, OperatorName.of("-"), operand);
    };
  }

  /// Returns how tightly the current token binds as an infix or postfix operator; 0 if it is none.
  private int level(boolean restricted) {
    return switch (cursor.kind()) {
      case SYMBOL -> symbolLevel(cursor.text());
      case OPERATOR -> OPERATOR;
      case KEYWORD -> restricted ? restrictedKeywordLevel() : keywordLevel(cursor.text());
      case IDENTIFIER, STRING, BITS, HEX, INTEGER, NUMERIC, PARAMETER, ERROR, END -> NONE;
    };
  }

  private static int symbolLevel(String symbol) {
    return switch (symbol) {
      case "<", ">", "=", "<=", ">=", "<>" -> COMPARISON;
      case "+", "-" -> SUM;
      case "*", "/", "%" -> PRODUCT;
      case "^" -> POWER;
      case "::" -> CAST;
      default -> NONE;
    };
  }

  private int keywordLevel(String word) {
    boolean postfix = word.equals("isnull") || word.equals("notnull");
    if (mayBeLabel && !postfix && atLastWord()) {
      return NONE;
    }
    return switch (word) {
      case "or" -> OR;
      case "and" -> AND;
      case "is", "isnull", "notnull" -> IS;
      case "between", "in", "like", "ilike" -> PATTERN;
      case "similar" -> cursor.ahead(1, "to") ? PATTERN : NONE;
      case "not" -> predicates.atNegatedPattern() ? PATTERN : NONE;
      case "operator" -> cursor.ahead(1, "(") ? OPERATOR : NONE;
      case "at" -> cursor.ahead(1, "time") ? AT_ZONE : NONE;
      case "collate" -> COLLATE;
      default -> NONE;
    };
  }

  /// Returns whether the select list, or its item, ends behind the current word.
  private boolean atLastWord() {
    return cursor.kindAhead(1) == TokenKind.END
        || cursor.ahead(1, ",")
        || cursor.ahead(1, "from")
        || cursor.ahead(1, ")")
        || cursor.ahead(1, ";");
  }

  private int restrictedKeywordLevel() {
    if (cursor.at("operator", "(")) {
      return OPERATOR;
    }
    if (!cursor.at("is")) {
      return NONE;
    }
    int offset = cursor.ahead(1, "not") ? 2 : 1;
    boolean allowed = cursor.ahead(offset, "distinct") || cursor.ahead(offset, "document");
    return allowed ? IS : NONE;
  }

  private Expression infix(Expression left, int level, boolean restricted) {
    return switch (level) {
      case OR -> disjunction(left);
      case AND -> conjunction(left);
      case IS -> predicates.is(left, restricted);
      case PATTERN -> predicates.pattern(left);
      case AT_ZONE -> {
        Position at = cursor.position();
        cursor.expect("at", "time");
        cursor.expect("zone");
        yield new Expression.AtTimeZone(at, left, climb(AT_ZONE, false));
      }
      case COLLATE -> {
        Position at = cursor.position();
        cursor.advance();
        yield new Expression.Collate(at, left, names.anyName());
      }
      case CAST -> {
        Position at = cursor.position();
        cursor.advance();
        yield new Cast(at, left, grammar.types.type());
      }
      default -> binary(left, level, restricted);
    };
  }

  private Expression disjunction(Expression left) {
    Position at = cursor.position();
    List<Expression> operands =
        left instanceof Or or ? new ArrayList<>(or.operands()) : first(left);
    while (cursor.accept("or")) {
      operands.add(climb(OR, false));
    }
    return new Or(at, List.copyOf(operands));
  }

  private Expression conjunction(Expression left) {
    Position at = cursor.position();
    List<Expression> operands =
        left instanceof And and ? new ArrayList<>(and.operands()) : first(left);
    while (cursor.accept("and")) {
      operands.add(climb(AND, false));
    }
    return new And(at, List.copyOf(operands));
  }

  private static List<Expression> first(Expression left) {
    List<Expression> operands = new ArrayList<>(4);
    operands.add(left);
    return operands;
  }

  private Expression binary(Expression left, int level, boolean restricted) {
    Position at = cursor.position();
    OperatorName operator = operator();
    if (!restricted && cursor.atAny("any", "some", "all")) {
      return quantified(at, left, operator);
    }
    Expression right = climb(level, restricted);
    if (level == COMPARISON) {
      requireNoChain(level, restricted);
    }
    return new Binary(at, operator, left, right);
  }

  /// Reads `ANY (…)` or `ALL (…)` behind an operator.
  Expression quantified(Position at, Expression left, OperatorName operator) {
    boolean all = cursor.at("all");
    cursor.advance();
    if (!cursor.at("(")) {
      throw cursor.unexpected();
    }
    return switch (primaries.parenthesized()) {
      case PrimaryParser.Parenthesized.OfQuery(Query query) ->
          new Expression.QuantifiedQuery(at, left, operator, all, query);
      case PrimaryParser.Parenthesized.OfExpressions(List<Expression> list) -> {
        if (list.size() != 1) {
          throw cursor.invalid("syntax error at or near \",\"", at);
        }
        yield new Expression.QuantifiedArray(at, left, operator, all, list.getFirst());
      }
    };
  }

  /// Reads any operator, or `OPERATOR(schema.symbol)` (`qual_all_Op`).
  OperatorName operator() {
    if (!cursor.accept("operator", "(")) {
      return OperatorName.of(symbol());
    }
    List<String> schema = new ArrayList<>();
    while (names.atColumnId()) {
      schema.add(names.columnId());
      cursor.expect(".");
    }
    String symbol = symbol();
    cursor.expect(")");
    return new OperatorName(List.copyOf(schema), symbol, true);
  }

  boolean atOperatorSymbol() {
    return cursor.kind() == TokenKind.OPERATOR
        || (cursor.kind() == TokenKind.SYMBOL
            && symbolLevel(cursor.text()) != NONE
            && !cursor.at("::"));
  }

  /// Reads an operator without `OPERATOR()` (`all_Op`).
  String symbol() {
    if (!atOperatorSymbol()) {
      throw cursor.unexpected();
    }
    return cursor.take();
  }
}
