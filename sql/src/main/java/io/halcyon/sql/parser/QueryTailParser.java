package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.Query.Locking;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows the rows of a query: order, limit, offset and row locks.
final class QueryTailParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  QueryTailParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  /// Reads the tail and puts it onto `query`, which has a tail already if it was in parentheses; no
  /// clause may then be there twice.
  Query tail(Query query, Query.@Nullable With with) {
    List<SortItem> orderBy = grammar.clauses.optionalOrderBy();
    List<Locking> locking = locking();
    LimitClauses limits = new LimitClauses();
    limits.read();
    if (locking.isEmpty()) {
      locking = locking();
    }
    if (with == null && orderBy.isEmpty() && locking.isEmpty() && limits.isEmpty()) {
      return query;
    }
    if (with != null && query.with() != null) {
      throw cursor.invalid("multiple WITH clauses not allowed", with.at());
    }
    if (!orderBy.isEmpty() && !query.orderBy().isEmpty()) {
      throw cursor.invalid(
          "multiple ORDER BY clauses not allowed", orderBy.getFirst().expression().at());
    }
    Query whole =
        new Query(
            query.at(),
            with != null ? with : query.with(),
            query.body(),
            orderBy.isEmpty() ? query.orderBy() : orderBy,
            limits.onto(query.limit()),
            join(query.locking(), locking));
    requireOrderForTies(whole);
    return whole;
  }

  private static void requireOrderForTies(Query query) {
    if (query.limit() == null || !query.limit().withTies()) {
      return;
    }
    if (query.orderBy().isEmpty()) {
      throw new SyntaxError(
          SyntaxError.SYNTAX, "WITH TIES cannot be specified without ORDER BY clause", 0, null);
    }
    for (Locking lock : query.locking()) {
      if (lock.waiting() == Query.Wait.SKIP_LOCKED) {
        throw new SyntaxError(
            SyntaxError.SYNTAX,
            "SKIP LOCKED and WITH TIES options cannot be used together",
            0,
            null);
      }
    }
  }

  private static List<Locking> join(List<Locking> inner, List<Locking> outer) {
    if (inner.isEmpty() || outer.isEmpty()) {
      return inner.isEmpty() ? outer : inner;
    }
    List<Locking> all = new ArrayList<>(inner);
    all.addAll(outer);
    return List.copyOf(all);
  }

  private List<Locking> locking() {
    if (!cursor.at("for")) {
      return List.of();
    }
    if (cursor.accept("for", "read", "only")) {
      return List.of();
    }
    List<Locking> locks = new ArrayList<>();
    while (cursor.at("for")) {
      Position at = cursor.position();
      cursor.advance();
      Query.Strength strength = strength();
      List<QualifiedName> tables = cursor.accept("of") ? names.list(names::relation) : List.of();
      locks.add(new Locking(at, strength, tables, waiting()));
    }
    return List.copyOf(locks);
  }

  private Query.Strength strength() {
    if (cursor.accept("update")) {
      return Query.Strength.UPDATE;
    }
    if (cursor.accept("share")) {
      return Query.Strength.SHARE;
    }
    if (cursor.accept("key")) {
      cursor.expect("share");
      return Query.Strength.KEY_SHARE;
    }
    cursor.expect("no", "key");
    cursor.expect("update");
    return Query.Strength.NO_KEY_UPDATE;
  }

  private Query.Wait waiting() {
    if (cursor.accept("nowait")) {
      return Query.Wait.NOWAIT;
    }
    if (cursor.accept("skip")) {
      cursor.expect("locked");
      return Query.Wait.SKIP_LOCKED;
    }
    return Query.Wait.BLOCK;
  }

  /// The clauses `LIMIT`, `FETCH FIRST` and `OFFSET`, in whatever order.
  private final class LimitClauses {
    private @Nullable Expression count;
    private @Nullable Expression offset;
    private boolean withTies;

    boolean isEmpty() {
      return count == null && offset == null;
    }

    void read() {
      for (int i = 0; i < 2; i++) {
        if (count == null && cursor.at("limit")) {
          limit();
        } else if (count == null && cursor.accept("fetch")) {
          fetch();
        } else if (offset == null && cursor.accept("offset")) {
          offset = offset();
        }
      }
    }

    Query.@Nullable Limit onto(Query.@Nullable Limit inner) {
      if (inner == null) {
        return isEmpty() ? null : new Query.Limit(count, offset, withTies);
      }
      if (count != null && inner.count() != null) {
        throw cursor.invalid("multiple LIMIT clauses not allowed", count.at());
      }
      if (offset != null && inner.offset() != null) {
        throw cursor.invalid("multiple OFFSET clauses not allowed", offset.at());
      }
      return new Query.Limit(
          count != null ? count : inner.count(),
          offset != null ? offset : inner.offset(),
          count != null ? withTies : inner.withTies());
    }

    private void limit() {
      Position at = cursor.position();
      cursor.expect("limit");
      Position valueAt = cursor.position();
      count = cursor.accept("all") ? new Expression.Null(valueAt) : grammar.expressions.parse();
      if (cursor.at(",")) {
        SyntaxError plain = cursor.invalid("LIMIT #,# syntax is not supported", at);
        throw new SyntaxError(
            SyntaxError.SYNTAX,
            "LIMIT #,# syntax is not supported",
            plain.position(),
            "Use separate LIMIT and OFFSET clauses.");
      }
    }

    private void fetch() {
      if (!cursor.accept("first")) {
        cursor.expect("next");
      }
      Position valueAt = cursor.position();
      count = atRows() ? new Expression.IntegerLiteral(valueAt, 1) : rowCount();
      if (!acceptRows()) {
        throw cursor.unexpected();
      }
      if (cursor.accept("with")) {
        cursor.expect("ties");
        withTies = true;
      } else {
        cursor.expect("only");
      }
    }

    /// Reads a number with its sign, or a primary expression.
    private Expression rowCount() {
      Position valueAt = cursor.position();
      if (!cursor.atAny("+", "-")) {
        return grammar.expressions.primary();
      }
      return signedNumber(valueAt);
    }

    private Expression signedNumber(Position valueAt) {
      boolean small = cursor.kindAhead(1) == TokenKind.INTEGER;
      String number = names.number();
      return small
          ? new Expression.IntegerLiteral(valueAt, Integer.parseInt(number))
          : new Expression.NumericLiteral(valueAt, number);
    }

    /// An offset with `ROWS` behind it is a primary expression; without, it is any.
    private Expression offset() {
      boolean primary =
          cursor.kind() != TokenKind.OPERATOR
              && !cursor.atAny("+", "-", "not")
              && !cursor.at("default")
              && !cursor.at("operator", "(");
      if (primary) {
        Expression first = grammar.expressions.primaries().primary(false);
        return acceptRows() ? first : grammar.expressions.continueFrom(first);
      }
      boolean signed =
          cursor.atAny("+", "-")
              && (cursor.kindAhead(1) == TokenKind.INTEGER
                  || cursor.kindAhead(1) == TokenKind.NUMERIC)
              && (cursor.ahead(2, "row") || cursor.ahead(2, "rows"));
      if (signed) {
        Expression number = signedNumber(cursor.position());
        cursor.advance();
        return number;
      }
      return grammar.expressions.parse();
    }

    private boolean atRows() {
      return cursor.atAny("row", "rows") && !cursor.ahead(1, "(");
    }

    private boolean acceptRows() {
      return cursor.accept("rows") || cursor.accept("row");
    }
  }
}
