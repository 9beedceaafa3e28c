package io.halcyon.sql.schema;

import io.halcyon.sql.access.AccessPath;
import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.ast.AlterAction;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.bind.RowExpressions;
import io.halcyon.sql.bind.TypeBinder;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.SequenceDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.catalog.ViewDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.printer.Printer;
import io.halcyon.sql.table.Changes;
import io.halcyon.sql.table.Generated;
import io.halcyon.sql.table.ReferringTypes;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.TypeNames;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `ALTER TABLE … ALTER COLUMN … TYPE`: the rows are written anew under keys of their own, a batch
/// at a time, unless their values and entries stay the same; the old ones are purged behind.
final class TypeChanger {
  private static final Set<SqlType> WHOLE_NUMBERS = Set.of(Types.INT2, Types.INT4, Types.INT8);
  private static final Set<SqlType> TEXTS = Set.of(Types.TEXT, Types.VARCHAR);

  private final Schema schema;
  private final TableDescriptor table;
  private final ColumnDescriptor column;
  private final AlterAction.SetType set;
  private final SqlType type;
  private final int modifier;

  /// @throws SqlError if there is no such column, or no such type
  TypeChanger(Schema schema, TableDescriptor table, AlterAction.SetType set) {
    ColumnDescriptor found = table.column(set.column());
    if (found == null) {
      throw TableAlterer.noColumn(table, set.column());
    }
    TypeBinder.Typed typed = new TypeBinder(schema.view()).bind(set.type());
    TableMaker.requireStorable(typed.type(), set.column(), set.type().at());
    this.schema = schema;
    this.table = table;
    this.column = found;
    this.set = set;
    this.type = typed.type();
    this.modifier = typed.modifier();
  }

  /// Changes the type.
  void change() {
    requireCollation();
    if (column.generated() == ColumnDescriptor.Generated.STORED && set.using() != null) {
      throw new SqlError(
              SqlState.INVALID_COLUMN_DEFINITION,
              "cannot specify USING when altering type of generated column",
              set.at())
          .withDetail("Column \"%s\" is a generated column.".formatted(column.name()));
    }
    if (column.identity() && !WHOLE_NUMBERS.contains(type)) {
      throw new SqlError(
          SqlState.INVALID_PARAMETER_VALUE,
          "identity column type must be smallint, integer, or bigint");
    }
    BoundExpression value = value();
    requireUnused();
    boolean same = sameValues();
    TableDescriptor changed =
        typed(same ? table : table.stored(schema.newId()), same ? column.missing() : null);
    requireForeignKeys(changed);
    new TableMaker(schema).validateExpressions(changed);
    if (column.identity()) {
      sequence();
    }
    if (same) {
      put(changed);
    } else {
      rewrite(changed, value);
    }
  }

  private void requireCollation() {
    if (set.collation() == null) {
      return;
    }
    if (type.category() != 'S') {
      throw new SqlError(
          SqlState.DATATYPE_MISMATCH,
          "collations are not supported by type %s".formatted(type),
          set.collation().at());
    }
    TableMaker.requireCollation(set.collation(), set.collation().at());
  }

  private RelationDescriptor relation(TableDescriptor of) {
    return of.relation(schema.snapshot().schemaName(of.schema()));
  }

  /// Binds what the column's values become.
  private BoundExpression value() {
    Expression using = set.using();
    Expression written =
        using == null ? new Expression.ColumnRef(set.at(), List.of(column.name()), false) : using;
    RowExpressions expressions =
        RowExpressions.transforming(schema.view(), schema.session(), relation(table));
    BoundExpression value = expressions.convertible(written, type, modifier);
    String display = TypeNames.display(type, modifier);
    if (value == null && using != null) {
      throw new SqlError(
              SqlState.DATATYPE_MISMATCH,
              "result of USING clause for column \"%s\" cannot be cast automatically to type %s"
                  .formatted(column.name(), type))
          .withHint("You might need to add an explicit cast.");
    }
    if (value == null) {
      throw new SqlError(
              SqlState.DATATYPE_MISMATCH,
              "column \"%s\" cannot be cast automatically to type %s"
                  .formatted(column.name(), type))
          .withHint(
              "You might need to specify \"USING %s::%s\"."
                  .formatted(Printer.print(written), display));
    }
    requireNoSubquery(value);
    return value;
  }

  private static void requireNoSubquery(BoundExpression expression) {
    if (expression instanceof BoundExpression.Subquery) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cannot use subquery in transform expression",
          expression.at());
    }
    BoundTrees.children(expression).forEach(TypeChanger::requireNoSubquery);
  }

  /// Requires that nothing else keeps the type of the column, in its own type or its rows.
  private void requireUnused() {
    for (ColumnDescriptor other : table.columns()) {
      String text = other.defaultText();
      if (other.generated() == ColumnDescriptor.Generated.STORED
          && text != null
          && other.id() != column.id()
          && uses(text)) {
        throw new SqlError(
                SqlState.FEATURE_NOT_SUPPORTED,
                "cannot alter type of a column used by a generated column")
            .withDetail(
                "Column \"%s\" is used by generated column \"%s\"."
                    .formatted(column.name(), other.name()));
      }
    }
    for (var other : schema.snapshot().all()) {
      if (other instanceof ViewDescriptor view
          && view.uses().contains(table.id())
          && mayRead(view)) {
        throw new SqlError(
                SqlState.FEATURE_NOT_SUPPORTED,
                "cannot alter type of a column used by a view or rule")
            .withDetail(
                "rule _RETURN on view %s depends on column \"%s\""
                    .formatted(view.name(), column.name()));
      }
    }
  }

  private boolean uses(String expression) {
    BoundExpression bound =
        RowExpressions.over(schema.view(), schema.session(), relation(table))
            .bind(Texts.parse(expression));
    return uses(bound);
  }

  private boolean uses(BoundExpression expression) {
    return (expression instanceof BoundExpression.Column of && of.name().equals(column.name()))
        || BoundTrees.children(expression).stream().anyMatch(this::uses);
  }

  /// Returns whether a view's text names the column, or all columns of something: views are not
  /// known to read one column of a table, so one of that name in another table counts.
  private boolean mayRead(ViewDescriptor view) {
    String name = Pattern.quote(column.name());
    return Pattern.compile(
            "(?<![\\w$])%s(?![\\w$])|(SELECT|DISTINCT|,|\\.)\\s*\\*|\\bNATURAL\\b".formatted(name))
        .matcher(view.query())
        .find();
  }

  /// Returns whether all that is stored is the same for the new type.
  private boolean sameValues() {
    boolean wider =
        modifier < 0
            || (column.sqlType().equals(Types.VARCHAR)
                && column.modifier() >= 0
                && modifier >= column.modifier());
    return set.using() == null && TEXTS.contains(column.sqlType()) && TEXTS.contains(type) && wider;
  }

  /// Returns the table with the column's new type, and the types that follow from it.
  private TableDescriptor typed(TableDescriptor of, @Nullable String missing) {
    ColumnDescriptor made =
        new ColumnDescriptor(
            column.id(),
            column.name(),
            type.oid(),
            modifier,
            column.notNull(),
            defaultText(),
            column.generated(),
            column.hidden(),
            missing,
            column.comment());
    TableDescriptor changed = of.changing(column.id(), _ -> made);
    RowExpressions expressions =
        RowExpressions.over(schema.view(), schema.session(), relation(changed));
    List<IndexDescriptor> indexes = new ArrayList<>();
    for (IndexDescriptor index : changed.indexes()) {
      IndexDescriptor typed =
          index.withPartTypes(text -> expressions.bind(Texts.parse(text)).type().oid());
      String predicate = index.predicate();
      if (predicate != null) {
        var _ = expressions.condition(Texts.parse(predicate));
      }
      IndexMaker.requireKeyTypes(changed, typed);
      indexes.add(typed);
    }
    return changed.withIndexes(indexes, changed.nextIndex());
  }

  /// Returns the column's default: what it is made of, if that can be converted to the new type
  /// instead. A literal is of the old type.
  private @Nullable String defaultText() {
    String text = column.defaultText();
    if (text == null || column.generated() == ColumnDescriptor.Generated.STORED) {
      return text;
    }
    boolean literal = Texts.parse(text) instanceof Expression.StringLiteral;
    String meant =
        literal ? text + "::" + TypeNames.display(column.sqlType(), column.modifier()) : text;
    RowExpressions expressions = RowExpressions.over(schema.view(), schema.session(), null);
    if (expressions.convertible(Texts.parse(meant), type, modifier) == null) {
      throw new SqlError(
          SqlState.DATATYPE_MISMATCH,
          "default for column \"%s\" cannot be cast automatically to type %s"
              .formatted(column.name(), type));
    }
    return TEXTS.contains(column.sqlType()) ? text : meant;
  }

  private boolean ofColumn(List<Integer> columns) {
    return columns.contains(column.id());
  }

  private void requireForeignKeys(TableDescriptor changed) {
    for (ForeignKeyDescriptor key : changed.foreignKeys()) {
      TableDescriptor parent =
          key.table() == changed.id()
              ? changed
              : (TableDescriptor) schema.snapshot().find(key.table());
      if (parent != null && (ofColumn(key.columns()) || parent.id() == changed.id())) {
        requireCompatible(changed, parent, key);
      }
    }
    for (TableDescriptor child : schema.snapshot().referring(changed.id())) {
      for (ForeignKeyDescriptor key : child.foreignKeys()) {
        if (child.id() != changed.id()
            && key.table() == changed.id()
            && ofColumn(key.referenced())) {
          requireCompatible(child, changed, key);
        }
      }
    }
  }

  private static void requireCompatible(
      TableDescriptor child, TableDescriptor parent, ForeignKeyDescriptor key) {
    for (int i = 0; i < key.columns().size(); i++) {
      ColumnDescriptor own = child.columnById(key.columns().get(i));
      ColumnDescriptor other = parent.columnById(key.referenced().get(i));
      if (!ReferringTypes.compatible(own.sqlType(), other.sqlType())) {
        throw ConstraintMaker.incompatibleTypes(own, other, key.name());
      }
    }
  }

  /// The sequence of an identity column has the column's type.
  private void sequence() {
    for (var other : schema.snapshot().all()) {
      if (other instanceof SequenceDescriptor sequence
          && sequence.ownerTable() == table.id()
          && sequence.ownerColumn() == column.id()) {
        schema.transaction().edit().put(SequenceMaker.retyped(sequence, type));
      }
    }
  }

  private void put(TableDescriptor changed) {
    schema.transaction().edit().put(changed.next());
    schema.transaction().catalogChanged();
  }

  private void rewrite(TableDescriptor changed, BoundExpression value) {
    EvaluationContext context =
        new EvaluationContext(schema.session(), List.of(), Executor.withoutTables(), List.of());
    Changes changes = schema.transaction().changes();
    int width = table.columns().size();
    int ordinal = table.ordinal(column.id());
    CompiledExpression compiled = CompiledExpression.of(value, width);
    try (BatchSource rows = rows(table, context)) {
      // The rows are read as the table was, whatever it is from here on.
      put(changed);
      TableDescriptor now = schema.snapshot().table(table.id());
      changes.statement(context);
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        List<Vector> columns = new ArrayList<>(batch.columns());
        columns.set(ordinal, compiled.evaluate(batch, context));
        Batch made =
            Generated.fill(
                schema.transaction().layout(table.id()), new Batch(batch.size(), columns), context);
        changes.rewrite(now, made);
        for (ForeignKeyDescriptor key : now.foreignKeys()) {
          if (ofColumn(key.columns())) {
            changes.checkForeignKey(now, key, made);
          }
        }
      }
      checkChildren(now, context);
      changes.statementEnded();
    }
    new Purge(schema.storage()).afterCommit(schema.transaction(), table.storage());
  }

  /// What refers to the column must still find it.
  private void checkChildren(TableDescriptor now, EvaluationContext context) {
    for (TableDescriptor child : schema.snapshot().referring(now.id())) {
      for (ForeignKeyDescriptor key : child.foreignKeys()) {
        if (key.table() == now.id() && ofColumn(key.referenced())) {
          try (BatchSource rows = rows(child, context)) {
            for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
              schema.transaction().changes().checkForeignKey(child, key, batch);
            }
          }
        }
      }
    }
  }

  /// Opens all rows of a table by its primary index.
  private BatchSource rows(TableDescriptor of, EvaluationContext context) {
    RelationDescriptor relation = relation(of);
    TableAccess access =
        new TableAccess(
            relation,
            IntStream.range(0, relation.columns().size()).boxed().toList(),
            List.of(),
            Long.MAX_VALUE,
            null);
    AccessPath path = new AccessPath("Seq Scan", IndexDescriptor.PRIMARY, false, 1, 1, List.of());
    return schema.transaction().tables().open(access, path, context);
  }
}
