package io.halcyon.sql.text;

import io.halcyon.sql.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Text of `json` and `jsonb`.
public final class JsonText {
  private static final int INDENT = 4;

  private JsonText() {}

  /// Returns the text itself, once it is known to be JSON: what `json` keeps.
  static String validated(String text) {
    var _ = JsonParser.parse(text, false);
    return text;
  }

  /// Reads a `jsonb`.
  public static Json read(String text) {
    return value(text, JsonParser.parse(text, true));
  }

  /// Returns the value of a part of `text`.
  public static Json value(String text, JsonNode node) {
    return switch (node.kind()) {
      case NULL -> new Json.Null();
      case TRUE -> new Json.Bool(true);
      case FALSE -> new Json.Bool(false);
      case NUMBER -> new Json.Numeral(NumericText.read(text.substring(node.start(), node.end())));
      case STRING -> new Json.Text(node.string());
      case ARRAY -> {
        List<Json> elements = new ArrayList<>(node.members().size());
        for (JsonNode.Member member : node.members()) {
          elements.add(value(text, member.value()));
        }
        yield new Json.Array(elements);
      }
      case OBJECT -> {
        SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
        for (JsonNode.Member member : node.members()) {
          members.put(member.key(), value(text, member.value()));
        }
        yield new Json.Members(members);
      }
    };
  }

  /// Writes a `jsonb`.
  public static String write(Json json) {
    StringBuilder text = new StringBuilder();
    append(text, json);
    return text.toString();
  }

  private static void append(StringBuilder text, Json json) {
    switch (json) {
      case Json.Array(List<Json> elements) -> {
        text.append('[');
        String separator = "";
        for (Json element : elements) {
          text.append(separator);
          append(text, element);
          separator = ", ";
        }
        text.append(']');
      }
      case Json.Members(SortedMap<String, Json> members) -> {
        text.append('{');
        String separator = "";
        for (Map.Entry<String, Json> member : members.entrySet()) {
          text.append(separator);
          quote(text, member.getKey());
          text.append(": ");
          append(text, member.getValue());
          separator = ", ";
        }
        text.append('}');
      }
      default -> appendScalar(text, json);
    }
  }

  private static void appendScalar(StringBuilder text, Json json) {
    switch (json) {
      case Json.Null _ -> text.append("null");
      case Json.Bool(boolean value) -> text.append(value);
      case Json.Numeral(var value) -> text.append(value);
      case Json.Text(String value) -> quote(text, value);
      case Json.Array _, Json.Members _ -> throw new IllegalStateException("not a scalar");
    }
  }

  /// Writes each element and member on a line of its own.
  public static String pretty(Json json) {
    StringBuilder text = new StringBuilder();
    pretty(text, json, 0);
    return text.toString();
  }

  private static void pretty(StringBuilder text, Json json, int level) {
    switch (json) {
      case Json.Array(List<Json> elements) -> {
        text.append('[');
        String separator = "\n";
        for (Json element : elements) {
          text.append(separator).append(" ".repeat((level + 1) * INDENT));
          pretty(text, element, level + 1);
          separator = ",\n";
        }
        text.append('\n').append(" ".repeat(level * INDENT)).append(']');
      }
      case Json.Members(SortedMap<String, Json> members) -> {
        text.append('{');
        String separator = "\n";
        for (Map.Entry<String, Json> member : members.entrySet()) {
          text.append(separator).append(" ".repeat((level + 1) * INDENT));
          quote(text, member.getKey());
          text.append(": ");
          pretty(text, member.getValue(), level + 1);
          separator = ",\n";
        }
        text.append('\n').append(" ".repeat(level * INDENT)).append('}');
      }
      default -> appendScalar(text, json);
    }
  }

  /// Appends a string in quotes, with what must be escaped.
  public static void quote(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ') {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
