package io.halcyon.sql.schema;

import io.halcyon.sql.ast.AlterAction;
import io.halcyon.sql.ast.Constraint;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.RowExpressions;
import io.halcyon.sql.catalog.CheckDescriptor;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.ColumnDescriptor.Generated;
import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.SchemaDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.printer.Printer;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `ALTER TABLE`.
final class TableAlterer {
  private final Schema schema;

  TableAlterer(Schema schema) {
    this.schema = schema;
  }

  static SqlError noColumn(TableDescriptor table, String name) {
    return new SqlError(
        SqlState.UNDEFINED_COLUMN,
        "column \"%s\" of relation \"%s\" does not exist".formatted(name, table.name()));
  }

  String alter(TableStatement.AlterTable alter) {
    if (alter.kind() != ObjectKind.TABLE) {
      throw SqlError.unsupported("ALTER " + alter.kind().words(), alter.at());
    }
    if (schema.view().find(alter.name().parts()) == null && alter.ifExists()) {
      return "ALTER TABLE";
    }
    for (AlterAction action : alter.actions()) {
      TableDescriptor table = schema.table(alter.name());
      switch (action) {
        case AlterAction.AddColumn add -> addColumn(table, add);
        case AlterAction.DropColumn drop -> dropColumn(table, drop);
        case AlterAction.SetDefault set -> setDefault(table, set);
        case AlterAction.SetType set -> new TypeChanger(schema, table, set).change();
        case AlterAction.ColumnChange change -> change(table, change);
        case AlterAction.AddConstraint(_, Constraint constraint) ->
            addConstraint(table, constraint);
        case AlterAction.DropConstraint drop -> dropConstraint(table, drop);
        case AlterAction.SetOwner _ ->
            throw SqlError.unsupported("OWNER TO: there are no roles yet", alter.at());
        default ->
            throw SqlError.unsupported(
                "ALTER TABLE with "
                    + action
                        .getClass()
                        .getSimpleName()
                        .replaceAll("(?<!^)([A-Z])", " $1")
                        .toUpperCase(java.util.Locale.ROOT),
                alter.at());
      }
      schema.transaction().catalogChanged();
    }
    return "ALTER TABLE";
  }

  private void put(TableDescriptor table) {
    schema.transaction().edit().put(table.next());
    schema.transaction().catalogChanged();
  }

  private EvaluationContext context() {
    return new EvaluationContext(schema.session(), List.of(), Executor.withoutTables(), List.of());
  }

  private void addColumn(TableDescriptor table, AlterAction.AddColumn add) {
    if (table.column(add.column().name()) != null) {
      if (add.ifNotExists()) {
        return;
      }
      throw new SqlError(
          SqlState.DUPLICATE_COLUMN,
          "column \"%s\" of relation \"%s\" already exists"
              .formatted(add.column().name(), table.name()));
    }
    SchemaDescriptor place =
        (SchemaDescriptor) java.util.Objects.requireNonNull(schema.snapshot().find(table.schema()));
    TableMaker maker = new TableMaker(schema);
    TableMaker.Made made =
        maker.column(add.column(), table.nextColumn(), table.id(), table.name(), place);
    ColumnDescriptor column = made.column();
    boolean empty = new IndexMaker(schema).rows(table, context()).isEmpty();
    if (!empty) {
      column = withMissing(table, column);
    }
    List<ColumnDescriptor> columns = new ArrayList<>(table.columns());
    columns.add(column);
    TableDescriptor changed = table.withColumns(columns, table.nextColumn() + 1);
    maker.validateExpressions(changed);
    put(changed);
    for (Constraint constraint : made.constraints()) {
      addConstraint(schema.table(nameOf(table)), constraint);
    }
  }

  private io.halcyon.sql.ast.QualifiedName nameOf(TableDescriptor table) {
    return new io.halcyon.sql.ast.QualifiedName(
        new io.halcyon.sql.ast.Position(0),
        List.of(schema.snapshot().schemaName(table.schema()), table.name()));
  }

  /// Works out the value of the rows that are there: it is the same for all of them, or the column
  /// cannot be added without touching them.
  private ColumnDescriptor withMissing(TableDescriptor table, ColumnDescriptor column) {
    String text = column.defaultText();
    Object value = null;
    if (text != null) {
      BoundExpression bound =
          column.generated() == Generated.STORED
              ? null
              : RowExpressions.over(schema.view(), schema.session(), null)
                  .assigned(Texts.parse(text), column.name(), column.sqlType(), column.modifier());
      if (bound == null || Volatile.is(bound)) {
        throw SqlError.unsupported(
            "adding a column whose rows differ in its value to a table with rows");
      }
      value = CompiledExpression.of(bound, 0).evaluate(Batch.SINGLE_ROW, context()).get(0);
    }
    if (value == null && column.notNull()) {
      throw new SqlError(
          SqlState.NOT_NULL_VIOLATION,
          "column \"%s\" of relation \"%s\" contains null values"
              .formatted(column.name(), table.name()));
    }
    return new ColumnDescriptor(
        column.id(),
        column.name(),
        column.type(),
        column.modifier(),
        column.notNull(),
        column.defaultText(),
        column.generated(),
        false,
        value == null ? null : TextFormats.write(column.sqlType(), value, schema.session()),
        null);
  }

  /// Requires that no expression of the table, which knows columns by their names, looks at one.
  void requireUnused(TableDescriptor table, ColumnDescriptor column, String doing) {
    for (CheckDescriptor check : table.checks()) {
      if (uses(table, check.condition(), column)) {
        throw SqlError.unsupported(
            "to %s column \"%s\", which constraint \"%s\" looks at,"
                .formatted(doing, column.name(), check.name()));
      }
    }
    for (ColumnDescriptor other : table.columns()) {
      String text = other.defaultText();
      if (other.generated() == Generated.STORED && text != null) {
        throw SqlError.unsupported(
            "to %s a column of a table with generated columns".formatted(doing));
      }
    }
    for (IndexDescriptor index : table.indexes()) {
      boolean expressions =
          index.predicate() != null
              || index.parts().stream().anyMatch(part -> part.expression() != null);
      if (expressions) {
        throw SqlError.unsupported(
            "to %s a column of a table with an index on an expression or a condition"
                .formatted(doing));
      }
    }
    if (usedByViews(table)) {
      throw SqlError.unsupported("to %s a column of a table that a view reads".formatted(doing));
    }
  }

  private boolean usedByViews(TableDescriptor table) {
    return schema.snapshot().all().stream()
        .anyMatch(other ->
            other instanceof io.halcyon.sql.catalog.ViewDescriptor view
                && view.uses().contains(table.id()));
  }

  private static boolean uses(TableDescriptor table, String condition, ColumnDescriptor column) {
    return new ColumnsOf(table).in(Texts.parse(condition)).contains(column.name());
  }

  private void dropColumn(TableDescriptor table, AlterAction.DropColumn drop) {
    ColumnDescriptor column = table.column(drop.name());
    if (column == null) {
      if (drop.ifExists()) {
        return;
      }
      throw noColumn(table, drop.name());
    }
    if (table.primary().columns().contains(column.id())) {
      throw SqlError.unsupported("dropping a column of the primary key", drop.at());
    }
    for (TableDescriptor child : schema.snapshot().referring(table.id())) {
      for (ForeignKeyDescriptor key : child.foreignKeys()) {
        if (key.table() == table.id() && key.referenced().contains(column.id())) {
          throw new SqlError(
                  SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                  "cannot drop column %s of table %s because other objects depend on it"
                      .formatted(column.name(), table.name()))
              .withDetail(
                  "constraint %s on table %s depends on it".formatted(key.name(), child.name()));
        }
      }
    }
    TableDescriptor changed = table;
    for (IndexDescriptor index : table.indexes()) {
      if (index.columns().contains(column.id()) || index.include().contains(column.id())) {
        new Dropper(schema).remove(changed, index);
        changed = schema.table(nameOf(table));
      }
    }
    List<CheckDescriptor> checks = new ArrayList<>();
    for (CheckDescriptor check : changed.checks()) {
      if (!uses(table, check.condition(), column)) {
        checks.add(check);
      }
    }
    changed = changed.withChecks(checks);
    requireUnused(changed, column, "drop");
    List<ForeignKeyDescriptor> keys =
        changed.foreignKeys().stream().filter(key -> !key.columns().contains(column.id())).toList();
    List<ColumnDescriptor> columns = new ArrayList<>(changed.columns());
    columns.removeIf(known -> known.id() == column.id());
    put(changed.withForeignKeys(keys).withColumns(columns, table.nextColumn()));
  }

  private void setDefault(TableDescriptor table, AlterAction.SetDefault set) {
    ColumnDescriptor column = required(table, set.column());
    String text = Printer.print(set.value());
    TableDescriptor changed =
        table.changing(column.id(), known -> known.withDefault(text, known.generated()));
    new TableMaker(schema).validateExpressions(changed);
    put(changed);
  }

  private static ColumnDescriptor required(TableDescriptor table, @Nullable String name) {
    ColumnDescriptor column = name == null ? null : table.column(name);
    if (column == null) {
      throw noColumn(table, String.valueOf(name));
    }
    return column;
  }

  private void change(TableDescriptor table, AlterAction.ColumnChange change) {
    ColumnDescriptor column = required(table, change.column());
    switch (change.action()) {
      case "DROP DEFAULT" ->
          put(table.changing(column.id(), known -> known.withDefault(null, Generated.NO)));
      case "SET NOT NULL" -> {
        requireNoNulls(table, column);
        put(table.changing(column.id(), known -> known.withNotNull(true)));
      }
      case "DROP NOT NULL" -> {
        if (table.primary().columns().contains(column.id()) && table.hasPrimaryKey()) {
          throw new SqlError(
              SqlState.INVALID_TABLE_DEFINITION,
              "column \"%s\" is in a primary key".formatted(column.name()));
        }
        put(table.changing(column.id(), known -> known.withNotNull(false)));
      }
      default -> throw SqlError.unsupported("ALTER COLUMN " + change.action(), change.at());
    }
  }

  private void requireNoNulls(TableDescriptor table, ColumnDescriptor column) {
    int ordinal = table.ordinal(column.id());
    for (Batch rows : new IndexMaker(schema).rows(table, context())) {
      for (int row = 0; row < rows.size(); row++) {
        if (rows.columns().get(ordinal).isNull(row)) {
          throw new SqlError(
              SqlState.NOT_NULL_VIOLATION,
              "column \"%s\" of relation \"%s\" contains null values"
                  .formatted(column.name(), table.name()));
        }
      }
    }
  }

  private void addConstraint(TableDescriptor table, Constraint constraint) {
    ConstraintMaker maker = new ConstraintMaker(schema, table);
    switch (constraint.body()) {
      case Constraint.Check(Expression condition) -> {
        if (constraint.attributes().notValid()) {
          throw SqlError.unsupported("NOT VALID", constraint.at());
        }
        CheckDescriptor check = maker.addCheck(constraint, condition, true);
        requireMet(table, check);
        put(maker.table());
      }
      case Constraint.Key key when key.primary() -> addPrimaryKey(table, constraint, key);
      case Constraint.Key _ -> {
        maker.addKey(constraint);
        put(maker.table());
        new IndexMaker(schema).fill(maker.table().next(), maker.table().indexes().getLast());
      }
      case Constraint.ForeignKey _ -> {
        if (constraint.attributes().notValid()) {
          throw SqlError.unsupported("NOT VALID", constraint.at());
        }
        maker.addForeignKey(constraint);
        put(maker.table());
        EvaluationContext context = context();
        schema.transaction().changes().statement(context);
        for (Batch rows : new IndexMaker(schema).rows(schema.table(nameOf(table)), context)) {
          schema
              .transaction()
              .changes()
              .checkForeignKey(maker.table(), maker.table().foreignKeys().getLast(), rows);
        }
        schema.transaction().changes().statementEnded();
      }
      default -> throw SqlError.unsupported("this kind of constraint", constraint.at());
    }
  }

  /// A table without a key gets one: its rows are written anew under their new keys.
  private void addPrimaryKey(TableDescriptor table, Constraint constraint, Constraint.Key key) {
    if (table.hasPrimaryKey()) {
      throw new SqlError(
          SqlState.INVALID_TABLE_DEFINITION,
          "multiple primary keys for table \"%s\" are not allowed".formatted(table.name()),
          constraint.at());
    }
    List<Batch> rows = new IndexMaker(schema).rows(table, context());
    for (String name : key.columns()) {
      requireNoNulls(table, required(table, name));
    }
    ColumnDescriptor hidden = table.columnById(table.primary().columns().getFirst());
    int dropped = table.ordinal(hidden.id());
    List<ColumnDescriptor> columns = new ArrayList<>(table.columns());
    columns.remove(dropped);
    List<IndexDescriptor> others = table.indexes().subList(1, table.indexes().size());
    TableDescriptor bare =
        table
            .stored(schema.newId())
            .withIndexes(others, table.nextIndex())
            .withColumns(columns, table.nextColumn());
    ConstraintMaker maker = new ConstraintMaker(schema, bare);
    maker.primaryKey(List.of(constraint), List.of());
    TableDescriptor made = maker.table();
    List<IndexDescriptor> placed = new ArrayList<>();
    placed.add(made.primary());
    others.forEach(index -> placed.add(IndexMaker.placed(made, index)));
    put(made.withIndexes(placed, made.nextIndex()));
    TableDescriptor now = schema.table(nameOf(table));
    EvaluationContext context = context();
    schema.transaction().changes().statement(context);
    for (Batch batch : rows) {
      List<io.halcyon.sql.value.Vector> values = new ArrayList<>(batch.columns());
      values.remove(dropped);
      schema.transaction().changes().insert(now, new Batch(batch.size(), values));
    }
    schema.transaction().changes().statementEnded();
    new Purge(schema.storage()).afterCommit(schema.transaction(), table.storage());
  }

  private void requireMet(TableDescriptor table, CheckDescriptor check) {
    RowExpressions expressions =
        RowExpressions.over(
            schema.view(),
            schema.session(),
            table.relation(schema.snapshot().schemaName(table.schema())));
    CompiledExpression condition =
        CompiledExpression.of(
            expressions.condition(Texts.parse(check.condition())), table.columns().size());
    EvaluationContext context = context();
    for (Batch rows : new IndexMaker(schema).rows(table, context)) {
      BooleanVector met = (BooleanVector) condition.evaluate(rows, context);
      for (int row = 0; row < rows.size(); row++) {
        if (!met.isNull(row) && !met.values()[row]) {
          throw new SqlError(
                  SqlState.CHECK_VIOLATION,
                  "check constraint \"%s\" of relation \"%s\" is violated by some row"
                      .formatted(check.name(), table.name()))
              .about(
                  new SqlError.Subject(
                      schema.snapshot().schemaName(table.schema()),
                      table.name(),
                      null,
                      null,
                      check.name()));
        }
      }
    }
  }

  private void dropConstraint(TableDescriptor table, AlterAction.DropConstraint drop) {
    IndexDescriptor index = table.index(drop.name());
    if (index != null && index.constraint()) {
      dropKey(table, index, drop);
      return;
    }
    List<CheckDescriptor> checks =
        table.checks().stream().filter(check -> !check.name().equals(drop.name())).toList();
    List<ForeignKeyDescriptor> keys =
        table.foreignKeys().stream().filter(key -> !key.name().equals(drop.name())).toList();
    if (checks.size() == table.checks().size() && keys.size() == table.foreignKeys().size()) {
      if (drop.ifExists()) {
        return;
      }
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT,
          "constraint \"%s\" of relation \"%s\" does not exist"
              .formatted(drop.name(), table.name()));
    }
    put(table.withChecks(checks).withForeignKeys(keys));
  }

  private void dropKey(
      TableDescriptor table, IndexDescriptor index, AlterAction.DropConstraint drop) {
    for (TableDescriptor child : schema.snapshot().referring(table.id())) {
      for (ForeignKeyDescriptor key : child.foreignKeys()) {
        if (key.table() == table.id() && key.index() == index.number()) {
          throw new SqlError(
                  SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                  "cannot drop constraint %s on table %s because other objects depend on it"
                      .formatted(index.name(), table.name()))
              .withDetail(
                  "constraint %s on table %s depends on it".formatted(key.name(), child.name()));
        }
      }
    }
    if (index.primary()) {
      throw SqlError.unsupported("dropping a primary key", drop.at());
    }
    new Dropper(schema).remove(table, index);
  }
}
