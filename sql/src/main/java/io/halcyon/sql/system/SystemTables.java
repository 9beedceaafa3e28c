package io.halcyon.sql.system;

import io.halcyon.sql.access.AccessPath;
import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.access.Tables;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Reads system tables, and leaves the others to the stored ones. Serves one statement.
public final class SystemTables implements Tables {
  private static final Map<Long, SystemTable> BY_ID = new HashMap<>();
  private static final Map<String, Map<String, RelationDescriptor>> BY_NAME = new HashMap<>();

  static {
    List<SystemTable> all = new ArrayList<>(PgCatalog.tables());
    all.addAll(PgEmpty.tables());
    all.addAll(InformationSchema.tables());
    for (SystemTable table : all) {
      RelationDescriptor relation = table.relation();
      BY_ID.put(relation.id(), table);
      BY_NAME
          .computeIfAbsent(relation.schema(), _ -> new HashMap<>())
          .put(relation.name(), relation);
    }
  }

  private final Tables stored;
  private final Supplier<CatalogSnapshot> catalog;

  /// @param stored all other tables
  public SystemTables(Tables stored, Supplier<CatalogSnapshot> catalog) {
    this.stored = stored;
    this.catalog = catalog;
  }

  /// Returns all system tables, by schema and name.
  public static Map<String, Map<String, RelationDescriptor>> byName() {
    return BY_NAME;
  }

  @Override
  public List<AccessPath> paths(TableAccess access) {
    if (access.relation().kind() != RelationDescriptor.Kind.VIRTUAL) {
      return stored.paths(access);
    }
    return List.of(
        new AccessPath(
            "Seq Scan", 0, false, 100.0 / (1 + access.conditions().size()), 100, List.of()));
  }

  @Override
  public List<BoundExpression> bounding(TableAccess access, AccessPath path) {
    return access.relation().kind() == RelationDescriptor.Kind.VIRTUAL
        ? List.of()
        : stored.bounding(access, path);
  }

  @Override
  public BatchSource open(TableAccess access, AccessPath path, EvaluationContext context) {
    SystemTable table = BY_ID.get(access.relation().id());
    if (access.relation().kind() != RelationDescriptor.Kind.VIRTUAL || table == null) {
      return stored.open(access, path, context);
    }
    List<OutputColumn> columns = table.relation().outputs();
    Batch rows = Batches.of(table.rows().apply(catalog.get(), context.session()), columns);
    for (BoundExpression condition : access.conditions()) {
      if (rows.size() > 0) {
        rows = CompiledExpression.folded(condition, columns.size(), context).filter(rows, context);
      }
    }
    List<Vector> wanted = new ArrayList<>();
    for (int column : access.columns()) {
      wanted.add(rows.columns().get(column));
    }
    return BatchSource.of(new Batch(rows.size(), wanted));
  }
}
