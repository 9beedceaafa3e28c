package io.halcyon.sql.schema;

import io.halcyon.sql.ast.Constraint;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.catalog.CheckDescriptor;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.printer.Printer;
import io.halcyon.sql.table.ReferringTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts constraints on a table.
final class ConstraintMaker {
  private final Schema schema;
  private TableDescriptor table;

  ConstraintMaker(Schema schema, TableDescriptor table) {
    this.schema = schema;
    this.table = table;
  }

  TableDescriptor table() {
    return table;
  }

  private Set<String> taken() {
    Set<String> taken = new HashSet<>();
    table.indexes().forEach(index -> taken.add(index.name()));
    table.checks().forEach(check -> taken.add(check.name()));
    table.foreignKeys().forEach(key -> taken.add(key.name()));
    return taken;
  }

  private String name(Constraint constraint, List<String> columns, String label) {
    String given = constraint.name();
    if (given == null) {
      return Names.relation(
          schema.snapshot(), table.schema(), taken(), table.name(), columns, label);
    }
    boolean there = taken().contains(given);
    if (there) {
      throw new SqlError(
          SqlState.DUPLICATE_OBJECT,
          "constraint \"%s\" for relation \"%s\" already exists".formatted(given, table.name()));
    }
    return given;
  }

  private ColumnDescriptor column(String name, Position at) {
    ColumnDescriptor column = table.column(name);
    if (column == null) {
      throw new SqlError(
          SqlState.UNDEFINED_COLUMN,
          "column \"%s\" named in key does not exist".formatted(name),
          at);
    }
    return column;
  }

  /// Gives a new table its primary index: that of the primary key, or of a hidden column if there
  /// is none.
  ///
  /// @param distributeBy columns that decide the shard; empty for the first of the key
  void primaryKey(List<Constraint> constraints, List<String> distributeBy) {
    Constraint found = null;
    for (Constraint constraint : constraints) {
      if (constraint.body() instanceof Constraint.Key key && key.primary()) {
        if (found != null) {
          throw new SqlError(
              SqlState.INVALID_TABLE_DEFINITION,
              "multiple primary keys for table \"%s\" are not allowed".formatted(table.name()),
              constraint.at());
        }
        found = constraint;
      }
    }
    if (found == null) {
      if (!distributeBy.isEmpty()) {
        throw new SqlError(
                SqlState.INVALID_TABLE_DEFINITION,
                "DISTRIBUTE BY requires a primary key that contains its columns")
            .withHint("Declare a PRIMARY KEY.");
      }
      hiddenKey();
      return;
    }
    primaryKey(found, (Constraint.Key) found.body(), distributeBy);
  }

  private void hiddenKey() {
    ColumnDescriptor key = TableMaker.hiddenKey(table.nextColumn());
    List<ColumnDescriptor> columns = new ArrayList<>(table.columns());
    columns.add(key);
    table = table.withColumns(columns, table.nextColumn() + 1);
    String name =
        Names.relation(schema.snapshot(), table.schema(), taken(), table.name(), List.of(), "rows");
    setPrimary(name, false, List.of(part(key)), 1);
  }

  private static IndexDescriptor.Part part(ColumnDescriptor column) {
    return new IndexDescriptor.Part(column.id(), null, 0, false, false);
  }

  private void primaryKey(Constraint constraint, Constraint.Key key, List<String> distributeBy) {
    refuse(constraint, key);
    List<ColumnDescriptor> columns = new ArrayList<>();
    for (String name : distributeBy) {
      if (!key.columns().contains(name)) {
        throw new SqlError(
            SqlState.INVALID_TABLE_DEFINITION,
            "DISTRIBUTE BY column \"%s\" is not part of the primary key".formatted(name));
      }
      columns.add(column(name, constraint.at()));
    }
    for (String name : key.columns()) {
      ColumnDescriptor column = column(name, constraint.at());
      if (!distributeBy.contains(name)) {
        if (columns.contains(column)) {
          throw new SqlError(
              SqlState.DUPLICATE_COLUMN,
              "column \"%s\" appears twice in primary key constraint".formatted(name),
              constraint.at());
        }
        columns.add(column);
      }
    }
    String name = name(constraint, List.of(), "pkey");
    for (ColumnDescriptor column : columns) {
      table = table.changing(column.id(), known -> known.withNotNull(true));
    }
    setPrimary(
        name,
        true,
        columns.stream().map(ConstraintMaker::part).toList(),
        Math.max(1, distributeBy.size()));
  }

  private void setPrimary(
      String name, boolean constraint, List<IndexDescriptor.Part> parts, int distribution) {
    IndexDescriptor primary =
        new IndexDescriptor(
            schema.newId(),
            IndexDescriptor.PRIMARY,
            name,
            true,
            constraint,
            false,
            parts,
            List.of(),
            null,
            0,
            distribution,
            IndexDescriptor.State.PUBLIC,
            null);
    List<IndexDescriptor> indexes = new ArrayList<>(table.indexes());
    indexes.addFirst(primary);
    table = table.withIndexes(indexes, table.nextIndex());
    requireKeyTypes(primary);
  }

  private void requireKeyTypes(IndexDescriptor index) {
    IndexMaker.requireKeyTypes(table, index);
  }

  private static void refuse(Constraint constraint, Constraint.Key key) {
    if (key.index() != null) {
      throw SqlError.unsupported("USING INDEX", constraint.at());
    }
    if (Boolean.TRUE.equals(constraint.attributes().deferrable())) {
      throw SqlError.unsupported("a deferrable unique constraint", constraint.at());
    }
  }

  /// Adds the index of a unique constraint; other constraints are left alone.
  void addKey(Constraint constraint) {
    if (!(constraint.body() instanceof Constraint.Key key) || key.primary()) {
      return;
    }
    refuse(constraint, key);
    List<IndexDescriptor.Part> parts = new ArrayList<>();
    for (String name : key.columns()) {
      parts.add(part(column(name, constraint.at())));
    }
    List<Integer> include = new ArrayList<>();
    for (String name : key.parameters().include()) {
      include.add(column(name, constraint.at()).id());
    }
    String name = name(constraint, key.columns(), "key");
    IndexDescriptor index =
        IndexMaker.placed(
            table,
            new IndexDescriptor(
                schema.newId(),
                table.nextIndex(),
                name,
                true,
                true,
                key.nullsNotDistinct(),
                parts,
                include,
                null,
                0,
                1,
                IndexDescriptor.State.PUBLIC,
                null));
    requireKeyTypes(index);
    List<IndexDescriptor> indexes = new ArrayList<>(table.indexes());
    indexes.add(index);
    table = table.withIndexes(indexes, table.nextIndex() + 1);
  }

  /// Adds the checks among constraints, those first that have a name.
  void checks(List<Constraint> constraints) {
    for (boolean named : new boolean[] {true, false}) {
      for (Constraint constraint : constraints) {
        if (constraint.body() instanceof Constraint.Check(Expression condition)
            && (constraint.name() != null) == named) {
          addCheck(constraint, condition, true);
        }
      }
    }
  }

  CheckDescriptor addCheck(Constraint constraint, Expression condition, boolean validated) {
    List<String> columns = new ColumnsOf(table).in(condition);
    String given = constraint.name();
    if (given != null && taken().contains(given)) {
      throw new SqlError(
          SqlState.DUPLICATE_OBJECT,
          "constraint \"%s\" for relation \"%s\" already exists".formatted(given, table.name()));
    }
    String name =
        given == null
            ? Names.constraint(
                taken(), table.name(), columns.size() == 1 ? columns : List.of(), "check")
            : given;
    CheckDescriptor check =
        new CheckDescriptor(schema.newId(), name, Printer.print(condition), validated);
    List<CheckDescriptor> checks = new ArrayList<>(table.checks());
    checks.add(check);
    table = table.withChecks(checks);
    return check;
  }

  /// Adds a foreign key; other constraints are left alone.
  void addForeignKey(Constraint constraint) {
    if (!(constraint.body() instanceof Constraint.ForeignKey key)) {
      return;
    }
    TableDescriptor parent = schema.table(key.table());
    List<ColumnDescriptor> columns =
        key.columns().stream().map(name -> column(name, constraint.at())).toList();
    List<Integer> referenced = referenced(parent, key, constraint.at());
    if (columns.size() != referenced.size()) {
      throw new SqlError(
          SqlState.INVALID_FOREIGN_KEY,
          "number of referencing and referenced columns for foreign key disagree",
          constraint.at());
    }
    String given = constraint.name();
    String name =
        given == null ? Names.constraint(taken(), table.name(), key.columns(), "fkey") : given;
    if (given != null && taken().contains(given)) {
      throw new SqlError(
          SqlState.DUPLICATE_OBJECT,
          "constraint \"%s\" for relation \"%s\" already exists".formatted(given, table.name()));
    }
    for (int i = 0; i < columns.size(); i++) {
      ColumnDescriptor other = parent.columnById(referenced.get(i));
      if (!ReferringTypes.compatible(columns.get(i).sqlType(), other.sqlType())) {
        throw incompatibleTypes(columns.get(i), other, name).at(constraint.at());
      }
    }
    Constraint.Attributes attributes = constraint.attributes();
    boolean initially = Boolean.TRUE.equals(attributes.initiallyDeferred());
    ForeignKeyDescriptor made =
        new ForeignKeyDescriptor(
            schema.newId(),
            name,
            columns.stream().map(ColumnDescriptor::id).toList(),
            parent.id(),
            referenced,
            uniqueIndex(parent, referenced, constraint.at()).number(),
            key.match() == Constraint.Match.FULL,
            key.onUpdate().kind(),
            key.onDelete().kind(),
            key.onDelete().columns().stream()
                .map(column -> column(column, constraint.at()).id())
                .toList(),
            initially || Boolean.TRUE.equals(attributes.deferrable()),
            initially,
            true);
    List<ForeignKeyDescriptor> keys = new ArrayList<>(table.foreignKeys());
    keys.add(made);
    table = table.withForeignKeys(keys);
  }

  static SqlError incompatibleTypes(ColumnDescriptor column, ColumnDescriptor other, String name) {
    if (column.sqlType().category() == other.sqlType().category()) {
      return SqlError.unsupported(
          "a foreign key from a column of type %s to one of type %s"
              .formatted(column.sqlType(), other.sqlType()));
    }
    return new SqlError(
            SqlState.DATATYPE_MISMATCH,
            "foreign key constraint \"%s\" cannot be implemented".formatted(name))
        .withDetail(
            "Key columns \"%s\" and \"%s\" are of incompatible types: %s and %s."
                .formatted(column.name(), other.name(), column.sqlType(), other.sqlType()));
  }

  private static List<Integer> referenced(
      TableDescriptor parent, Constraint.ForeignKey key, Position at) {
    if (key.referenced().isEmpty()) {
      if (!parent.hasPrimaryKey()) {
        throw new SqlError(
            SqlState.UNDEFINED_OBJECT,
            "there is no primary key for referenced table \"%s\"".formatted(parent.name()),
            at);
      }
      return parent.primary().columns();
    }
    List<Integer> columns = new ArrayList<>();
    for (String name : key.referenced()) {
      ColumnDescriptor column = parent.column(name);
      if (column == null) {
        throw new SqlError(
            SqlState.UNDEFINED_COLUMN,
            "column \"%s\" referenced in foreign key constraint does not exist".formatted(name),
            at);
      }
      columns.add(column.id());
    }
    return columns;
  }

  private static IndexDescriptor uniqueIndex(
      TableDescriptor parent, List<Integer> columns, Position at) {
    @Nullable IndexDescriptor found = null;
    for (IndexDescriptor index : parent.indexes()) {
      boolean fits =
          index.unique()
              && index.isPublic()
              && index.predicate() == null
              && new HashSet<>(index.columns()).equals(new HashSet<>(columns))
              && index.parts().size() == columns.size();
      if (fits && found == null) {
        found = index;
      }
    }
    if (found == null) {
      throw new SqlError(
          SqlState.INVALID_FOREIGN_KEY,
          "there is no unique constraint matching given keys for referenced table \"%s\""
              .formatted(parent.name()),
          at);
    }
    return Objects.requireNonNull(found);
  }
}
