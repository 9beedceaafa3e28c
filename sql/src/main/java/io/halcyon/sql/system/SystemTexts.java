package io.halcyon.sql.system;

import io.halcyon.sql.ast.Constraint.ActionKind;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.CheckDescriptor;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.Descriptor;
import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.Relation;
import io.halcyon.sql.catalog.SequenceDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Objects of the catalog as SQL: `pg_get_indexdef` and its kin. Stateless.
public final class SystemTexts {
  private static final Pattern SEQUENCE =
      Pattern.compile("nextval\\((\\d+)::(?:pg_catalog\\.)?regclass\\)");

  /// Constraints that are indexes have an OID of their own, which nothing else is near to.
  private static final int CONSTRAINTS_FROM = 1 << 30;

  private SystemTexts() {}

  static int constraintId(IndexDescriptor index) {
    return CONSTRAINTS_FROM + index.id();
  }

  /// Returns whether a relation is found by its bare name; null if there is none.
  public static @Nullable Boolean isVisible(long oid, List<String> path, CatalogSnapshot catalog) {
    Descriptor found = catalog.find((int) oid);
    if (found instanceof Relation relation) {
      return PgRows.isVisible(relation, path, catalog);
    }
    TableDescriptor table = tableOfIndex(oid, catalog);
    return table == null ? null : path.contains(catalog.schemaName(table.schema()));
  }

  private static @Nullable TableDescriptor tableOfIndex(long oid, CatalogSnapshot catalog) {
    for (Descriptor descriptor : catalog.all()) {
      if (descriptor instanceof TableDescriptor table
          && table.indexes().stream().anyMatch(index -> index.id() == oid)) {
        return table;
      }
    }
    return null;
  }

  /// Returns the name of an index, with its schema unless that is searched; null if there is none.
  public static @Nullable String nameOfIndex(long oid, List<String> path, CatalogSnapshot catalog) {
    TableDescriptor table = tableOfIndex(oid, catalog);
    if (table == null) {
      return null;
    }
    IndexDescriptor index =
        table.indexes().stream().filter(i -> i.id() == oid).findFirst().orElseThrow();
    String schema = catalog.schemaName(table.schema());
    return path.contains(schema) ? index.name() : schema + "." + index.name();
  }

  /// Returns a default as PostgreSQL shows it, sequences by their names; null if there is none.
  ///
  /// @param path names of schemas whose sequences need no schema before their names
  static @Nullable String defaultOf(
      ColumnDescriptor column, List<String> path, CatalogSnapshot catalog) {
    String text = column.defaultText();
    if (text == null) {
      return null;
    }
    Matcher matcher = SEQUENCE.matcher(text);
    if (matcher.find()
        && catalog.find(Integer.parseInt(matcher.group(1)))
            instanceof SequenceDescriptor sequence) {
      String schema = catalog.schemaName(sequence.schema());
      String prefix = path.contains(schema) ? "" : schema + ".";
      return "nextval('" + prefix + sequence.name() + "'::regclass)";
    }
    return text;
  }

  /// Returns the statement that makes an index; null if there is none of that OID.
  ///
  /// @param part which of its columns alone, counted from 1; 0 for the statement
  public static @Nullable String index(long oid, int part, CatalogSnapshot catalog) {
    TableDescriptor table = tableOfIndex(oid, catalog);
    if (table == null) {
      return null;
    }
    IndexDescriptor index =
        table.indexes().stream().filter(i -> i.id() == oid).findFirst().orElseThrow();
    if (part > 0) {
      return part <= index.parts().size() ? part(table, index.parts().get(part - 1)) : "";
    }
    List<String> parts = new ArrayList<>();
    for (IndexDescriptor.Part one : index.parts()) {
      String order = one.descending() ? " DESC" : "";
      boolean usual = one.nullsFirst() == one.descending();
      String nulls = usual ? "" : one.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
      parts.add(part(table, one) + order + nulls);
    }
    String include =
        index.include().isEmpty()
            ? ""
            : " INCLUDE (" + String.join(", ", names(table, index.include())) + ")";
    String where = index.predicate() == null ? "" : " WHERE (" + index.predicate() + ")";
    return "CREATE "
        + (index.unique() ? "UNIQUE " : "")
        + "INDEX "
        + index.name()
        + " ON "
        + catalog.schemaName(table.schema())
        + "."
        + table.name()
        + " USING btree ("
        + String.join(", ", parts)
        + ")"
        + include
        + (index.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "")
        + where;
  }

  private static String part(TableDescriptor table, IndexDescriptor.Part part) {
    String expression = part.expression();
    if (expression == null) {
      return table.columnById(part.column()).name();
    }
    return expression.matches("[a-z_.]+\\(.*\\)") ? expression : "(" + expression + ")";
  }

  private static List<String> names(TableDescriptor table, List<Integer> columns) {
    return columns.stream().map(id -> table.columnById(id).name()).toList();
  }

  /// Returns a constraint as `ADD CONSTRAINT` would have it; null if there is none of that OID.
  public static @Nullable String constraint(long oid, CatalogSnapshot catalog) {
    for (Descriptor descriptor : catalog.all()) {
      if (!(descriptor instanceof TableDescriptor table)) {
        continue;
      }
      for (IndexDescriptor index : table.indexes()) {
        if (constraintId(index) == oid) {
          return (index.primary() ? "PRIMARY KEY (" : "UNIQUE (")
              + String.join(", ", names(table, index.columns()))
              + ")";
        }
      }
      for (CheckDescriptor check : table.checks()) {
        if (check.id() == oid) {
          return "CHECK ((" + check.condition() + "))";
        }
      }
      for (ForeignKeyDescriptor key : table.foreignKeys()) {
        if (key.id() == oid) {
          return foreignKey(table, key, catalog);
        }
      }
    }
    return null;
  }

  private static String foreignKey(
      TableDescriptor table, ForeignKeyDescriptor key, CatalogSnapshot catalog) {
    TableDescriptor parent = catalog.table(key.table());
    String schema = catalog.schemaName(parent.schema());
    return "FOREIGN KEY ("
        + String.join(", ", names(table, key.columns()))
        + ") REFERENCES "
        + (schema.equals("public") ? "" : schema + ".")
        + parent.name()
        + "("
        + String.join(", ", names(parent, key.referenced()))
        + ")"
        + action(" ON UPDATE ", key.onUpdate())
        + action(" ON DELETE ", key.onDelete())
        + (key.deferrable() ? " DEFERRABLE" : "")
        + (key.initiallyDeferred() ? " INITIALLY DEFERRED" : "");
  }

  private static String action(String words, ActionKind action) {
    return action == ActionKind.NO_ACTION ? "" : words + action.name().replace('_', ' ');
  }
}
