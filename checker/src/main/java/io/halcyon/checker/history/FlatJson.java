package io.halcyon.checker.history;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON object (RFC 8259) whose values are strings, integers, booleans or null: all that a
/// history line needs, so that this library needs no JSON library. Work and memory are linear in
/// the line's length.
public final class FlatJson {
  private final String line;
  private final Map<String, @Nullable Object> fields = new HashMap<>();
  private int position;

  private FlatJson(String line) {
    this.line = line;
  }

  public static String write(Map<String, @Nullable Object> fields) {
    StringBuilder out = new StringBuilder(128).append('{');
    fields.forEach((name, value) -> {
      if (out.length() > 1) {
        out.append(',');
      }
      quote(name, out);
      out.append(':');
      if (value instanceof String text) {
        quote(text, out);
      } else {
        out.append(value);
      }
    });
    return out.append('}').toString();
  }

  /// @throws IllegalArgumentException if the line is not such an object
  public static FlatJson read(String line) {
    FlatJson json = new FlatJson(line);
    json.object();
    return json;
  }

  /// Returns whether there is such a field, null or not.
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /// @throws IllegalArgumentException if the field is missing or not a string; the other accessors
  ///   refuse alike
  public String text(String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a string");
  }

  public String textOr(String name, String otherwise) {
    return fields.get(name) instanceof String text ? text : otherwise;
  }

  public @Nullable String nullableText(String name) {
    return has(name) && fields.get(name) == null ? null : text(name);
  }

  public long number(String name) {
    if (fields.get(name) instanceof Long number) {
      return number;
    }
    throw wrong(name, "an integer");
  }

  public @Nullable Long nullableNumber(String name) {
    return has(name) && fields.get(name) == null ? null : number(name);
  }

  public boolean flag(String name) {
    if (fields.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "true or false");
  }

  private static IllegalArgumentException wrong(String name, String expected) {
    return new IllegalArgumentException("field " + name + " must be " + expected);
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private void object() {
    expect('{');
    if (peek() == '}') {
      position++;
    } else {
      do {
        String name = string();
        expect(':');
        if (fields.containsKey(name)) {
          throw syntax("field " + name + " appears twice");
        }
        fields.put(name, value());
      } while (more());
    }
    skipBlank();
    if (position != line.length()) {
      throw syntax("text after the object");
    }
  }

  private boolean more() {
    char c = peek();
    position++;
    if (c != ',' && c != '}') {
      throw syntax("expected , or }");
    }
    return c == ',';
  }

  private @Nullable Object value() {
    char c = peek();
    if (c == '"') {
      return string();
    }
    int start = position;
    while (position < line.length() && ",} \t\r".indexOf(line.charAt(position)) < 0) {
      position++;
    }
    String word = line.substring(start, position);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> {
        try {
          yield Long.valueOf(word);
        } catch (NumberFormatException notInteger) {
          throw syntax("not an integer, string, boolean or null: " + word);
        }
      }
    };
  }

  private String string() {
    expect('"');
    StringBuilder text = new StringBuilder();
    while (position < line.length()) {
      char c = line.charAt(position++);
      if (c == '"') {
        return text.toString();
      }
      text.append(c == '\\' ? escape() : c);
    }
    throw syntax("string without end");
  }

  private char escape() {
    char c = position < line.length() ? line.charAt(position++) : ' ';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> {
        if (position + 4 > line.length()) {
          throw syntax("escape cut off");
        }
        position += 4;
        try {
          yield (char) Integer.parseInt(line, position - 4, position, 16);
        } catch (NumberFormatException notHex) {
          throw syntax("bad \\u escape");
        }
      }
      default -> throw syntax("unknown escape");
    };
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw syntax("expected " + wanted);
    }
    position++;
  }

  private char peek() {
    skipBlank();
    if (position >= line.length()) {
      throw syntax("line is cut off");
    }
    return line.charAt(position);
  }

  private void skipBlank() {
    while (position < line.length() && " \t\r".indexOf(line.charAt(position)) >= 0) {
      position++;
    }
  }

  private IllegalArgumentException syntax(String what) {
    return new IllegalArgumentException(what + " at character " + (position + 1));
  }
}
