package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Persistence;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.Query.SetOperator;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.ast.Window;
import io.halcyon.sql.lexer.TokenKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Queries: `SELECT`, `VALUES`, `TABLE`, set operations, and the clauses around them.
final class QueryParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final QueryTailParser tails;
  private final WithParser withs;

  QueryParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.tails = new QueryTailParser(grammar);
    this.withs = new WithParser(grammar);
  }

  /// Returns whether a query without parentheses begins here.
  boolean atQuery() {
    return cursor.atAny("select", "with", "table") || cursor.at("values", "(");
  }

  /// Returns whether what follows a query in parentheses makes it part of a larger query.
  boolean atContinuation() {
    return cursor.atAny("union", "intersect", "except")
        || cursor.atAny("order", "limit", "offset")
        || cursor.atAny("fetch", "for");
  }

  /// Reads a query (`SelectStmt`), in parentheses or not.
  Query query() {
    cursor.enter();
    Query.@Nullable With with = cursor.at("with") ? withs.with() : null;
    Query query = query(with);
    cursor.leave();
    return query;
  }

  /// Reads a query whose `WITH` has been read.
  Query query(Query.@Nullable With with) {
    return tails.tail(setOperations(0), with);
  }

  /// Goes on from a query in parentheses.
  Query continueFrom(Query first) {
    return tails.tail(setOperations(first, 0), null);
  }

  /// Reads `(query)`.
  Query parenthesized() {
    cursor.expect("(");
    Query query = query();
    cursor.expect(")");
    return query;
  }

  private static int level(SetOperator operator) {
    return operator == SetOperator.INTERSECT ? 2 : 1;
  }

  private @Nullable SetOperator operator() {
    if (cursor.kind() != TokenKind.KEYWORD) {
      return null;
    }
    return switch (cursor.text()) {
      case "union" -> SetOperator.UNION;
      case "intersect" -> SetOperator.INTERSECT;
      case "except" -> SetOperator.EXCEPT;
      default -> null;
    };
  }

  private Query setOperations(int above) {
    return setOperations(term(), above);
  }

  private Query setOperations(Query first, int above) {
    Query left = first;
    int chained = 0;
    for (SetOperator operator = operator();
        operator != null && level(operator) > above;
        operator = operator()) {
      // Two: the tree gets a query and a set operation deeper.
      cursor.enter();
      chained += 2;
      Position at = cursor.position();
      cursor.advance();
      boolean all = cursor.accept("all");
      if (!all) {
        cursor.accept("distinct");
      }
      Query right = setOperations(level(operator));
      left = plain(at, new Query.SetOperation(at, operator, all, left, right));
    }
    cursor.unlink(chained);
    return left;
  }

  private static Query plain(Position at, Query.Body body) {
    return new Query(at, null, body, List.of(), null, List.of());
  }

  private Query term() {
    Position at = cursor.position();
    if (cursor.at("(")) {
      cursor.enter();
      Query query = parenthesized();
      cursor.leave();
      return query;
    }
    return plain(at, body(at));
  }

  private Query.Body body(Position at) {
    if (cursor.accept("select")) {
      return select(at);
    }
    if (cursor.accept("values")) {
      return new Query.Values(
          at, names.list(() -> names.parenthesized(grammar.expressions::parse)));
    }
    if (cursor.accept("table")) {
      return new Query.Table(at, grammar.tables.relation());
    }
    throw cursor.unexpected();
  }

  private Query.Select select(Position at) {
    Query.Distinct distinct = distinct();
    boolean mayBeEmpty = !distinct.distinct();
    List<Query.Item> items =
        mayBeEmpty && atEndOfItems() ? List.of() : names.list(grammar.clauses::item);
    Query.@Nullable Into into = cursor.accept("into") ? into() : null;
    List<TableRef> from = List.of();
    @Nullable Expression asOf = null;
    if (cursor.accept("from")) {
      from = grammar.tables.list();
      asOf = optionalAsOf();
    }
    @Nullable Expression where = grammar.clauses.optionalWhere();
    Query.@Nullable Grouping groupBy = cursor.accept("group") ? grouping() : null;
    @Nullable Expression having = grammar.clauses.optional("having");
    List<Window.Definition> windows =
        cursor.accept("window") ? names.list(this::windowDefinition) : List.of();
    return new Query.Select(at, distinct, items, into, from, asOf, where, groupBy, having, windows);
  }

  /// Reads `AS OF SYSTEM TIME expression`, our own clause in CockroachDB's syntax. PostgreSQL has
  /// no statement with these four words in a row.
  @Nullable Expression optionalAsOf() {
    if (!atAsOf()) {
      return null;
    }
    cursor.expect("as", "of");
    cursor.expect("system");
    cursor.advance();
    return grammar.expressions.parse();
  }

  boolean atAsOf() {
    return cursor.at("as", "of") && cursor.ahead(2, "system") && cursor.ahead(3, "time");
  }

  private Query.Distinct distinct() {
    if (!cursor.accept("distinct")) {
      cursor.accept("all");
      return Query.Distinct.NONE;
    }
    return cursor.accept("on")
        ? new Query.Distinct(true, names.parenthesized(grammar.expressions::parse))
        : new Query.Distinct(true, List.of());
  }

  private boolean atEndOfItems() {
    return cursor.atEnd()
        || cursor.atAny(")", "into", "from")
        || cursor.atAny("where", "group", "having")
        || cursor.atAny("window", "with", "create")
        || cursor.at("grant")
        || atContinuation();
  }

  private Query.Into into() {
    Position at = cursor.position();
    Persistence persistence = Persistence.PERMANENT;
    if (cursor.accept("unlogged")) {
      persistence = Persistence.UNLOGGED;
    } else if (cursor.atAny("local", "global")
        && (cursor.ahead(1, "temp") || cursor.ahead(1, "temporary"))) {
      cursor.advance();
    }
    if (cursor.accept("temp") || cursor.accept("temporary")) {
      persistence = Persistence.TEMPORARY;
    }
    cursor.accept("table");
    return new Query.Into(at, persistence, names.relation());
  }

  private Query.Grouping grouping() {
    cursor.expect("by");
    boolean distinct = cursor.accept("distinct");
    if (!distinct) {
      cursor.accept("all");
    }
    return new Query.Grouping(distinct, names.list(this::groupingItem));
  }

  private Query.GroupingItem groupingItem() {
    Position at = cursor.position();
    if (cursor.at("(") && cursor.ahead(1, ")")) {
      cursor.advance();
      cursor.advance();
      return new Query.EmptyGrouping(at);
    }
    if (cursor.at("rollup", "(") || cursor.at("cube", "(")) {
      boolean rollup = cursor.take().equals("rollup");
      return new Query.GroupingCube(at, rollup, names.parenthesized(grammar.expressions::parse));
    }
    if (cursor.accept("grouping", "sets")) {
      cursor.enter();
      List<Query.GroupingItem> sets = names.parenthesized(this::groupingItem);
      cursor.leave();
      return new Query.GroupingSets(at, sets);
    }
    return new Query.GroupingKey(grammar.expressions.parse());
  }

  private Window.Definition windowDefinition() {
    Position at = cursor.position();
    String name = names.columnId();
    cursor.expect("as");
    return new Window.Definition(at, name, grammar.clauses.specification());
  }

  /// Reads `WITH …` if it stands here.
  Query.@Nullable With optionalWith() {
    return cursor.at("with") ? withs.with() : null;
  }
}
