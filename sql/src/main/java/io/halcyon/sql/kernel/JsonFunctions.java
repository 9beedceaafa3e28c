package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.text.JsonNode;
import io.halcyon.sql.text.JsonParser;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Functions of `json`, which is text: parts of it are given back as they were written.
final class JsonFunctions {
  private JsonFunctions() {}

  static void define(KernelTable table) {
    table.two("json_object_field", (String a, String key) -> raw(a, field(a, parse(a), key)));
    table.two("json_object_field_text", (String a, String key) -> text(a, field(a, parse(a), key)));
    table.two("json_array_element", (String a, Integer i) -> raw(a, element(parse(a), i)));
    table.two("json_array_element_text", (String a, Integer i) -> text(a, element(parse(a), i)));
    table.two("json_extract_path", (String a, SqlArray path) -> raw(a, at(a, path)));
    table.two("json_extract_path_text", (String a, SqlArray path) -> text(a, at(a, path)));
    table.one("json_typeof", (String a) -> typeName(parse(a)));
    table.one("json_array_length", JsonFunctions::length);
    table.one("json_strip_nulls", JsonFunctions::stripped);
    table.rows("json_array_elements", (a, _) -> elements(a, false));
    table.rows("json_array_elements_text", (a, _) -> elements(a, true));
    table.rows("json_object_keys", (a, _) -> keys((String) Objects.requireNonNull(a[0])));
    table.rows("json_each", (a, _) -> each((String) Objects.requireNonNull(a[0]), false));
    table.rows("json_each_text", (a, _) -> each((String) Objects.requireNonNull(a[0]), true));
  }

  static JsonNode parse(String json) {
    return JsonParser.parse(json, true);
  }

  static @Nullable String raw(String json, @Nullable JsonNode node) {
    return node == null ? null : json.substring(node.start(), node.end());
  }

  /// Returns the text of a scalar, or the JSON of anything else; null for JSON's null.
  static @Nullable String text(String json, @Nullable JsonNode node) {
    if (node == null || node.kind() == JsonNode.Kind.NULL) {
      return null;
    }
    return node.kind() == JsonNode.Kind.STRING
        ? node.string()
        : json.substring(node.start(), node.end());
  }

  /// Returns the last member of a name.
  private static @Nullable JsonNode field(String json, JsonNode node, String key) {
    if (node.kind() != JsonNode.Kind.OBJECT) {
      return null;
    }
    @Nullable JsonNode found = null;
    for (JsonNode.Member member : node.members()) {
      if (member.key().equals(key)) {
        found = member.value();
      }
    }
    return found;
  }

  private static @Nullable JsonNode element(JsonNode node, int index) {
    if (node.kind() != JsonNode.Kind.ARRAY) {
      return null;
    }
    int size = node.members().size();
    int position = index < 0 ? size + index : index;
    return position >= 0 && position < size ? node.members().get(position).value() : null;
  }

  private static @Nullable JsonNode at(String json, SqlArray path) {
    @Nullable JsonNode node = parse(json);
    for (@Nullable Object step : path.elements()) {
      if (!(step instanceof String name) || node == null) {
        return null;
      }
      if (node.kind() == JsonNode.Kind.ARRAY) {
        @Nullable Integer index = JsonPaths.index(name);
        node = index == null ? null : element(node, index);
      } else {
        node = field(json, node, name);
      }
    }
    return node;
  }

  private static String typeName(JsonNode node) {
    return switch (node.kind()) {
      case TRUE, FALSE -> "boolean";
      default -> node.kind().name().toLowerCase(Locale.ROOT);
    };
  }

  static SqlError cannot(String what) {
    return Failures.invalidParameter("cannot " + what);
  }

  private static int length(String json) {
    JsonNode node = parse(json);
    return switch (node.kind()) {
      case ARRAY -> node.members().size();
      case OBJECT -> throw cannot("get array length of a non-array");
      default -> throw cannot("get array length of a scalar");
    };
  }

  private static List<@Nullable Object> elements(@Nullable Object[] arguments, boolean asText) {
    String json = (String) Objects.requireNonNull(arguments[0]);
    JsonNode node = parse(json);
    String function = asText ? "json_array_elements_text" : "json_array_elements";
    if (node.kind() != JsonNode.Kind.ARRAY) {
      throw cannot(
          node.kind() == JsonNode.Kind.OBJECT
              ? "call " + function + " on a non-array"
              : "call " + function + " on a scalar");
    }
    List<@Nullable Object> rows = new ArrayList<>();
    for (JsonNode.Member member : node.members()) {
      rows.add(asText ? text(json, member.value()) : raw(json, member.value()));
    }
    return rows;
  }

  private static List<Object> keys(String json) {
    JsonNode node = parse(json);
    if (node.kind() != JsonNode.Kind.OBJECT) {
      throw cannot(
          node.kind() == JsonNode.Kind.ARRAY
              ? "call json_object_keys on an array"
              : "call json_object_keys on a scalar");
    }
    List<Object> keys = new ArrayList<>();
    node.members().forEach(member -> keys.add(member.key()));
    return keys;
  }

  private static List<Object> each(String json, boolean asText) {
    JsonNode node = parse(json);
    if (node.kind() != JsonNode.Kind.OBJECT) {
      throw cannot(
          node.kind() == JsonNode.Kind.ARRAY
              ? "deconstruct an array as an object"
              : "deconstruct a scalar");
    }
    List<Object> rows = new ArrayList<>();
    for (JsonNode.Member member : node.members()) {
      rows.add(
          new @Nullable Object[] {
            member.key(), asText ? text(json, member.value()) : raw(json, member.value())
          });
    }
    return rows;
  }

  private static String stripped(String json) {
    StringBuilder result = new StringBuilder();
    strip(json, parse(json), result);
    return result.toString();
  }

  private static void strip(String json, JsonNode node, StringBuilder result) {
    boolean object = node.kind() == JsonNode.Kind.OBJECT;
    if (!object && node.kind() != JsonNode.Kind.ARRAY) {
      if (node.kind() == JsonNode.Kind.STRING) {
        io.halcyon.sql.text.JsonText.quote(result, node.string());
      } else {
        result.append(json, node.start(), node.end());
      }
      return;
    }
    result.append(object ? '{' : '[');
    String separator = "";
    for (JsonNode.Member member : node.members()) {
      if (object && member.value().kind() == JsonNode.Kind.NULL) {
        continue;
      }
      result.append(separator);
      if (object) {
        io.halcyon.sql.text.JsonText.quote(result, member.key());
        result.append(':');
      }
      strip(json, member.value(), result);
      separator = ",";
    }
    result.append(object ? '}' : ']');
  }
}
