package io.halcyon.sql.engine;

import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.bind.RowExpressions;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.CatalogView;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.table.TableLayout;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Layouts of the tables of one version of the catalog, made when they are first asked for.
/// Thread-safe.
final class LayoutCache {
  private final CatalogView view;
  private final SessionContext session;
  private final Map<Integer, TableLayout> layouts = new ConcurrentHashMap<>();

  /// @param session whose settings texts in the catalog are read with
  LayoutCache(CatalogSnapshot snapshot, SessionContext session) {
    this.view = new CatalogView(snapshot, List.of("public"), Map.of());
    this.session = session;
  }

  /// Returns layouts for a changed version of the catalog; those of tables that are the same are
  /// kept.
  LayoutCache over(CatalogSnapshot changed) {
    LayoutCache other = new LayoutCache(changed, session);
    layouts.forEach((id, layout) -> {
      if (layout.table().equals(changed.find(id))) {
        other.layouts.put(id, layout);
      }
    });
    return other;
  }

  CatalogSnapshot snapshot() {
    return view.snapshot();
  }

  TableLayout layout(long id) {
    return layouts.computeIfAbsent((int) id, this::make);
  }

  private TableLayout make(int id) {
    TableDescriptor table = view.snapshot().table(id);
    RelationDescriptor relation = table.relation(view.snapshot().schemaName(table.schema()));
    return TableLayout.of(table, RowExpressions.over(view, session, relation), session);
  }
}
