package io.halcyon.sql.system;

import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.Descriptor;
import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.SchemaDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.catalog.ViewDescriptor;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tables of `information_schema`. Stateless.
final class InformationSchema {
  private static final String SCHEMA = "information_schema";

  private InformationSchema() {}

  static List<SystemTable> tables() {
    return List.of(
        SystemTable.of(
            13_001,
            SCHEMA,
            "schemata",
            "catalog_name name, schema_name name, schema_owner name",
            InformationSchema::schemata),
        SystemTable.of(
            13_002,
            SCHEMA,
            "tables",
            "table_catalog name, table_schema name, table_name name, table_type varchar,"
                + " is_insertable_into varchar, is_typed varchar",
            InformationSchema::relations),
        SystemTable.of(
            13_003,
            SCHEMA,
            "columns",
            "table_catalog name, table_schema name, table_name name, column_name name,"
                + " ordinal_position int4, column_default varchar, is_nullable varchar,"
                + " data_type varchar, udt_schema name, udt_name name, is_identity varchar,"
                + " identity_generation varchar, is_generated varchar",
            InformationSchema::columns),
        SystemTable.of(
            13_004,
            SCHEMA,
            "table_constraints",
            "constraint_catalog name, constraint_schema name, constraint_name name,"
                + " table_catalog name, table_schema name, table_name name,"
                + " constraint_type varchar",
            InformationSchema::constraints),
        SystemTable.of(
            13_005,
            SCHEMA,
            "key_column_usage",
            "constraint_schema name, constraint_name name, table_schema name, table_name name,"
                + " column_name name, ordinal_position int4",
            InformationSchema::keyColumns));
  }

  private static List<@Nullable Object[]> schemata(
      CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      if (descriptor instanceof SchemaDescriptor schema) {
        rows.add(PgRows.row(session.database(), schema.name(), session.user()));
      }
    }
    return rows;
  }

  private static List<@Nullable Object[]> relations(
      CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      switch (descriptor) {
        case TableDescriptor table ->
            rows.add(
                PgRows.row(
                    session.database(),
                    catalog.schemaName(table.schema()),
                    table.name(),
                    "BASE TABLE",
                    "YES",
                    "NO"));
        case ViewDescriptor view ->
            rows.add(
                PgRows.row(
                    session.database(),
                    catalog.schemaName(view.schema()),
                    view.name(),
                    "VIEW",
                    "NO",
                    "NO"));
        default -> {
          // Not a table.
        }
      }
    }
    return rows;
  }

  private static List<@Nullable Object[]> columns(CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      if (descriptor instanceof TableDescriptor table) {
        for (ColumnDescriptor column : PgRows.visible(table)) {
          rows.add(column(table, column, catalog, session));
        }
      }
      if (descriptor instanceof ViewDescriptor view) {
        for (int i = 0; i < view.columns().size(); i++) {
          SqlType type = Types.byOid(view.types().get(i));
          rows.add(
              PgRows.row(
                  session.database(),
                  catalog.schemaName(view.schema()),
                  view.name(),
                  view.columns().get(i),
                  i + 1,
                  null,
                  "YES",
                  dataType(type),
                  "pg_catalog",
                  type.name(),
                  "NO",
                  null,
                  "NEVER"));
        }
      }
    }
    return rows;
  }

  private static @Nullable Object[] column(
      TableDescriptor table,
      ColumnDescriptor column,
      CatalogSnapshot catalog,
      SessionContext session) {
    String identity =
        switch (column.generated()) {
          case IDENTITY_ALWAYS -> "ALWAYS";
          case IDENTITY_BY_DEFAULT -> "BY DEFAULT";
          case NO, STORED -> null;
        };
    boolean stored = column.generated() == ColumnDescriptor.Generated.STORED;
    String text =
        identity != null || stored
            ? null
            : SystemTexts.defaultOf(column, session.searchPath(), catalog);
    return PgRows.row(
        session.database(),
        catalog.schemaName(table.schema()),
        table.name(),
        column.name(),
        column.id(),
        text,
        column.notNull() ? "NO" : "YES",
        dataType(column.sqlType()),
        "pg_catalog",
        column.sqlType().name(),
        identity == null ? "NO" : "YES",
        identity,
        stored ? "ALWAYS" : "NEVER");
  }

  private static String dataType(SqlType type) {
    return type.isArray() ? "ARRAY" : type.displayName();
  }

  private static List<@Nullable Object[]> constraints(
      CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      if (descriptor instanceof TableDescriptor table) {
        for (IndexDescriptor index : PgRows.indexesOf(table)) {
          if (index.constraint()) {
            String type = index.primary() ? "PRIMARY KEY" : "UNIQUE";
            rows.add(constraint(index.name(), type, table, catalog, session));
          }
        }
        table
            .checks()
            .forEach(check -> rows.add(constraint(check.name(), "CHECK", table, catalog, session)));
        table
            .foreignKeys()
            .forEach(
                key -> rows.add(constraint(key.name(), "FOREIGN KEY", table, catalog, session)));
      }
    }
    return rows;
  }

  private static @Nullable Object[] constraint(
      String name,
      String type,
      TableDescriptor table,
      CatalogSnapshot catalog,
      SessionContext session) {
    String schema = catalog.schemaName(table.schema());
    String database = session.database();
    return PgRows.row(database, schema, name, database, schema, table.name(), type);
  }

  private static List<@Nullable Object[]> keyColumns(
      CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      if (descriptor instanceof TableDescriptor table) {
        for (IndexDescriptor index : PgRows.indexesOf(table)) {
          if (index.constraint()) {
            usage(index.name(), index.columns(), table, catalog, rows);
          }
        }
        for (ForeignKeyDescriptor key : table.foreignKeys()) {
          usage(key.name(), key.columns(), table, catalog, rows);
        }
      }
    }
    return rows;
  }

  private static void usage(
      String name,
      List<Integer> columns,
      TableDescriptor table,
      CatalogSnapshot catalog,
      List<@Nullable Object[]> rows) {
    String schema = catalog.schemaName(table.schema());
    int position = 1;
    for (int column : columns) {
      rows.add(
          PgRows.row(
              schema, name, schema, table.name(), table.columnById(column).name(), position++));
    }
  }
}
