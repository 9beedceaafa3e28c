package io.halcyon.sql.system;

import io.halcyon.sql.ast.Constraint.ActionKind;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.CheckDescriptor;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.Descriptor;
import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.Relation;
import io.halcyon.sql.catalog.SchemaDescriptor;
import io.halcyon.sql.catalog.SequenceDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.catalog.ViewDescriptor;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of the tables of `pg_catalog`. Stateless.
final class PgRows {
  static final long OWNER = 10;
  static final long PG_CATALOG = 11;
  static final long INFORMATION_SCHEMA = 13_000;
  static final long HEAP = 2;
  static final long BTREE = 403;
  static final String SCHEMA = "pg_catalog";
  private static final int HAS_TRIGGERS = 19;

  private PgRows() {}

  /// Returns a row of as many values as there are columns.
  static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }

  static List<@Nullable Object[]> one(@Nullable Object[] row) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(row);
    return rows;
  }

  static List<@Nullable Object[]> namespaces(CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(row(PG_CATALOG, SCHEMA, OWNER, null));
    rows.add(row(INFORMATION_SCHEMA, "information_schema", OWNER, null));
    for (Descriptor descriptor : catalog.all()) {
      if (descriptor instanceof SchemaDescriptor schema) {
        rows.add(row((long) schema.id(), schema.name(), OWNER, null));
      }
    }
    return rows;
  }

  static List<@Nullable Object[]> classes(CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      switch (descriptor) {
        case TableDescriptor table -> {
          @Nullable Object[] row =
              relation(
                  table.id(),
                  table.name(),
                  table.schema(),
                  HEAP,
                  "r",
                  visible(table).size(),
                  table.checks().size(),
                  true);
          // What psql takes for the sign that there are foreign keys.
          row[HAS_TRIGGERS] =
              !table.foreignKeys().isEmpty() || !catalog.referring(table.id()).isEmpty();
          rows.add(row);
          for (IndexDescriptor index : indexesOf(table)) {
            int parts = index.parts().size() + index.include().size();
            rows.add(
                relation(index.id(), index.name(), table.schema(), BTREE, "i", parts, 0, false));
          }
        }
        case ViewDescriptor view ->
            rows.add(
                relation(
                    view.id(),
                    view.name(),
                    view.schema(),
                    0,
                    "v",
                    view.columns().size(),
                    0,
                    false));
        case SequenceDescriptor sequence ->
            rows.add(
                relation(sequence.id(), sequence.name(), sequence.schema(), 0, "S", 3, 0, false));
        case SchemaDescriptor _ -> {
          // Not a relation.
        }
      }
    }
    return rows;
  }

  private static @Nullable Object[] relation(
      int id,
      String name,
      int schema,
      long method,
      String kind,
      int columns,
      int checks,
      boolean indexed) {
    return row(
        (long) id,
        name,
        (long) schema,
        0L,
        0L,
        OWNER,
        method,
        (long) id,
        0L,
        0,
        -1.0,
        0L,
        indexed,
        false,
        "p",
        kind,
        columns,
        checks,
        false,
        false,
        false,
        false,
        false,
        true,
        "d",
        false,
        null,
        null,
        null);
  }

  /// Returns the columns that may be named.
  static List<ColumnDescriptor> visible(TableDescriptor table) {
    return table.columns().stream().filter(column -> !column.hidden()).toList();
  }

  /// Returns the indexes that somebody has made.
  static List<IndexDescriptor> indexesOf(TableDescriptor table) {
    return table.indexes().stream()
        .filter(index -> !index.primary() || table.hasPrimaryKey())
        .toList();
  }

  static List<@Nullable Object[]> attributes(CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      switch (descriptor) {
        case TableDescriptor table -> {
          for (ColumnDescriptor column : visible(table)) {
            String identity =
                switch (column.generated()) {
                  case IDENTITY_ALWAYS -> "a";
                  case IDENTITY_BY_DEFAULT -> "d";
                  case NO, STORED -> "";
                };
            boolean stored = column.generated() == ColumnDescriptor.Generated.STORED;
            boolean hasDefault = column.defaultText() != null && !column.identity();
            rows.add(
                attribute(
                    table.id(),
                    column.name(),
                    column.sqlType(),
                    column.id(),
                    column.modifier(),
                    column.notNull(),
                    hasDefault,
                    identity,
                    stored ? "s" : ""));
          }
          for (IndexDescriptor index : indexesOf(table)) {
            int number = 1;
            for (IndexDescriptor.Part part : index.parts()) {
              boolean expression = part.column() == 0;
              SqlType type =
                  expression ? Types.byOid(part.type()) : table.columnById(part.column()).sqlType();
              String name = expression ? "expr" : table.columnById(part.column()).name();
              rows.add(attribute(index.id(), name, type, number++, -1, false, false, "", ""));
            }
          }
        }
        case ViewDescriptor view -> {
          for (int i = 0; i < view.columns().size(); i++) {
            rows.add(
                attribute(
                    view.id(),
                    view.columns().get(i),
                    Types.byOid(view.types().get(i)),
                    i + 1,
                    view.modifiers().get(i),
                    false,
                    false,
                    "",
                    ""));
          }
        }
        case SequenceDescriptor _, SchemaDescriptor _ -> {
          // No columns that anybody asks for.
        }
      }
    }
    return rows;
  }

  private static @Nullable Object[] attribute(
      int relation,
      String name,
      SqlType type,
      int number,
      int modifier,
      boolean notNull,
      boolean hasDefault,
      String identity,
      String generated) {
    return row(
        (long) relation,
        name,
        (long) type.oid(),
        -1,
        type.length(),
        number,
        type.isArray() ? 1 : 0,
        modifier,
        notNull,
        hasDefault || !generated.isEmpty(),
        false,
        identity,
        generated,
        false,
        true,
        0,
        type.collatable() ? 100L : 0L,
        "p",
        "",
        null,
        null,
        null);
  }

  static List<@Nullable Object[]> defaults(CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      if (descriptor instanceof TableDescriptor table) {
        for (ColumnDescriptor column : visible(table)) {
          if (column.defaultText() != null && !column.identity()) {
            rows.add(
                row(
                    (long) table.id() * 2_000 + column.id(),
                    (long) table.id(),
                    column.id(),
                    SystemTexts.defaultOf(column, session.searchPath(), catalog)));
          }
        }
      }
    }
    return rows;
  }

  static List<@Nullable Object[]> indexes(CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      if (descriptor instanceof TableDescriptor table) {
        for (IndexDescriptor index : indexesOf(table)) {
          int keys = index.parts().size();
          List<Integer> columns = new ArrayList<>(index.columns());
          columns.addAll(index.include());
          boolean expressions = index.parts().stream().anyMatch(part -> part.column() == 0);
          boolean valid = index.isPublic();
          rows.add(
              row(
                  (long) index.id(),
                  (long) table.id(),
                  columns.size(),
                  keys,
                  index.unique(),
                  index.nullsNotDistinct(),
                  index.primary(),
                  false,
                  true,
                  false,
                  valid,
                  true,
                  true,
                  false,
                  numbers(columns),
                  numbers(
                      index.parts().stream()
                          .map(p -> (p.descending() ? 1 : 0) + (p.nullsFirst() ? 2 : 0))
                          .toList()),
                  expressions ? "expressions" : null,
                  index.predicate()));
        }
      }
    }
    return rows;
  }

  private static SqlArray numbers(List<Integer> numbers) {
    return SqlArray.of(Types.INT2, numbers);
  }

  static List<@Nullable Object[]> constraints(CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      if (!(descriptor instanceof TableDescriptor table)) {
        continue;
      }
      for (IndexDescriptor index : indexesOf(table)) {
        if (index.constraint()) {
          rows.add(
              constraint(
                  SystemTexts.constraintId(index),
                  index.name(),
                  table,
                  index.primary() ? "p" : "u",
                  index.id(),
                  numbers(index.columns()),
                  null));
        }
      }
      for (CheckDescriptor check : table.checks()) {
        rows.add(constraint(check.id(), check.name(), table, "c", 0, null, null));
      }
      for (ForeignKeyDescriptor key : table.foreignKeys()) {
        IndexDescriptor index = catalog.table(key.table()).indexNumbered(key.index());
        rows.add(
            constraint(
                key.id(),
                key.name(),
                table,
                "f",
                index == null ? 0 : index.id(),
                numbers(key.columns()),
                key));
      }
    }
    return rows;
  }

  private static @Nullable Object[] constraint(
      int id,
      String name,
      TableDescriptor table,
      String type,
      int index,
      @Nullable SqlArray columns,
      @Nullable ForeignKeyDescriptor key) {
    @Nullable Object[] row =
        row(
            (long) id,
            name,
            (long) table.schema(),
            type,
            false,
            false,
            true,
            (long) table.id(),
            0L,
            (long) index,
            0L,
            0L,
            " ",
            " ",
            " ",
            true,
            0,
            true,
            columns,
            null);
    if (key != null) {
      row[4] = key.deferrable();
      row[5] = key.initiallyDeferred();
      row[11] = (long) key.table();
      row[12] = action(key.onUpdate());
      row[13] = action(key.onDelete());
      row[14] = key.matchFull() ? "f" : "s";
      row[19] = numbers(key.referenced());
    }
    return row;
  }

  private static String action(ActionKind action) {
    return switch (action) {
      case NO_ACTION -> "a";
      case RESTRICT -> "r";
      case CASCADE -> "c";
      case SET_NULL -> "n";
      case SET_DEFAULT -> "d";
    };
  }

  static List<@Nullable Object[]> types(CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (SqlType type : Types.all()) {
      String kind =
          switch (type.kind()) {
            case BASE -> "b";
            case COMPOSITE -> "c";
            case DOMAIN -> "d";
            case ENUM -> "e";
            case PSEUDO -> "p";
            case RANGE -> "r";
            case MULTIRANGE -> "m";
          };
      rows.add(
          row(
              (long) type.oid(),
              type.name(),
              PG_CATALOG,
              OWNER,
              type.length(),
              kind,
              String.valueOf(type.category()),
              type.preferred(),
              true,
              String.valueOf(type.delimiter()),
              0L,
              (long) type.elementOid(),
              (long) type.arrayOid(),
              type.isArray() ? 750L : 0L,
              false,
              0L,
              -1,
              0,
              type.collatable() ? 100L : 0L,
              null));
    }
    return rows;
  }

  static List<@Nullable Object[]> descriptions(CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      long table = descriptor instanceof SchemaDescriptor ? 2615L : 1259L;
      if (descriptor.comment() != null) {
        rows.add(row((long) descriptor.id(), table, 0, descriptor.comment()));
      }
      if (descriptor instanceof TableDescriptor described) {
        for (ColumnDescriptor column : described.columns()) {
          if (column.comment() != null) {
            rows.add(row((long) described.id(), 1259L, column.id(), column.comment()));
          }
        }
      }
    }
    return rows;
  }

  static List<@Nullable Object[]> sequences(CatalogSnapshot catalog, SessionContext session) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Descriptor descriptor : catalog.all()) {
      if (descriptor instanceof SequenceDescriptor sequence) {
        rows.add(
            row(
                (long) sequence.id(),
                (long) sequence.type(),
                sequence.start(),
                sequence.increment(),
                sequence.max(),
                sequence.min(),
                sequence.cache(),
                sequence.cycle()));
      }
    }
    return rows;
  }

  /// Returns whether a relation is found by its bare name.
  static boolean isVisible(Relation relation, List<String> path, CatalogSnapshot catalog) {
    for (String name : path) {
      SchemaDescriptor schema = catalog.schema(name);
      Relation found = schema == null ? null : catalog.relation(schema.id(), relation.name());
      if (found != null) {
        return found.id() == relation.id();
      }
    }
    return false;
  }
}
