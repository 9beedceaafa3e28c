package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.JsonText;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Json;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Functions that make JSON of other values.
final class JsonBuildFunctions {
  private JsonBuildFunctions() {}

  static void define(KernelTable table) {
    table.typed("to_json", types -> (a, s) -> json(types.arguments().getFirst(), a[0], false, s));
    table.typed(
        "to_jsonb", types -> (a, s) -> JsonBuild.toJson(types.arguments().getFirst(), a[0], s));
    for (String name : List.of("array_to_json", "row_to_json")) {
      table.typed(name, types -> (a, s) -> json(types.arguments().getFirst(), a[0], false, s));
      table.typed(
          name + "_pretty",
          types ->
              (a, s) -> json(types.arguments().getFirst(), a[0], Boolean.TRUE.equals(a[1]), s));
    }
    table.typed("json_build_array", types -> (a, s) -> array(given(types, a), s));
    table.any("json_build_array_noargs", (_, _) -> "[]");
    table.typed("json_build_object", types -> (a, s) -> object(given(types, a), s));
    table.any("json_build_object_noargs", (_, _) -> "{}");
    table.typed("jsonb_build_array", types -> (a, s) -> binaryArray(given(types, a), s));
    table.any("jsonb_build_array_noargs", (_, _) -> new Json.Array(List.of()));
    table.typed("jsonb_build_object", types -> (a, s) -> binaryObject(given(types, a), s));
    table.any("jsonb_build_object_noargs", (_, _) -> new Json.Members(new TreeMap<>()));
    table.one("json_object", (SqlArray a) -> textObject(pairs(a)));
    table.two(
        "json_object_two_arg", (SqlArray keys, SqlArray values) -> textObject(pairs(keys, values)));
    table.one("jsonb_object", (SqlArray a) -> JsonText.read(textObject(pairs(a))));
    table.two(
        "jsonb_object_two_arg",
        (SqlArray keys, SqlArray values) -> JsonText.read(textObject(pairs(keys, values))));
  }

  private static String json(
      SqlType type, @Nullable Object value, boolean lines, SessionContext session) {
    StringBuilder json = new StringBuilder();
    JsonBuild.append(json, type, value, lines, session);
    return json.toString();
  }

  /// A value with its type.
  private record Typed(SqlType type, @Nullable Object value) {}

  /// Returns the variadic arguments; null if their array is.
  private static @Nullable List<Typed> given(CallTypes types, @Nullable Object[] arguments) {
    List<Typed> given = new ArrayList<>();
    if (types.variadicArray()) {
      if (!(arguments[0] instanceof SqlArray array)) {
        return null;
      }
      for (@Nullable Object element : array.elements()) {
        given.add(new Typed(array.elementType(), element));
      }
      return given;
    }
    for (int i = 0; i < arguments.length; i++) {
      SqlType type = types.arguments().get(i);
      given.add(new Typed(type.equals(Types.UNKNOWN) ? Types.TEXT : type, arguments[i]));
    }
    return given;
  }

  private static @Nullable String array(@Nullable List<Typed> given, SessionContext session) {
    if (given == null) {
      return null;
    }
    StringBuilder json = new StringBuilder("[");
    String separator = "";
    for (Typed each : given) {
      json.append(separator);
      JsonBuild.append(json, each.type(), each.value(), session);
      separator = ", ";
    }
    return json.append(']').toString();
  }

  private static void requireEven(List<Typed> given, String function) {
    if (given.size() % 2 != 0) {
      throw Failures.invalidParameter("argument list must have even number of elements")
          .withHint(
              "The arguments of " + function + " must consist of alternating keys and values.");
    }
  }

  private static @Nullable String object(@Nullable List<Typed> given, SessionContext session) {
    if (given == null) {
      return null;
    }
    requireEven(given, "json_build_object()");
    StringBuilder json = new StringBuilder("{");
    String separator = "";
    for (int i = 0; i < given.size(); i += 2) {
      Typed key = given.get(i);
      if (key.value() == null) {
        throw Failures.invalidParameter("argument " + (i + 1) + " cannot be null")
            .withHint("Object keys should be text.");
      }
      json.append(separator);
      JsonText.quote(json, JsonBuild.key(key.type(), key.value(), session));
      json.append(" : ");
      JsonBuild.append(json, given.get(i + 1).type(), given.get(i + 1).value(), session);
      separator = ", ";
    }
    return json.append('}').toString();
  }

  private static @Nullable Json binaryArray(@Nullable List<Typed> given, SessionContext session) {
    if (given == null) {
      return null;
    }
    List<Json> elements = new ArrayList<>();
    for (Typed each : given) {
      elements.add(JsonBuild.toJson(each.type(), each.value(), session));
    }
    return new Json.Array(elements);
  }

  private static @Nullable Json binaryObject(@Nullable List<Typed> given, SessionContext session) {
    if (given == null) {
      return null;
    }
    requireEven(given, "jsonb_build_object()");
    SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
    for (int i = 0; i < given.size(); i += 2) {
      Typed key = given.get(i);
      if (key.value() == null) {
        throw Failures.invalidParameter("argument " + (i + 1) + ": key must not be null");
      }
      Typed value = given.get(i + 1);
      members.put(
          JsonBuild.key(key.type(), key.value(), session),
          JsonBuild.toJson(value.type(), value.value(), session));
    }
    return new Json.Members(members);
  }

  /// A key with its value, which may be null.
  private record Pair(@Nullable Object key, @Nullable Object value) {}

  private static List<Pair> pairs(SqlArray array) {
    List<Pair> pairs = new ArrayList<>();
    switch (array.dimensions()) {
      case 0, 1 -> {
        if (array.size() % 2 != 0) {
          throw new SqlError(
              SqlState.ARRAY_SUBSCRIPT_ERROR, "array must have even number of elements");
        }
      }
      case 2 -> {
        if (array.lengths()[1] != 2) {
          throw new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "array must have two columns");
        }
      }
      default ->
          throw new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts");
    }
    for (int i = 0; i < array.size(); i += 2) {
      pairs.add(new Pair(array.elements()[i], array.elements()[i + 1]));
    }
    return pairs;
  }

  private static List<Pair> pairs(SqlArray keys, SqlArray values) {
    if (keys.dimensions() > 1 || keys.dimensions() != values.dimensions()) {
      throw new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts");
    }
    if (keys.size() != values.size()) {
      throw new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "mismatched array dimensions");
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      pairs.add(new Pair(keys.elements()[i], values.elements()[i]));
    }
    return pairs;
  }

  private static String textObject(List<Pair> pairs) {
    StringBuilder json = new StringBuilder("{");
    String separator = "";
    for (Pair pair : pairs) {
      if (pair.key() == null) {
        throw new SqlError(
            SqlState.NULL_VALUE_NOT_ALLOWED, "null value not allowed for object key");
      }
      json.append(separator);
      JsonText.quote(json, (String) Objects.requireNonNull(pair.key()));
      json.append(" : ");
      if (pair.value() instanceof String text) {
        JsonText.quote(json, text);
      } else {
        json.append("null");
      }
      separator = ", ";
    }
    return json.append('}').toString();
  }
}
