package io.halcyon.sql.printer;

import io.halcyon.sql.ast.Constraint;
import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.ast.TableStatement.Column;
import io.halcyon.sql.ast.TableStatement.PartitionBound;
import io.halcyon.sql.ast.TableStatement.TableElement;
import io.halcyon.sql.ast.TableStatement.TableParameters;
import java.util.function.Consumer;

/// Prints statements that define relations.
final class TablePrinter {
  private final SqlText out;
  private final QueryPrinter queries;
  private final ExpressionPrinter expressions;
  private final OptionPrinter options;
  private final ConstraintPrinter constraints;
  private final IndexElementPrinter elements;

  TablePrinter(SqlText out, QueryPrinter queries, OptionPrinter options) {
    this.out = out;
    this.queries = queries;
    this.expressions = queries.expressions();
    this.options = options;
    this.constraints = new ConstraintPrinter(out, expressions, options);
    this.elements = new IndexElementPrinter(out, expressions, options);
  }

  ExpressionPrinter expressions() {
    return expressions;
  }

  ConstraintPrinter constraints() {
    return constraints;
  }

  void print(TableStatement statement, Consumer<Statement> statements) {
    switch (statement) {
      case TableStatement.CreateTable table -> createTable(table);
      case TableStatement.CreateTableAs table -> createTableAs(table, statements);
      case TableStatement.AlterTable table -> {
        out.raw("ALTER ").raw(table.kind().words()).when(table.ifExists(), " IF EXISTS");
        out.when(table.only(), " ONLY").raw(" ").name(table.name()).raw(" ");
        boolean attributes = table.kind() == ObjectKind.TYPE;
        AlterPrinter actions = new AlterPrinter(out, this, options, attributes);
        out.list(table.actions(), actions::print);
      }
      case TableStatement.CreateIndex index -> createIndex(index);
      case TableStatement.CreateView view -> createView(view);
      case TableStatement.RefreshView view -> {
        out.raw("REFRESH MATERIALIZED VIEW ").when(view.concurrently(), "CONCURRENTLY ");
        out.name(view.name()).raw(view.withData() ? " WITH DATA" : " WITH NO DATA");
      }
      case TableStatement.CreateSequence sequence -> {
        out.raw("CREATE ").raw(QueryPrinter.persistence(sequence.persistence()));
        out.raw("SEQUENCE ").when(sequence.ifNotExists(), "IF NOT EXISTS ");
        out.name(sequence.name());
        options.keywords(sequence.options());
      }
      case TableStatement.AlterSequence sequence -> {
        out.raw("ALTER SEQUENCE ").when(sequence.ifExists(), "IF EXISTS ");
        out.name(sequence.name());
        options.keywords(sequence.options());
      }
    }
  }

  private void createTable(TableStatement.CreateTable table) {
    out.raw("CREATE ").raw(QueryPrinter.persistence(table.persistence())).raw("TABLE ");
    out.when(table.ifNotExists(), "IF NOT EXISTS ").name(table.name());
    out.name(" OF ", table.ofType());
    boolean plain = table.ofType() == null && table.partitionOf() == null;
    if (table.partitionOf() != null) {
      out.name(" PARTITION OF ", table.partitionOf().parent());
    }
    out.listIn(" (", table.elements(), this::element);
    out.when(plain && table.elements().isEmpty(), " ()");
    if (table.partitionOf() != null) {
      out.raw(" ");
      bound(table.partitionOf().bound());
    }
    out.listIn(" INHERITS (", table.inherits(), out::name);
    TableStatement.PartitionBy partition = table.partitionBy();
    if (partition != null) {
      out.name(" PARTITION BY ", partition.strategy());
      out.listIn(" (", partition.keys(), elements::print);
    }
    parameters(table.parameters());
  }

  private void parameters(TableParameters parameters) {
    out.name(" USING ", parameters.accessMethod());
    out.when(parameters.withoutOids(), " WITHOUT OIDS");
    options.assigned(" WITH (", parameters.options());
    out.raw(
        switch (parameters.onCommit()) {
          case UNSPECIFIED -> "";
          case PRESERVE_ROWS -> " ON COMMIT PRESERVE ROWS";
          case DELETE_ROWS -> " ON COMMIT DELETE ROWS";
          case DROP -> " ON COMMIT DROP";
        });
    out.name(" TABLESPACE ", parameters.tablespace());
    out.names(" DISTRIBUTE BY (", parameters.distributeBy());
  }

  private void createTableAs(TableStatement.CreateTableAs table, Consumer<Statement> statements) {
    out.raw("CREATE ").raw(QueryPrinter.persistence(table.persistence()));
    out.raw(table.materializedView() ? "MATERIALIZED VIEW " : "TABLE ");
    out.when(table.ifNotExists(), "IF NOT EXISTS ").name(table.name());
    out.names(" (", table.columns());
    parameters(table.parameters());
    out.raw(" AS ");
    statements.accept(table.source());
    out.raw(table.withData() ? " WITH DATA" : " WITH NO DATA");
  }

  private void element(TableElement element) {
    switch (element) {
      case Column column -> column(column);
      case TableStatement.TableConstraint constraint -> constraints.print(constraint.constraint());
      case TableStatement.Like like -> {
        out.name("LIKE ", like.table());
        like.options().forEach(option -> out.raw(" ").raw(option));
      }
    }
  }

  void column(Column column) {
    out.name(column.name());
    expressions.optionalType(" ", column.type());
    if (column.compression() != null) {
      boolean byDefault = column.compression().equals("default");
      out.raw(" COMPRESSION ");
      out.raw(byDefault ? "DEFAULT" : "").name("", byDefault ? null : column.compression());
    }
    for (Constraint constraint : column.constraints()) {
      out.raw(" ");
      constraints.print(constraint);
    }
  }

  void bound(PartitionBound bound) {
    switch (bound) {
      case TableStatement.DefaultBound _ -> out.raw("DEFAULT");
      case TableStatement.ListBound list ->
          out.raw("FOR VALUES IN").listIn(" (", list.values(), expressions::print);
      case TableStatement.RangeBound range -> {
        out.raw("FOR VALUES FROM").listIn(" (", range.from(), expressions::print);
        out.raw(" TO").listIn(" (", range.to(), expressions::print);
      }
      case TableStatement.HashBound hash -> {
        out.raw("FOR VALUES WITH (MODULUS ").raw(Integer.toString(hash.modulus()));
        out.raw(", REMAINDER ").raw(Integer.toString(hash.remainder())).raw(")");
      }
    }
  }

  private void createIndex(TableStatement.CreateIndex index) {
    out.raw("CREATE ").when(index.unique(), "UNIQUE ").raw("INDEX ");
    out.when(index.concurrently(), "CONCURRENTLY ").when(index.ifNotExists(), "IF NOT EXISTS ");
    if (index.name() != null) {
      out.name(index.name()).raw(" ");
    }
    out.raw("ON ");
    queries.relation(index.table());
    out.name(" USING ", index.method()).listIn(" (", index.elements(), elements::print);
    out.names(" INCLUDE (", index.parameters().include());
    out.when(index.nullsNotDistinct(), " NULLS NOT DISTINCT");
    options.assigned(" WITH (", index.parameters().options());
    out.name(" TABLESPACE ", index.parameters().tablespace());
    expressions.optional(" WHERE ", index.where());
  }

  private void createView(TableStatement.CreateView view) {
    out.raw("CREATE ").when(view.orReplace(), "OR REPLACE ");
    out.raw(QueryPrinter.persistence(view.persistence()));
    out.when(view.recursive(), "RECURSIVE ").raw("VIEW ").name(view.name());
    out.names(" (", view.columns());
    options.assigned(" WITH (", view.options());
    out.raw(" AS ");
    queries.print(view.query());
    out.raw(
        switch (view.checkOption()) {
          case NONE -> "";
          case LOCAL -> " WITH LOCAL CHECK OPTION";
          case CASCADED -> " WITH CASCADED CHECK OPTION";
        });
  }
}
