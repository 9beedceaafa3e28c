package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.ast.TableRef.Alias;
import io.halcyon.sql.ast.TableRef.ColumnType;
import io.halcyon.sql.ast.TableRef.Join;
import io.halcyon.sql.ast.TableRef.JoinKind;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The items of `FROM`: tables, functions, subqueries and joins.
final class TableRefParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  TableRefParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  List<TableRef> list() {
    return names.list(this::tableRef);
  }

  /// Reads one item with its joins.
  TableRef tableRef() {
    cursor.enter();
    TableRef table = joins(item());
    cursor.leave();
    return table;
  }

  private boolean atJoin() {
    return cursor.kind() == TokenKind.KEYWORD
        && switch (cursor.text()) {
          case "join", "cross", "inner", "left", "right", "full", "natural" -> true;
          default -> false;
        };
  }

  private TableRef joins(TableRef first) {
    TableRef left = first;
    int chained = 0;
    while (atJoin()) {
      cursor.link();
      chained++;
      left = join(left);
    }
    cursor.unlink(chained);
    return left;
  }

  private TableRef join(TableRef left) {
    Position at = cursor.position();
    if (cursor.accept("cross")) {
      cursor.expect("join");
      return new Join(at, JoinKind.CROSS, false, left, item(), null, null, null);
    }
    boolean natural = cursor.accept("natural");
    JoinKind kind = kind();
    cursor.expect("join");
    if (natural) {
      return new Join(at, kind, true, left, item(), null, null, null);
    }
    // Joins up to our own condition belong to its right side: a JOIN b JOIN c ON … ON …
    TableRef right = joins(item());
    if (cursor.accept("on")) {
      Expression on = grammar.expressions.parse();
      return new Join(at, kind, false, left, right, on, null, null);
    }
    cursor.expect("using");
    List<String> columns = names.columnIds();
    @Nullable String alias = null;
    if (cursor.at("as") && !grammar.queries.atAsOf()) {
      cursor.advance();
      alias = names.columnId();
    }
    TableRef.Using using = new TableRef.Using(columns, alias);
    return new Join(at, kind, false, left, right, null, using, null);
  }

  private JoinKind kind() {
    JoinKind outer = null;
    if (cursor.accept("left")) {
      outer = JoinKind.LEFT;
    } else if (cursor.accept("right")) {
      outer = JoinKind.RIGHT;
    } else if (cursor.accept("full")) {
      outer = JoinKind.FULL;
    } else {
      cursor.accept("inner");
      return JoinKind.INNER;
    }
    cursor.accept("outer");
    return outer;
  }

  private TableRef item() {
    Position at = cursor.position();
    boolean lateral = cursor.accept("lateral");
    if (cursor.at("(")) {
      return lateral ? subquery(at, true, grammar.queries.parenthesized()) : parenthesized(at);
    }
    if (cursor.at("xmltable", "(")) {
      throw cursor.unsupported("XMLTABLE", at);
    }
    if (cursor.at("rows", "from") && cursor.ahead(2, "(")) {
      return rowsFrom(at, lateral);
    }
    if (grammar.calls.atPlainCall()) {
      TableRef.FunctionItem function =
          new TableRef.FunctionItem(grammar.calls.plainCall(), List.of());
      return functions(at, lateral, List.of(function), false);
    }
    if (lateral) {
      throw cursor.unexpected();
    }
    return aliasedRelation();
  }

  /// Reads a table with alias and sample.
  private TableRef aliasedRelation() {
    TableRef.Relation plain = relation();
    @Nullable Alias alias = optionalAlias();
    TableRef.@Nullable Sample sample = null;
    Position at = cursor.position();
    if (cursor.accept("tablesample")) {
      QualifiedName method = names.function();
      List<Expression> arguments = names.parenthesized(grammar.expressions::parse);
      @Nullable Expression seed = null;
      if (cursor.accept("repeatable")) {
        cursor.expect("(");
        seed = grammar.expressions.parse();
        cursor.expect(")");
      }
      sample = new TableRef.Sample(at, method, arguments, seed);
    }
    if (alias == null && sample == null) {
      return plain;
    }
    return new TableRef.Relation(plain.at(), plain.name(), plain.only(), alias, sample);
  }

  /// Reads `name`, `name *`, `ONLY name` or `ONLY (name)`.
  TableRef.Relation relation() {
    Position at = cursor.position();
    if (!cursor.accept("only")) {
      QualifiedName name = names.relation();
      cursor.accept("*");
      return new TableRef.Relation(at, name, false, null, null);
    }
    boolean parenthesis = cursor.accept("(");
    QualifiedName name = names.relation();
    if (parenthesis) {
      cursor.expect(")");
    }
    return new TableRef.Relation(at, name, true, null, null);
  }

  /// Reads the table that `UPDATE` and `DELETE` change, with its alias.
  TableRef.Relation target() {
    TableRef.Relation plain = relation();
    @Nullable String alias = null;
    if (cursor.accept("as")) {
      alias = names.columnId();
    } else if (names.atColumnId() && !cursor.at("set")) {
      alias = names.columnId();
    }
    if (alias == null) {
      return plain;
    }
    Alias named = new Alias(alias, List.of(), List.of());
    return new TableRef.Relation(plain.at(), plain.name(), plain.only(), named, null);
  }

  private TableRef rowsFrom(Position at, boolean lateral) {
    cursor.expect("rows", "from");
    List<TableRef.FunctionItem> items = names.parenthesized(this::functionItem);
    return functions(at, lateral, items, true);
  }

  private TableRef.FunctionItem functionItem() {
    Expression call = grammar.calls.plainCall();
    List<ColumnType> columns =
        cursor.accept("as") ? names.parenthesized(this::columnType) : List.of();
    return new TableRef.FunctionItem(call, columns);
  }

  private TableRef functions(
      Position at, boolean lateral, List<TableRef.FunctionItem> items, boolean rowsFrom) {
    boolean ordinality = cursor.accept("with", "ordinality");
    return new TableRef.Functions(
        at, lateral, items, rowsFrom, ordinality, optionalFunctionAlias());
  }

  /// Reads a column's name with its type and collation (`TableFuncElement`).
  ColumnType columnType() {
    Position at = cursor.position();
    String name = names.columnId();
    return new ColumnType(at, name, grammar.types.type(), grammar.clauses.optionalCollation());
  }

  private @Nullable Alias optionalAlias() {
    if (grammar.queries.atAsOf()) {
      return null;
    }
    @Nullable String name = names.optionalAlias();
    return name == null ? null : new Alias(name, names.optionalColumnIds(), List.of());
  }

  private @Nullable Alias optionalFunctionAlias() {
    if (grammar.queries.atAsOf()) {
      return null;
    }
    if (cursor.at("as", "(")) {
      cursor.advance();
      return new Alias(null, List.of(), names.parenthesized(this::columnType));
    }
    @Nullable String name = names.optionalAlias();
    if (name == null || !cursor.at("(")) {
      return name == null ? null : new Alias(name, List.of(), List.of());
    }
    boolean typed = !cursor.ahead(2, ",") && !cursor.ahead(2, ")");
    return typed
        ? new Alias(name, List.of(), names.parenthesized(this::columnType))
        : new Alias(name, names.columnIds(), List.of());
  }

  private TableRef subquery(Position at, boolean lateral, Query query) {
    @Nullable Alias alias = optionalAlias();
    if (alias == null) {
      String what = query.body() instanceof Query.Values ? "VALUES" : "subquery";
      throw cursor.invalid(what + " in FROM must have an alias", at);
    }
    return new TableRef.Subquery(at, lateral, query, alias);
  }

  /// What is in parentheses is a query or a join; which may be known only behind inner parentheses.
  private sealed interface Inner {
    record OfQuery(Query query) implements Inner {}

    record OfTable(TableRef table) implements Inner {}
  }

  private TableRef parenthesized(Position at) {
    return switch (inner()) {
      case Inner.OfQuery(Query query) -> subquery(at, false, query);
      case Inner.OfTable(TableRef table) -> aliasedJoin(table);
    };
  }

  private TableRef aliasedJoin(TableRef table) {
    if (!(table instanceof Join join)) {
      throw cursor.unexpected();
    }
    @Nullable Alias alias = optionalAlias();
    if (alias == null) {
      return join;
    }
    if (join.alias() != null) {
      throw cursor.unexpected();
    }
    return new Join(
        join.at(),
        join.kind(),
        join.natural(),
        join.left(),
        join.right(),
        join.on(),
        join.using(),
        alias);
  }

  private Inner inner() {
    cursor.expect("(");
    cursor.enter();
    Inner result;
    if (grammar.queries.atQuery()) {
      result = new Inner.OfQuery(grammar.queries.query());
    } else if (cursor.at("(")) {
      result = nested(cursor.position());
    } else {
      result = joined(tableRef());
    }
    cursor.leave();
    cursor.expect(")");
    return result;
  }

  private Inner joined(TableRef table) {
    if (!(table instanceof Join)) {
      throw cursor.unexpected();
    }
    return new Inner.OfTable(table);
  }

  private Inner nested(Position at) {
    switch (inner()) {
      case Inner.OfQuery(Query query) -> {
        if (cursor.at(")")) {
          return new Inner.OfQuery(query);
        }
        if (grammar.queries.atContinuation()) {
          return new Inner.OfQuery(grammar.queries.continueFrom(query));
        }
        return joined(joins(subquery(at, false, query)));
      }
      case Inner.OfTable(TableRef table) -> {
        TableRef left = aliasedJoin(table);
        boolean aliased = left instanceof Join join && join.alias() != null;
        if (aliased && !atJoin()) {
          throw cursor.unexpected();
        }
        return joined(joins(left));
      }
    }
  }

  /// Reads tables for statements that take a list of them.
  List<TableRef.Relation> relations() {
    List<TableRef.Relation> relations = new ArrayList<>();
    do {
      relations.add(relation());
    } while (cursor.accept(","));
    return List.copyOf(relations);
  }
}
