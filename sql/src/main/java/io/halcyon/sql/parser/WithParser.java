package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Common tables: the `WITH` clause.
final class WithParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  WithParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  Query.With with() {
    Position at = cursor.position();
    cursor.expect("with");
    boolean name = cursor.ahead(1, "as") || cursor.ahead(1, "(");
    boolean recursive = !name && cursor.accept("recursive");
    return new Query.With(at, recursive, names.list(this::table));
  }

  private Query.CommonTable table() {
    Position at = cursor.position();
    String name = names.columnId();
    List<String> columns = names.optionalColumnIds();
    cursor.expect("as");
    @Nullable Boolean materialized = null;
    if (cursor.accept("materialized")) {
      materialized = true;
    } else if (cursor.accept("not")) {
      cursor.expect("materialized");
      materialized = false;
    }
    cursor.expect("(");
    cursor.enter();
    Statement statement = grammar.statements.preparable();
    cursor.leave();
    cursor.expect(")");
    return new Query.CommonTable(
        at, name, columns, materialized, statement, optionalSearch(), optionalCycle());
  }

  private Query.@Nullable Search optionalSearch() {
    Position at = cursor.position();
    if (!cursor.accept("search")) {
      return null;
    }
    boolean breadth = cursor.accept("breadth");
    if (!breadth) {
      cursor.expect("depth");
    }
    cursor.expect("first", "by");
    List<String> by = names.list(names::columnId);
    cursor.expect("set");
    return new Query.Search(at, breadth, by, names.columnId());
  }

  private Query.@Nullable Cycle optionalCycle() {
    Position at = cursor.position();
    if (!cursor.accept("cycle")) {
      return null;
    }
    List<String> columns = names.list(names::columnId);
    cursor.expect("set");
    String markColumn = names.columnId();
    @Nullable Expression mark = null;
    @Nullable Expression other = null;
    if (cursor.accept("to")) {
      mark = constant();
      cursor.expect("default");
      other = constant();
    }
    cursor.expect("using");
    return new Query.Cycle(at, columns, markColumn, mark, other, names.columnId());
  }

  /// Reads a constant (`AexprConst`), which is a primary expression of a kind.
  private Expression constant() {
    Position at = cursor.position();
    return switch (grammar.expressions.primary()) {
      case Expression.Null constant -> constant;
      case Expression.BooleanLiteral constant -> constant;
      case Expression.IntegerLiteral constant -> constant;
      case Expression.NumericLiteral constant -> constant;
      case Expression.StringLiteral constant -> constant;
      case Expression.BitLiteral constant -> constant;
      case Expression.TypedLiteral constant -> constant;
      default -> throw cursor.invalid("syntax error: a constant is expected", at);
    };
  }
}
