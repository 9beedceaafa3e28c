package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Constraint.IndexParameters;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.IndexElement;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Persistence;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.ast.TableStatement.CheckOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Indexes and views.
final class RelationParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  RelationParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  TableStatement createIndex(Position at) {
    boolean unique = cursor.accept("unique");
    cursor.expect("index");
    boolean concurrently = cursor.accept("concurrently");
    boolean ifNotExists = names.ifNotExists();
    @Nullable String name = null;
    if (ifNotExists || !cursor.at("on")) {
      name = names.columnId();
    }
    cursor.expect("on");
    TableRef.Relation table = grammar.tables.relation();
    @Nullable String method = cursor.accept("using") ? names.columnId() : null;
    List<IndexElement> elements = names.parenthesized(grammar.clauses::indexElement);
    List<String> include =
        cursor.accept("include") ? names.parenthesized(this::includedColumn) : List.of();
    boolean nullsNotDistinct = false;
    if (cursor.accept("nulls")) {
      nullsNotDistinct = cursor.accept("not");
      cursor.expect("distinct");
    }
    List<Option> options = new OptionParser(grammar).optionalWith();
    @Nullable String tablespace = cursor.accept("tablespace") ? names.columnId() : null;
    IndexParameters parameters = new IndexParameters(include, options, tablespace);
    @Nullable Expression where = grammar.clauses.optionalWhere();
    return new TableStatement.CreateIndex(
        at,
        unique,
        concurrently,
        ifNotExists,
        name,
        table,
        method,
        elements,
        nullsNotDistinct,
        parameters,
        where);
  }

  /// The grammar allows whole index elements here, PostgreSQL itself only columns.
  private String includedColumn() {
    Position at = cursor.position();
    IndexElement element = grammar.clauses.indexElement();
    boolean bare =
        element.collation() == null
            && element.operatorClass() == null
            && element.direction() == SortItem.Direction.DEFAULT
            && element.nulls() == SortItem.NullsOrder.DEFAULT;
    if (bare && element.expression() instanceof Expression.ColumnRef(_, List<String> parts, _)) {
      return parts.getLast();
    }
    throw cursor.unsupported("anything but a name among included columns", at);
  }

  /// Reads a view behind `CREATE [OR REPLACE] [TEMP]`.
  TableStatement createView(Position at, boolean orReplace, Persistence persistence) {
    boolean recursive = cursor.accept("recursive");
    cursor.expect("view");
    QualifiedName name = names.relation();
    List<String> columns = recursive ? names.columnIds() : names.optionalColumnIds();
    List<Option> options = new OptionParser(grammar).optionalWith();
    cursor.expect("as");
    Query query = grammar.queries.query();
    Position checkAt = cursor.position();
    CheckOption check = checkOption();
    if (recursive && check != CheckOption.NONE) {
      throw cursor.unsupported("WITH CHECK OPTION on a recursive view", checkAt);
    }
    return new TableStatement.CreateView(
        at, orReplace, persistence, recursive, name, columns, options, query, check);
  }

  private CheckOption checkOption() {
    if (!cursor.accept("with")) {
      return CheckOption.NONE;
    }
    CheckOption kind = CheckOption.CASCADED;
    if (cursor.accept("local")) {
      kind = CheckOption.LOCAL;
    } else {
      cursor.accept("cascaded");
    }
    cursor.expect("check", "option");
    return kind;
  }

  TableStatement refresh() {
    Position at = cursor.position();
    cursor.expect("refresh", "materialized");
    cursor.expect("view");
    boolean concurrently = cursor.accept("concurrently");
    QualifiedName name = names.relation();
    boolean withData = new CreateTableParser(grammar).withData();
    return new TableStatement.RefreshView(at, concurrently, name, withData);
  }
}
