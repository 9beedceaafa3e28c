package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.JsonText;
import io.halcyon.sql.value.Json;
import io.halcyon.sql.value.Numeric;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Functions and operators of `jsonb`: PostgreSQL's `jsonfuncs.c`.
final class JsonbFunctions {
  private JsonbFunctions() {}

  static void define(KernelTable table) {
    table.two("jsonb_object_field", (Json a, String key) -> field(a, key));
    table.two("jsonb_object_field_text", (Json a, String key) -> text(field(a, key)));
    table.two("jsonb_array_element", (Json a, Integer i) -> element(a, i));
    table.two("jsonb_array_element_text", (Json a, Integer i) -> text(element(a, i)));
    table.two("jsonb_extract_path", JsonPaths::get);
    table.two("jsonb_extract_path_text", (Json a, SqlArray path) -> text(JsonPaths.get(a, path)));
    table.one("jsonb_typeof", JsonbFunctions::typeName);
    table.one("jsonb_array_length", JsonbFunctions::length);
    table.one("jsonb_pretty", JsonText::pretty);
    table.one("jsonb_strip_nulls", JsonbFunctions::stripped);
    testing(table);
    changing(table);
    sets(table);
    casts(table);
  }

  private static @Nullable Json field(Json json, String key) {
    return json instanceof Json.Members(var members) ? members.get(key) : null;
  }

  private static @Nullable Json element(Json json, int index) {
    return switch (json) {
      case Json.Array(var elements) -> Json.at(elements, index);
      case Json.Members _ -> null;
      // PostgreSQL keeps a scalar as an array of one
      default -> index == 0 || index == -1 ? json : null;
    };
  }

  static @Nullable String text(@Nullable Json json) {
    return switch (json) {
      case null -> null;
      case Json.Null _ -> null;
      case Json.Text(String value) -> value;
      default -> JsonText.write(json);
    };
  }

  static String typeName(Json json) {
    return switch (json) {
      case Json.Null _ -> "null";
      case Json.Bool _ -> "boolean";
      case Json.Numeral _ -> "number";
      case Json.Text _ -> "string";
      case Json.Array _ -> "array";
      case Json.Members _ -> "object";
    };
  }

  private static int length(Json json) {
    return switch (json) {
      case Json.Array(var elements) -> elements.size();
      case Json.Members _ -> throw JsonFunctions.cannot("get array length of a non-array");
      default -> throw JsonFunctions.cannot("get array length of a scalar");
    };
  }

  private static Json stripped(Json json) {
    return switch (json) {
      case Json.Array(var elements) ->
          new Json.Array(elements.stream().map(JsonbFunctions::stripped).toList());
      case Json.Members(var members) -> {
        SortedMap<String, Json> kept = new TreeMap<>(Json.KEY_ORDER);
        members.forEach((key, value) -> {
          if (!(value instanceof Json.Null)) {
            kept.put(key, stripped(value));
          }
        });
        yield new Json.Members(kept);
      }
      default -> json;
    };
  }

  private static void testing(KernelTable table) {
    table.two("jsonb_contains", (Json a, Json b) -> contains(a, b, true));
    table.two("jsonb_contained", (Json a, Json b) -> contains(b, a, true));
    table.two("jsonb_exists", (Json a, String key) -> exists(a, key));
    table.two(
        "jsonb_exists_any",
        (Json a, SqlArray keys) ->
            keys.list().stream().anyMatch(key -> key instanceof String name && exists(a, name)));
    table.two(
        "jsonb_exists_all",
        (Json a, SqlArray keys) ->
            keys.list().stream().allMatch(key -> !(key instanceof String name) || exists(a, name)));
  }

  /// An array may contain a scalar at the top alone.
  private static boolean contains(Json whole, Json part, boolean top) {
    if (whole instanceof Json.Members(var members) && part instanceof Json.Members(var wanted)) {
      for (Map.Entry<String, Json> entry : wanted.entrySet()) {
        @Nullable Json value = members.get(entry.getKey());
        if (value == null || !contains(value, entry.getValue(), false)) {
          return false;
        }
      }
      return true;
    }
    if (whole instanceof Json.Array(var elements)) {
      if (part instanceof Json.Array(var wanted)) {
        return wanted.stream()
            .allMatch(each -> elements.stream().anyMatch(have -> contains(have, each, false)));
      }
      boolean scalar = !(part instanceof Json.Members);
      return top && scalar && elements.stream().anyMatch(have -> contains(have, part, false));
    }
    return whole.equals(part);
  }

  private static boolean exists(Json json, String key) {
    return switch (json) {
      case Json.Members(var members) -> members.containsKey(key);
      case Json.Array(var elements) -> elements.contains(new Json.Text(key));
      case Json.Text(String value) -> value.equals(key);
      default -> false;
    };
  }

  private static void changing(KernelTable table) {
    table.two("jsonb_concat", JsonbFunctions::concatenated);
    table.two("jsonb_delete", (Json a, String key) -> without(a, Set.of(key)));
    table.two("jsonb_delete_idx", (Json a, Integer index) -> withoutIndex(a, index));
    table.two("jsonb_delete_array", (Json a, SqlArray keys) -> without(a, names(keys)));
    table.two(
        "jsonb_delete_path",
        (Json a, SqlArray path) ->
            changed(a, path, JsonPaths.Change.DELETE, new Json.Null(), "delete path in scalar"));
    table.four(
        "jsonb_set",
        (Json a, SqlArray path, Json value, Boolean create) ->
            changed(
                a,
                path,
                create ? JsonPaths.Change.SET : JsonPaths.Change.REPLACE,
                value,
                "set path in scalar"));
    table.four(
        "jsonb_insert",
        (Json a, SqlArray path, Json value, Boolean after) ->
            changed(
                a,
                path,
                after ? JsonPaths.Change.INSERT_AFTER : JsonPaths.Change.INSERT_BEFORE,
                value,
                "set path in scalar"));
    table.any("jsonb_set_lax", (a, _) -> setLax(a));
  }

  private static Set<String> names(SqlArray keys) {
    Set<String> names = new HashSet<>();
    for (@Nullable Object key : keys.elements()) {
      if (key instanceof String name) {
        names.add(name);
      }
    }
    return names;
  }

  private static @Nullable Object setLax(@Nullable Object[] a) {
    if (a[0] == null || a[1] == null || a[3] == null) {
      return null;
    }
    if (a[4] == null) {
      throw Failures.invalidParameter(
          "null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\","
              + " or \"raise_exception\"");
    }
    Json json = (Json) a[0];
    SqlArray path = (SqlArray) a[1];
    boolean create = (Boolean) Objects.requireNonNull(a[3]);
    JsonPaths.Change set = create ? JsonPaths.Change.SET : JsonPaths.Change.REPLACE;
    if (a[2] != null) {
      return changed(json, path, set, (Json) a[2], "set path in scalar");
    }
    return switch ((String) a[4]) {
      case "raise_exception" ->
          throw new SqlError(SqlState.NULL_VALUE_NOT_ALLOWED, "JSON value must not be null")
              .withDetail(
                  "Exception was raised because null_value_treatment is \"raise_exception\".")
              .withHint(
                  "To avoid, either change the null_value_treatment argument or ensure that an"
                      + " SQL NULL is not passed.");
      case "use_json_null" -> changed(json, path, set, new Json.Null(), "set path in scalar");
      case "delete_key" ->
          changed(json, path, JsonPaths.Change.DELETE, new Json.Null(), "delete path in scalar");
      case "return_target" -> json;
      default ->
          throw Failures.invalidParameter(
              "null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\","
                  + " or \"raise_exception\"");
    };
  }

  private static Json changed(
      Json json, SqlArray path, JsonPaths.Change change, Json value, String action) {
    if (path.dimensions() > 1) {
      throw new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts");
    }
    boolean container = json instanceof Json.Array || json instanceof Json.Members;
    if (!container) {
      throw JsonFunctions.cannot(action);
    }
    return JsonPaths.change(json, path, 0, change, value);
  }

  private static Json concatenated(Json a, Json b) {
    if (a instanceof Json.Members(var left) && b instanceof Json.Members(var right)) {
      SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
      members.putAll(left);
      members.putAll(right);
      return new Json.Members(members);
    }
    List<Json> elements = new ArrayList<>(asElements(a));
    elements.addAll(asElements(b));
    return new Json.Array(elements);
  }

  private static List<Json> asElements(Json json) {
    return json instanceof Json.Array(var elements) ? elements : List.of(json);
  }

  private static Json without(Json json, Set<String> keys) {
    return switch (json) {
      case Json.Members(var members) -> {
        SortedMap<String, Json> kept = new TreeMap<>(Json.KEY_ORDER);
        kept.putAll(members);
        kept.keySet().removeAll(keys);
        yield new Json.Members(kept);
      }
      case Json.Array(var elements) ->
          new Json.Array(
              elements.stream()
                  .filter(each -> !(each instanceof Json.Text(String text) && keys.contains(text)))
                  .toList());
      default -> throw JsonFunctions.cannot("delete from scalar");
    };
  }

  private static Json withoutIndex(Json json, int index) {
    return switch (json) {
      case Json.Array(var elements) -> {
        int position = index < 0 ? elements.size() + index : index;
        if (position < 0 || position >= elements.size()) {
          yield json;
        }
        List<Json> kept = new ArrayList<>(elements);
        kept.remove(position);
        yield new Json.Array(kept);
      }
      case Json.Members _ -> throw JsonFunctions.cannot("delete from object using integer index");
      default -> throw JsonFunctions.cannot("delete from scalar");
    };
  }

  private static void sets(KernelTable table) {
    table.rows("jsonb_array_elements", (a, _) -> elements((Json) Objects.requireNonNull(a[0])));
    table.rows(
        "jsonb_array_elements_text",
        (a, _) -> {
          List<@Nullable Object> rows = new ArrayList<>();
          for (Json element : elements((Json) Objects.requireNonNull(a[0]))) {
            rows.add(text(element));
          }
          return rows;
        });
    table.rows(
        "jsonb_object_keys",
        (a, _) -> {
          Json json = (Json) Objects.requireNonNull(a[0]);
          return switch (json) {
            case Json.Members(var members) -> List.copyOf(members.keySet());
            case Json.Array _ -> throw JsonFunctions.cannot("call jsonb_object_keys on an array");
            default -> throw JsonFunctions.cannot("call jsonb_object_keys on a scalar");
          };
        });
    table.rows("jsonb_each", (a, _) -> each((Json) Objects.requireNonNull(a[0]), false));
    table.rows("jsonb_each_text", (a, _) -> each((Json) Objects.requireNonNull(a[0]), true));
  }

  private static List<Json> elements(Json json) {
    return switch (json) {
      case Json.Array(var elements) -> elements;
      case Json.Members _ -> throw JsonFunctions.cannot("extract elements from an object");
      default -> throw JsonFunctions.cannot("extract elements from a scalar");
    };
  }

  private static List<Object> each(Json json, boolean asText) {
    if (!(json instanceof Json.Members(var members))) {
      throw JsonFunctions.cannot(
          "call " + (asText ? "jsonb_each_text" : "jsonb_each") + " on a non-object");
    }
    List<Object> rows = new ArrayList<>();
    members.forEach(
        (key, value) -> rows.add(new @Nullable Object[] {key, asText ? text(value) : value}));
    return rows;
  }

  private static void casts(KernelTable table) {
    table.one("jsonb_bool", JsonbFunctions::toBoolean);
    table.one("jsonb_numeric", (Json a) -> number(a, "numeric"));
    table.one(
        "jsonb_int2",
        (Json a) -> (int) NumericFunctions.integer(number(a, "smallint"), 15, "smallint"));
    table.one(
        "jsonb_int4",
        (Json a) -> (int) NumericFunctions.integer(number(a, "integer"), 31, "integer"));
    table.one(
        "jsonb_int8", (Json a) -> NumericFunctions.integer(number(a, "bigint"), 63, "bigint"));
    table.one(
        "jsonb_float4",
        (Json a) -> FloatFunctions.toReal(NumericFunctions.toDouble(number(a, "real"))));
    table.one("jsonb_float8", (Json a) -> NumericFunctions.toDouble(number(a, "double precision")));
  }

  private static SqlError cannotCast(Json json, String typeName) {
    String kind =
        switch (json) {
          case Json.Numeral _ -> "numeric";
          case Json.Array _, Json.Members _, Json.Null _, Json.Bool _, Json.Text _ ->
              typeName(json);
        };
    return Failures.invalidParameter("cannot cast jsonb " + kind + " to type " + typeName);
  }

  private static boolean toBoolean(Json json) {
    if (json instanceof Json.Bool(boolean value)) {
      return value;
    }
    throw cannotCast(json, "boolean");
  }

  private static Numeric number(Json json, String typeName) {
    if (json instanceof Json.Numeral(Numeric value)) {
      return value;
    }
    throw cannotCast(json, typeName);
  }
}
