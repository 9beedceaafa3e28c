package io.halcyon.sql.schema;

import io.halcyon.sql.ast.Constraint;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.bind.RowExpressions;
import io.halcyon.sql.bind.TypeBinder;
import io.halcyon.sql.catalog.CheckDescriptor;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.ColumnDescriptor.Generated;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.SchemaDescriptor;
import io.halcyon.sql.catalog.SequenceDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.printer.Printer;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `CREATE TABLE`, and the making of columns.
final class TableMaker {
  private static final int COLUMNS_MAX = 1_600;
  private static final String HIDDEN_DEFAULT = "gen_random_uuid()";

  private final Schema schema;

  TableMaker(Schema schema) {
    this.schema = schema;
  }

  /// A column, with what of its constraints belongs to the table.
  record Made(ColumnDescriptor column, List<Constraint> constraints) {}

  String create(TableStatement.CreateTable create) {
    refuse(create);
    SchemaDescriptor place =
        schema.place(create.name(), create.persistence(), create.ifNotExists());
    if (place == null) {
      return "CREATE TABLE";
    }
    String name = create.name().last();
    int id = schema.newId();
    List<ColumnDescriptor> columns = new ArrayList<>();
    List<Constraint> constraints = new ArrayList<>();
    for (TableStatement.TableElement element : create.elements()) {
      switch (element) {
        case TableStatement.Column column -> {
          requireNew(columns, column);
          Made made = column(column, columns.size() + 1, id, name, place);
          columns.add(made.column());
          constraints.addAll(made.constraints());
        }
        case TableStatement.TableConstraint(Constraint constraint) -> constraints.add(constraint);
        case TableStatement.Like like -> throw SqlError.unsupported("LIKE", like.at());
      }
    }
    if (columns.size() > COLUMNS_MAX) {
      throw new SqlError(
          SqlState.TOO_MANY_COLUMNS, "tables can have at most %d columns".formatted(COLUMNS_MAX));
    }
    TableDescriptor table =
        new TableDescriptor(
            id,
            id,
            1,
            place.id(),
            name,
            columns,
            List.of(),
            List.of(),
            List.of(),
            columns.size() + 1,
            IndexDescriptor.PRIMARY + 1,
            null);
    ConstraintMaker made = new ConstraintMaker(schema, table);
    made.primaryKey(constraints, create.parameters().distributeBy());
    constraints.forEach(made::addKey);
    made.checks(constraints);
    // A table may refer to itself, so it must be known.
    schema.transaction().edit().put(made.table());
    schema.transaction().catalogChanged();
    constraints.forEach(made::addForeignKey);
    schema.transaction().edit().put(made.table());
    validateExpressions(made.table());
    return "CREATE TABLE";
  }

  private static void refuse(TableStatement.CreateTable create) {
    Position at = create.at();
    if (create.ofType() != null) {
      throw SqlError.unsupported("a typed table", at);
    }
    if (create.partitionOf() != null || create.partitionBy() != null) {
      throw SqlError.unsupported("PARTITION BY: rows are distributed by DISTRIBUTE BY", at);
    }
    if (!create.inherits().isEmpty()) {
      throw SqlError.unsupported("INHERITS", at);
    }
    TableStatement.TableParameters parameters = create.parameters();
    if (parameters.onCommit() != TableStatement.OnCommit.UNSPECIFIED
        || parameters.tablespace() != null
        || parameters.accessMethod() != null) {
      throw SqlError.unsupported("ON COMMIT, TABLESPACE or an access method of a table", at);
    }
    for (var option : parameters.options()) {
      // A hint about pages, which there are none of: nothing is lost without it.
      if (!option.name().equals("fillfactor")) {
        throw SqlError.unsupported("storage parameter \"" + option.name() + "\"", at);
      }
    }
  }

  private static void requireNew(List<ColumnDescriptor> columns, TableStatement.Column column) {
    if (columns.stream().anyMatch(known -> known.name().equals(column.name()))) {
      throw new SqlError(
          SqlState.DUPLICATE_COLUMN,
          "column \"%s\" specified more than once".formatted(column.name()));
    }
  }

  /// Makes a column. Its keys, checks and references are for the table.
  Made column(
      TableStatement.Column column, int id, int tableId, String tableName, SchemaDescriptor place) {
    TypeName typeName = column.type();
    if (typeName == null) {
      throw new SqlError(SqlState.SYNTAX_ERROR, "a column must have a type", column.at());
    }
    String serial = serial(typeName);
    TypeBinder.Typed typed =
        serial == null
            ? new TypeBinder(schema.view()).bind(typeName)
            : new TypeBinder.Typed(java.util.Objects.requireNonNull(Types.find(serial)), -1);
    requireStorable(typed.type(), column.name(), column.at());
    boolean notNull = serial != null;
    String defaultText = null;
    Generated generated = Generated.NO;
    if (serial != null) {
      defaultText = sequence(column.name(), typed.type(), tableId, tableName, id, place, List.of());
    }
    List<Constraint> ofTable = new ArrayList<>();
    for (Constraint constraint : column.constraints()) {
      switch (constraint.body()) {
        case Constraint.Nullability(boolean nullable) -> notNull = !nullable;
        case Constraint.DefaultValue(Expression value) -> defaultText = Printer.print(value);
        case Constraint.Generated(Expression value) -> {
          defaultText = Printer.print(value);
          generated = Generated.STORED;
        }
        case Constraint.Identity(boolean always, var options) -> {
          defaultText =
              sequence(column.name(), typed.type(), tableId, tableName, id, place, options);
          generated = always ? Generated.IDENTITY_ALWAYS : Generated.IDENTITY_BY_DEFAULT;
          notNull = true;
        }
        case Constraint.Key key -> {
          notNull |= key.primary();
          ofTable.add(
              named(
                  constraint,
                  new Constraint.Key(
                      key.primary(),
                      key.nullsNotDistinct(),
                      List.of(column.name()),
                      key.index(),
                      key.parameters())));
        }
        case Constraint.ForeignKey key ->
            ofTable.add(
                named(
                    constraint,
                    new Constraint.ForeignKey(
                        List.of(column.name()),
                        key.table(),
                        key.referenced(),
                        key.match(),
                        key.onUpdate(),
                        key.onDelete())));
        case Constraint.Check _ -> ofTable.add(constraint);
        case Constraint.Exclusion _ ->
            throw SqlError.unsupported("EXCLUDE constraints", constraint.at());
        case Constraint.Collation(var name) -> requireCollation(name, constraint.at());
      }
    }
    return new Made(
        new ColumnDescriptor(
            id,
            column.name(),
            typed.type().oid(),
            typed.modifier(),
            notNull,
            defaultText,
            generated,
            false,
            null,
            null),
        ofTable);
  }

  /// @throws SqlError if there is no such collation
  static void requireCollation(QualifiedName name, Position at) {
    if (!List.of("C", "POSIX", "default", "ucs_basic").contains(name.last())) {
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT,
          "collation \"%s\" for encoding \"UTF8\" does not exist".formatted(name.last()),
          at);
    }
  }

  private static Constraint named(Constraint constraint, Constraint.Body body) {
    return new Constraint(constraint.at(), constraint.name(), body, constraint.attributes());
  }

  /// @throws SqlError if there are no columns of a type
  static void requireStorable(SqlType type, String column, Position at) {
    if (type.kind() == SqlType.Kind.PSEUDO) {
      throw new SqlError(
          SqlState.INVALID_TABLE_DEFINITION,
          "column \"%s\" has pseudo-type %s".formatted(column, type));
    }
    if (type.kind() != SqlType.Kind.BASE) {
      throw SqlError.unsupported("a column of type " + type, at);
    }
  }

  private static @Nullable String serial(TypeName type) {
    return switch (type.name().last()) {
      case "serial", "serial4" -> "int4";
      case "bigserial", "serial8" -> "int8";
      case "smallserial", "serial2" -> "int2";
      default -> null;
    };
  }

  private String sequence(
      String column,
      SqlType type,
      int tableId,
      String table,
      int columnId,
      SchemaDescriptor place,
      List<io.halcyon.sql.ast.Option> options) {
    String name =
        Names.relation(schema.snapshot(), place.id(), List.of(), table, List.of(column), "seq");
    SequenceDescriptor made =
        SequenceMaker.of(schema.newId(), place.id(), name, type, options)
            .ownedBy(tableId, columnId);
    schema.transaction().edit().put(made);
    return "nextval(" + made.id() + "::pg_catalog.regclass)";
  }

  /// Makes a table without any constraint.
  TableDescriptor bare(SchemaDescriptor place, String name, List<ColumnDescriptor> columns) {
    int id = schema.newId();
    TableDescriptor table =
        new TableDescriptor(
            id,
            id,
            1,
            place.id(),
            name,
            columns,
            List.of(),
            List.of(),
            List.of(),
            columns.size() + 1,
            IndexDescriptor.PRIMARY + 1,
            null);
    ConstraintMaker made = new ConstraintMaker(schema, table);
    made.primaryKey(List.of(), List.of());
    return made.table();
  }

  /// Returns the column that is the key of a table that has no other.
  static ColumnDescriptor hiddenKey(int id) {
    return new ColumnDescriptor(
        id, "", Types.UUID.oid(), -1, true, HIDDEN_DEFAULT, Generated.NO, true, null, null);
  }

  static Vector hiddenKeys(int size, SessionContext session) {
    VectorBuilder keys = new VectorBuilder(Types.UUID.carrier(), size);
    for (int i = 0; i < size; i++) {
      keys.add(new UUID(session.random().nextLong(), session.random().nextLong()));
    }
    return keys.build();
  }

  /// Binds all expressions of a table once, so that none is kept that means nothing.
  void validateExpressions(TableDescriptor table) {
    RelationDescriptor relation = table.relation(schema.snapshot().schemaName(table.schema()));
    RowExpressions overRow = RowExpressions.over(schema.view(), schema.session(), relation);
    RowExpressions overNothing = RowExpressions.over(schema.view(), schema.session(), null);
    for (ColumnDescriptor column : table.columns()) {
      String text = column.defaultText();
      if (text != null) {
        RowExpressions binder = column.generated() == Generated.STORED ? overRow : overNothing;
        try {
          var _ =
              binder.assigned(
                  Texts.parse(text), column.name(), column.sqlType(), column.modifier());
        } catch (SqlError e) {
          if (column.generated() != Generated.STORED
              && e.sqlState().equals(SqlState.UNDEFINED_COLUMN)) {
            throw new SqlError(
                SqlState.FEATURE_NOT_SUPPORTED,
                "cannot use column reference in DEFAULT expression");
          }
          throw e;
        }
      }
    }
    for (CheckDescriptor check : table.checks()) {
      var _ = overRow.condition(Texts.parse(check.condition()));
    }
  }
}
