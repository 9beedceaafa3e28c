package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.jsonpath.JsonPath;
import io.halcyon.sql.jsonpath.PathEvaluation;
import io.halcyon.sql.value.Json;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `jsonb_path_…`, `@?` and `@@`.
final class JsonPathFunctions {
  private static final Json NO_VARIABLES = new Json.Members(new TreeMap<>());

  private JsonPathFunctions() {}

  static void define(KernelTable table) {
    table.any("jsonb_path_exists", (a, _) -> exists(a));
    table.any("jsonb_path_match", (a, _) -> match(a));
    table.any("jsonb_path_query_array", (a, _) -> new Json.Array(items(a)));
    table.any(
        "jsonb_path_query_first",
        (a, _) -> {
          List<Json> items = items(a);
          return items.isEmpty() ? null : items.getFirst();
        });
    table.rows("jsonb_path_query", (a, _) -> items(a));
    table.two(
        "jsonb_path_exists_opr",
        (Json a, JsonPath path) -> exists(new @Nullable Object[] {a, path, NO_VARIABLES, true}));
    table.two(
        "jsonb_path_match_opr",
        (Json a, JsonPath path) -> match(new @Nullable Object[] {a, path, NO_VARIABLES, true}));
  }

  /// Returns the items; none where an error is silent.
  private static List<Json> items(@Nullable Object[] a) {
    @Nullable List<Json> items = found(a);
    return items == null ? List.of() : items;
  }

  /// Returns the items; null where an error is silent.
  private static @Nullable List<Json> found(@Nullable Object[] a) {
    Json variables = (Json) Objects.requireNonNull(a[2]);
    boolean silent = Boolean.TRUE.equals(a[3]);
    if (!(variables instanceof Json.Members)) {
      throw Failures.invalidParameter("\"vars\" argument is not an object")
          .withDetail(
              "Jsonpath parameters should be encoded as key-value pairs of \"vars\" object.");
    }
    try {
      return PathEvaluation.items(
          (JsonPath) Objects.requireNonNull(a[1]), (Json) Objects.requireNonNull(a[0]), variables);
    } catch (SqlError error) {
      boolean mayBeSilent =
          !error.sqlState().equals(SqlState.UNDEFINED_OBJECT)
              && !error.sqlState().equals(SqlState.FEATURE_NOT_SUPPORTED);
      if (silent && mayBeSilent) {
        return null;
      }
      throw error;
    }
  }

  private static @Nullable Boolean exists(@Nullable Object[] a) {
    @Nullable List<Json> items = found(a);
    return items == null ? null : (Boolean) !items.isEmpty();
  }

  private static @Nullable Boolean match(@Nullable Object[] a) {
    @Nullable List<Json> items = found(a);
    if (items != null && items.size() == 1) {
      if (items.getFirst() instanceof Json.Bool(boolean value)) {
        return value;
      }
      if (items.getFirst() instanceof Json.Null) {
        return null;
      }
    }
    if (items == null || Boolean.TRUE.equals(a[3])) {
      return null;
    }
    throw new SqlError(
        SqlState.SINGLETON_SQL_JSON_ITEM_REQUIRED, "single boolean result is expected");
  }
}
