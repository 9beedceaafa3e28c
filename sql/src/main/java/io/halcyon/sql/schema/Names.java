package io.halcyon.sql.schema;

import io.halcyon.sql.catalog.CatalogSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/// Names that the system chooses (PostgreSQL's `ChooseRelationName` and `makeObjectName`).
/// Stateless.
final class Names {
  private static final int BYTES_MAX = 63;

  private Names() {}

  /// Returns a name that no relation or index of a schema has, nor any of `taken`.
  static String relation(
      CatalogSnapshot snapshot,
      int schema,
      Collection<String> taken,
      String table,
      List<String> columns,
      String label) {
    String wanted = made(table, String.join("_", columns), label);
    String name = wanted;
    for (int i = 1; snapshot.taken(schema, name) || taken.contains(name); i++) {
      name = made(table, String.join("_", columns), label + i);
    }
    return name;
  }

  /// Returns a name that none of `taken` is.
  static String constraint(
      Collection<String> taken, String table, List<String> columns, String label) {
    String name = made(table, String.join("_", columns), label);
    for (int i = 1; taken.contains(name); i++) {
      name = made(table, String.join("_", columns), label + i);
    }
    return name;
  }

  private static String made(String table, String columns, String label) {
    String first = table;
    String second = columns;
    while (length(first) + length(second) + length(label) + 2 > BYTES_MAX) {
      if (first.length() > second.length()) {
        first = first.substring(0, first.length() - 1);
      } else {
        second = second.substring(0, second.length() - 1);
      }
    }
    return second.isEmpty() ? first + "_" + label : first + "_" + second + "_" + label;
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
