package io.halcyon.sql.engine;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.ast.MaintenanceStatement;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.catalog.CatalogView;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.schema.Schema;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.statistics.ColumnStatistics;
import io.halcyon.sql.statistics.Sample;
import io.halcyon.sql.statistics.StatisticsCache;
import io.halcyon.sql.statistics.StatisticsStore;
import io.halcyon.sql.statistics.TableStatistics;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Runs one `ANALYZE`: reads the tables in a snapshot of what is committed, and writes what it has
/// found in a transaction of its own. Neither is the session's, so that reading a whole table makes
/// nobody lose.
final class AnalyzeRunner {
  private final StoredEngine engine;
  private final EngineTransaction session;
  private final SessionContext context;
  private final BooleanSupplier cancelled;

  /// @param session the transaction that the statement is in
  AnalyzeRunner(
      StoredEngine engine,
      EngineTransaction session,
      SessionContext context,
      BooleanSupplier cancelled) {
    this.engine = engine;
    this.session = session;
    this.context = context;
    this.cancelled = cancelled;
  }

  Rows run(MaintenanceStatement.Vacuum statement) {
    if (statement.analyze()) {
      refuse(statement.options());
    }
    if (session.edit().changed()) {
      throw SqlError.unsupported("ANALYZE in a transaction that has changed the schema");
    }
    Map<Integer, TableStatistics> found = new LinkedHashMap<>();
    EngineTransaction look = engine.begin(TransactionMode.LOOK);
    try {
      wanted(statement, look.view(context))
          .forEach((table, columns) -> {
            if (session.changes().touched().contains(table.id())) {
              throw SqlError.unsupported("ANALYZE of a table that the transaction has written to");
            }
            found.put(table.id(), analyze(table, columns, look));
          });
      look.confirmUnlessRead();
    } finally {
      look.storage().rollback();
    }
    write(found, statement.relations().isEmpty());
    return Outcome.of(statement.analyze() ? "ANALYZE" : "VACUUM");
  }

  private static void refuse(List<Option> options) {
    for (Option option : options) {
      switch (option.name()) {
        case "verbose", "skip_locked" ->
            throw SqlError.unsupported(
                "ANALYZE option " + option.name().toUpperCase(Locale.ROOT), option.at());
        default ->
            throw new SqlError(
                SqlState.SYNTAX_ERROR,
                "unrecognized ANALYZE option \"%s\"".formatted(option.name()),
                option.at());
      }
    }
  }

  /// Returns the tables, each with those of its columns that are wanted.
  private static Map<TableDescriptor, List<Integer>> wanted(
      MaintenanceStatement.Vacuum statement, CatalogView view) {
    Map<TableDescriptor, List<Integer>> wanted = new LinkedHashMap<>();
    if (statement.relations().isEmpty()) {
      view.snapshot()
          .all()
          .forEach(descriptor -> {
            if (descriptor instanceof TableDescriptor table) {
              wanted.put(table, visible(table));
            }
          });
    }
    for (MaintenanceStatement.Relation relation : statement.relations()) {
      TableDescriptor table = Schema.table(view, relation.name());
      wanted.put(
          table,
          relation.columns().isEmpty()
              ? visible(table)
              : named(table, relation.columns(), relation.name()));
    }
    return wanted;
  }

  private static List<Integer> visible(TableDescriptor table) {
    List<Integer> visible = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      if (!table.columns().get(i).hidden()) {
        visible.add(i);
      }
    }
    return visible;
  }

  private static List<Integer> named(
      TableDescriptor table, List<String> names, QualifiedName relation) {
    List<Integer> named = new ArrayList<>();
    for (String name : names) {
      int ordinal =
          visible(table).stream()
              .filter(i -> table.columns().get(i).name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new SqlError(
                      SqlState.UNDEFINED_COLUMN,
                      "column \"%s\" of relation \"%s\" does not exist"
                          .formatted(name, relation.last())));
      if (named.contains(ordinal)) {
        throw new SqlError(
            SqlState.DUPLICATE_COLUMN,
            "column \"%s\" of relation \"%s\" appears more than once"
                .formatted(name, relation.last()));
      }
      named.add(ordinal);
    }
    return named;
  }

  private TableStatistics analyze(
      TableDescriptor table, List<Integer> columns, EngineTransaction look) {
    RelationDescriptor relation = table.relation(look.snapshot().schemaName(table.schema()));
    TableAccess access = new TableAccess(relation, columns, List.of(), Long.MAX_VALUE, null);
    Sample sample = new Sample(Randomness.seeded(table.id()));
    try (BatchSource rows =
        look.tables()
            .open(
                access,
                look.tables().paths(access).getFirst(),
                Executor.contextWithoutTables(context))) {
      for (@Nullable Batch batch = rows.next(); batch != null; batch = rows.next()) {
        if (cancelled.getAsBoolean()) {
          throw new SqlError(SqlState.QUERY_CANCELED, "canceling statement due to user request");
        }
        sample.add(batch);
      }
    }
    Map<Integer, ColumnStatistics> found = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      int ordinal = columns.get(i);
      found.put(
          table.columns().get(ordinal).id(), sample.column(i, relation.columns().get(ordinal)));
    }
    return new TableStatistics(sample.seen(), found);
  }

  /// @param all whether what is not found is there no more
  private void write(Map<Integer, TableStatistics> found, boolean all) {
    StatisticsCache statistics = engine.statistics();
    if (all) {
      statistics.read();
    }
    engine
        .storage()
        .change(transaction -> {
          found.forEach((table, each) -> StatisticsStore.write(transaction, table, each));
          if (all) {
            statistics
                .all()
                .forEach((table, each) -> {
                  if (!found.containsKey(table.intValue())) {
                    StatisticsStore.remove(transaction, table, each);
                  }
                });
          }
        });
    statistics.read();
  }
}
