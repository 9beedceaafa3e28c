package io.halcyon.sql.engine;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.catalog.CatalogView;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.Relation;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.evaluate.Folding;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.execute.MemoryBudget;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.table.Generated;
import io.halcyon.sql.table.TableLayout;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Inserts rows that come from outside, batch by batch.
final class TableSink implements RowSink {
  private final EngineTransaction transaction;
  private final TableLayout layout;
  private final List<Integer> given;
  private final EvaluationContext context;
  private long count;

  private TableSink(
      EngineTransaction transaction,
      TableLayout layout,
      List<Integer> given,
      EvaluationContext context) {
    this.transaction = transaction;
    this.layout = layout;
    this.given = given;
    this.context = context;
  }

  static TableSink open(
      EngineTransaction transaction,
      List<String> name,
      List<String> columns,
      SessionContext session,
      EngineConfig config) {
    CatalogView view = transaction.view(session);
    Relation relation = view.find(name);
    if (relation == null) {
      throw new SqlError(
          SqlState.UNDEFINED_TABLE,
          "relation \"%s\" does not exist".formatted(String.join(".", name)));
    }
    if (!(relation instanceof TableDescriptor table)) {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE, "cannot copy to \"%s\"".formatted(relation.name()));
    }
    if (transaction.mode().readOnly()) {
      throw new SqlError(
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot execute COPY FROM in a read-only transaction");
    }
    List<Integer> given = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDescriptor column = table.columns().get(i);
      boolean plain = !column.hidden() && column.generated() != ColumnDescriptor.Generated.STORED;
      if (columns.isEmpty() && plain) {
        given.add(i);
      }
    }
    for (String wanted : columns) {
      given.add(ordinal(table, wanted));
    }
    Executor executor =
        new Executor(transaction.tables(), new MemoryBudget(config.statementBytesMax()));
    EvaluationContext context = new EvaluationContext(session, List.of(), executor, List.of());
    transaction.changes().statement(context);
    return new TableSink(transaction, transaction.layout(table.id()), given, context);
  }

  private static int ordinal(TableDescriptor table, String name) {
    ColumnDescriptor column = table.column(name);
    if (column == null) {
      throw new SqlError(
          SqlState.UNDEFINED_COLUMN,
          "column \"%s\" of relation \"%s\" does not exist".formatted(name, table.name()));
    }
    if (column.generated() == ColumnDescriptor.Generated.STORED) {
      throw new SqlError(
              SqlState.INVALID_COLUMN_REFERENCE,
              "column \"%s\" is a generated column".formatted(name))
          .withDetail("Generated columns cannot be used in COPY.");
    }
    return table.ordinal(column.id());
  }

  @Override
  public List<OutputColumn> columns() {
    return given.stream()
        .map(ordinal -> layout.table().columns().get(ordinal))
        .map(column -> new OutputColumn(column.name(), column.sqlType(), column.modifier()))
        .toList();
  }

  @Override
  public void add(Batch rows) {
    TableDescriptor table = layout.table();
    List<Vector> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      int at = given.indexOf(i);
      columns.add(at >= 0 ? rows.columns().get(at) : defaultOf(i, rows.size()));
    }
    Batch whole = Generated.fill(layout, new Batch(rows.size(), columns), context);
    transaction.changes().insert(table, whole);
    count += rows.size();
  }

  private Vector defaultOf(int ordinal, int size) {
    ColumnDescriptor column = layout.table().columns().get(ordinal);
    @Nullable BoundExpression value = layout.defaults().get(ordinal);
    if (value == null || column.generated() == ColumnDescriptor.Generated.STORED) {
      return Vector.repeat(column.sqlType().carrier(), null, size);
    }
    return CompiledExpression.of(Folding.fold(value, context), 0)
        .evaluate(new Batch(size, List.of()), context);
  }

  @Override
  public long finish() {
    transaction.changes().statementEnded();
    return count;
  }
}
