package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.IndexElement;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Persistence;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.ast.TableStatement.Column;
import io.halcyon.sql.ast.TableStatement.OnCommit;
import io.halcyon.sql.ast.TableStatement.PartitionBound;
import io.halcyon.sql.ast.TableStatement.PartitionBy;
import io.halcyon.sql.ast.TableStatement.PartitionOf;
import io.halcyon.sql.ast.TableStatement.TableElement;
import io.halcyon.sql.ast.TableStatement.TableParameters;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.lexer.SyntaxError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `CREATE TABLE` in all its forms, and the elements that `ALTER TABLE` shares.
final class CreateTableParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final ConstraintParser constraints;

  CreateTableParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.constraints = new ConstraintParser(grammar);
  }

  /// What every form of the statement begins with.
  private record Heading(
      Position at, Persistence persistence, boolean ifNotExists, QualifiedName name) {}

  /// Reads a table behind `CREATE [TEMP]`.
  TableStatement create(Position at, Persistence persistence) {
    cursor.expect("table");
    boolean ifNotExists = names.ifNotExists();
    Heading heading = new Heading(at, persistence, ifNotExists, names.relation());
    if (cursor.accept("of")) {
      QualifiedName type = names.anyName();
      return finish(heading, type, null, optionalTypedElements());
    }
    if (cursor.accept("partition")) {
      cursor.expect("of");
      QualifiedName parent = names.relation();
      List<TableElement> elements = optionalTypedElements();
      return finish(heading, null, new PartitionOf(parent, bound()), elements);
    }
    if (atTableAs()) {
      return createAs(heading);
    }
    cursor.expect("(");
    List<TableElement> elements = cursor.at(")") ? List.of() : names.list(this::element);
    cursor.expect(")");
    return finish(heading, null, null, elements);
  }

  private boolean atTableAs() {
    return !cursor.at("(")
        || (!cursor.ahead(1, ")") && (cursor.ahead(2, ",") || cursor.ahead(2, ")")));
  }

  private TableStatement finish(
      Heading heading,
      @Nullable QualifiedName type,
      @Nullable PartitionOf partition,
      List<TableElement> elements) {
    boolean plain = type == null && partition == null;
    List<QualifiedName> inherits =
        plain && cursor.accept("inherits") ? names.parenthesized(names::relation) : List.of();
    @Nullable PartitionBy partitionBy = partitionBy();
    return new TableStatement.CreateTable(
        heading.at(),
        heading.persistence(),
        heading.ifNotExists(),
        heading.name(),
        type,
        partition,
        elements,
        inherits,
        partitionBy,
        parameters());
  }

  private TableStatement createAs(Heading heading) {
    List<String> columns = names.optionalColumnIds();
    TableParameters parameters = parameters();
    cursor.expect("as");
    Statement source =
        cursor.at("execute") ? new PreparedParser(grammar).execute() : grammar.queries.query();
    return new TableStatement.CreateTableAs(
        heading.at(),
        heading.persistence(),
        false,
        heading.ifNotExists(),
        heading.name(),
        columns,
        parameters,
        source,
        withData());
  }

  /// Reads a materialized view behind `CREATE [UNLOGGED]`.
  TableStatement createMaterializedView(Position at, Persistence persistence) {
    cursor.expect("materialized", "view");
    boolean ifNotExists = names.ifNotExists();
    QualifiedName name = names.relation();
    List<String> columns = names.optionalColumnIds();
    @Nullable String method = accessMethod();
    List<Option> options = new OptionParser(grammar).optionalWith();
    @Nullable String tablespace = tablespace();
    TableParameters parameters =
        new TableParameters(method, options, false, OnCommit.UNSPECIFIED, tablespace, List.of());
    cursor.expect("as");
    Statement source = grammar.queries.query();
    return new TableStatement.CreateTableAs(
        at, persistence, true, ifNotExists, name, columns, parameters, source, withData());
  }

  /// Reads `WITH [NO] DATA` if it stands here.
  boolean withData() {
    if (cursor.accept("with", "no", "data")) {
      return false;
    }
    cursor.accept("with", "data");
    return true;
  }

  private @Nullable String accessMethod() {
    return cursor.accept("using") ? names.columnId() : null;
  }

  private @Nullable String tablespace() {
    return cursor.accept("tablespace") ? names.columnId() : null;
  }

  private TableParameters parameters() {
    @Nullable String method = accessMethod();
    boolean withoutOids = cursor.accept("without", "oids");
    List<Option> options = withoutOids ? List.of() : new OptionParser(grammar).optionalWith();
    OnCommit onCommit = onCommit();
    @Nullable String tablespace = tablespace();
    List<String> distributeBy = List.of();
    if (cursor.atWord("distribute") && cursor.ahead(1, "by")) {
      cursor.advance();
      cursor.advance();
      distributeBy = names.columnIds();
    }
    return new TableParameters(method, options, withoutOids, onCommit, tablespace, distributeBy);
  }

  private OnCommit onCommit() {
    if (!cursor.accept("on")) {
      return OnCommit.UNSPECIFIED;
    }
    cursor.expect("commit");
    if (cursor.accept("drop")) {
      return OnCommit.DROP;
    }
    boolean delete = cursor.accept("delete");
    if (!delete) {
      cursor.expect("preserve");
    }
    cursor.expect("rows");
    return delete ? OnCommit.DELETE_ROWS : OnCommit.PRESERVE_ROWS;
  }

  private TableElement element() {
    if (constraints.atTableConstraint()) {
      return new TableStatement.TableConstraint(constraints.ofTable());
    }
    return cursor.at("like") ? like() : column();
  }

  /// Reads a column's definition.
  Column column() {
    Position at = cursor.position();
    String name = names.columnId();
    TypeName type = grammar.types.type();
    @Nullable String compression = null;
    if (cursor.accept("compression")) {
      compression = cursor.accept("default") ? "default" : names.columnId();
    }
    if (cursor.at("options", "(")) {
      throw cursor.unsupported("OPTIONS of a column", cursor.position());
    }
    return new Column(at, name, type, compression, constraints.ofColumn());
  }

  private List<TableElement> optionalTypedElements() {
    return names.optionalParenthesized(this::typedElement);
  }

  private TableElement typedElement() {
    if (constraints.atTableConstraint()) {
      return new TableStatement.TableConstraint(constraints.ofTable());
    }
    Position at = cursor.position();
    String name = names.columnId();
    cursor.accept("with", "options");
    return new Column(at, name, null, null, constraints.ofColumn());
  }

  private TableElement like() {
    Position at = cursor.position();
    cursor.expect("like");
    QualifiedName table = names.relation();
    List<String> options = new ArrayList<>();
    while (cursor.atAny("including", "excluding")) {
      String verb = cursor.take();
      boolean known =
          cursor.atAny("comments", "compression", "constraints")
              || cursor.atAny("defaults", "identity", "generated")
              || cursor.atAny("indexes", "statistics", "storage")
              || cursor.at("all");
      if (!known) {
        throw cursor.unexpected();
      }
      options.add((verb + " " + cursor.take()).toUpperCase(Locale.ROOT));
    }
    return new TableStatement.Like(at, table, List.copyOf(options));
  }

  private @Nullable PartitionBy partitionBy() {
    Position at = cursor.position();
    if (!cursor.accept("partition")) {
      return null;
    }
    cursor.expect("by");
    String strategy = names.columnId();
    return new PartitionBy(at, strategy, names.parenthesized(this::partitionKey));
  }

  private IndexElement partitionKey() {
    IndexElement key = grammar.clauses.indexElement();
    if (key.direction() != SortItem.Direction.DEFAULT
        || key.nulls() != SortItem.NullsOrder.DEFAULT
        || !key.classOptions().isEmpty()) {
      throw cursor.invalid("syntax error: a partition key has no direction", key.at());
    }
    return key;
  }

  /// Reads which rows a partition has.
  PartitionBound bound() {
    if (cursor.accept("default")) {
      return new TableStatement.DefaultBound();
    }
    cursor.expect("for", "values");
    if (cursor.accept("in")) {
      return new TableStatement.ListBound(names.parenthesized(grammar.expressions::parse));
    }
    if (cursor.accept("with")) {
      return hashBound();
    }
    cursor.expect("from");
    List<Expression> from = names.parenthesized(grammar.expressions::parse);
    cursor.expect("to");
    return new TableStatement.RangeBound(from, names.parenthesized(grammar.expressions::parse));
  }

  private PartitionBound hashBound() {
    @Nullable Integer modulus = null;
    @Nullable Integer remainder = null;
    cursor.expect("(");
    do {
      Position itemAt = cursor.position();
      String name = names.nonReservedWord();
      int value = names.integer();
      if (name.equals("modulus") && modulus == null) {
        modulus = value;
      } else if (name.equals("remainder") && remainder == null) {
        remainder = value;
      } else if (name.equals("modulus") || name.equals("remainder")) {
        throw cursor.error("42710", name + " for hash partition provided more than once", itemAt);
      } else {
        throw cursor.invalid(
            "unrecognized hash partition bound specification \"" + name + "\"", itemAt);
      }
    } while (cursor.accept(","));
    cursor.expect(")");
    if (modulus == null || remainder == null) {
      String missing = modulus == null ? "modulus" : "remainder";
      throw new SyntaxError(
          SyntaxError.SYNTAX, missing + " for hash partition must be specified", 0, null);
    }
    return new TableStatement.HashBound(modulus, remainder);
  }
}
