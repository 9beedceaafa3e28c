package io.halcyon.sql.schema;

import io.halcyon.sql.access.AccessPath;
import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.IndexElement;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.ColumnNames;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.bind.RowExpressions;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.SchemaDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.printer.Printer;
import io.halcyon.sql.table.KeyTypes;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// `CREATE INDEX`: the index and its entries, in one transaction.
final class IndexMaker {
  private final Schema schema;

  IndexMaker(Schema schema) {
    this.schema = schema;
  }

  /// @param implicit whether the statement is a transaction of its own
  String create(TableStatement.CreateIndex create, boolean implicit) {
    if (create.concurrently() && !implicit) {
      throw new SqlError(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "CREATE INDEX CONCURRENTLY cannot run inside a transaction block");
    }
    String method = create.method();
    if (method != null && !method.equals("btree")) {
      throw SqlError.unsupported("index method \"" + method + "\"", create.at());
    }
    if (create.parameters().tablespace() != null) {
      throw SqlError.unsupported("TABLESPACE", create.at());
    }
    for (var option : create.parameters().options()) {
      if (!option.name().equals("fillfactor")) {
        throw SqlError.unsupported("index parameter \"" + option.name() + "\"", create.at());
      }
    }
    TableDescriptor table = schema.table(create.table().name());
    SchemaDescriptor place =
        (SchemaDescriptor) java.util.Objects.requireNonNull(schema.snapshot().find(table.schema()));
    IndexDescriptor index = described(create, table, place);
    if (schema.snapshot().taken(place.id(), index.name())) {
      if (create.ifNotExists()) {
        return "CREATE INDEX";
      }
      throw new SqlError(
          SqlState.DUPLICATE_TABLE, "relation \"%s\" already exists".formatted(index.name()));
    }
    List<IndexDescriptor> indexes = new ArrayList<>(table.indexes());
    indexes.add(index);
    TableDescriptor changed = table.withIndexes(indexes, table.nextIndex() + 1).next();
    schema.transaction().edit().put(changed);
    schema.transaction().catalogChanged();
    fill(changed, index);
    return "CREATE INDEX";
  }

  private IndexDescriptor described(
      TableStatement.CreateIndex create, TableDescriptor table, SchemaDescriptor place) {
    RelationDescriptor relation = table.relation(place.name());
    RowExpressions expressions = RowExpressions.over(schema.view(), schema.session(), relation);
    List<IndexDescriptor.Part> parts = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (IndexElement element : create.elements()) {
      parts.add(part(element, table, expressions));
      String name = ColumnNames.of(element.expression());
      names.add(name.equals("?column?") ? "expr" : name);
    }
    List<Integer> include = new ArrayList<>();
    for (String name : create.parameters().include()) {
      ColumnDescriptor column = table.column(name);
      if (column == null) {
        throw new SqlError(
            SqlState.UNDEFINED_COLUMN, "column \"%s\" does not exist".formatted(name));
      }
      include.add(column.id());
    }
    Expression where = create.where();
    if (where != null) {
      var _ = expressions.condition(where);
    }
    String given = create.name();
    IndexDescriptor index =
        placed(
            table,
            new IndexDescriptor(
                schema.newId(),
                table.nextIndex(),
                given == null
                    ? Names.relation(
                        schema.snapshot(), place.id(), List.of(), table.name(), names, "idx")
                    : given,
                create.unique(),
                false,
                create.nullsNotDistinct(),
                parts,
                include,
                where == null ? null : Printer.print(where),
                0,
                1,
                IndexDescriptor.State.PUBLIC,
                null));
    requireKeyTypes(table, index);
    return index;
  }

  private static IndexDescriptor.Part part(
      IndexElement element, TableDescriptor table, RowExpressions expressions) {
    if (element.operatorClass() != null && !element.operatorClass().last().endsWith("_ops")) {
      throw SqlError.unsupported("operator class " + element.operatorClass().last(), element.at());
    }
    boolean descending = element.direction() == SortItem.Direction.DESC;
    boolean nullsFirst =
        switch (element.nulls()) {
          case FIRST -> true;
          case LAST -> false;
          case DEFAULT -> descending;
        };
    if (element.expression() instanceof Expression.ColumnRef reference
        && reference.parts().size() == 1) {
      ColumnDescriptor column = table.column(reference.parts().getFirst());
      if (column == null) {
        throw new SqlError(
            SqlState.UNDEFINED_COLUMN,
            "column \"%s\" does not exist".formatted(reference.parts().getFirst()),
            element.at());
      }
      return new IndexDescriptor.Part(column.id(), null, 0, descending, nullsFirst);
    }
    BoundExpression bound = expressions.bind(element.expression());
    if (!Immutable.is(bound)) {
      throw new SqlError(
          SqlState.INVALID_OBJECT_DEFINITION,
          "functions in index expression must be marked IMMUTABLE",
          element.at());
    }
    return new IndexDescriptor.Part(
        0, Printer.print(element.expression()), bound.type().oid(), descending, nullsFirst);
  }

  static void requireKeyTypes(TableDescriptor table, IndexDescriptor index) {
    for (IndexDescriptor.Part part : index.parts()) {
      SqlType type =
          part.column() == 0 ? Types.byOid(part.type()) : table.columnById(part.column()).sqlType();
      KeyTypes.require(type);
    }
  }

  /// Returns an index with its place on shards: with its rows, if its keys contain, one after the
  /// other, the columns by which these are distributed; else by the first part of its keys.
  static IndexDescriptor placed(TableDescriptor table, IndexDescriptor index) {
    IndexDescriptor primary = table.primary();
    int count = primary.partCount();
    List<IndexDescriptor.Part> wanted =
        primary.parts().subList(primary.partFrom(), primary.partFrom() + count);
    int from = 0;
    int length = 1;
    for (int at = 0; at + count <= index.parts().size(); at++) {
      if (index.parts().subList(at, at + count).equals(wanted)) {
        from = at;
        length = count;
        break;
      }
    }
    return new IndexDescriptor(
        index.id(),
        index.number(),
        index.name(),
        index.unique(),
        index.constraint(),
        index.nullsNotDistinct(),
        index.parts(),
        index.include(),
        index.predicate(),
        from,
        length,
        index.state(),
        index.comment());
  }

  /// Makes the entries of an index for all rows.
  void fill(TableDescriptor table, IndexDescriptor index) {
    EvaluationContext context =
        new EvaluationContext(schema.session(), List.of(), Executor.withoutTables(), List.of());
    for (Batch rows : rows(table, context)) {
      schema.transaction().changes().fillIndex(table, index.number(), rows, context);
    }
  }

  /// Reads all rows of a table by its primary index.
  List<Batch> rows(TableDescriptor table, EvaluationContext context) {
    RelationDescriptor relation = table.relation(schema.snapshot().schemaName(table.schema()));
    TableAccess access =
        new TableAccess(
            relation,
            IntStream.range(0, relation.columns().size()).boxed().toList(),
            List.of(),
            Long.MAX_VALUE,
            null);
    AccessPath path = new AccessPath("Seq Scan", IndexDescriptor.PRIMARY, false, 1, 1, List.of());
    List<Batch> all = new ArrayList<>();
    try (BatchSource source = schema.transaction().tables().open(access, path, context)) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        all.add(batch);
      }
    }
    return all;
  }
}
