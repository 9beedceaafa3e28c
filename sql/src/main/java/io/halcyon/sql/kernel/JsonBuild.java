package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.JsonText;
import io.halcyon.sql.text.NumericText;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Json;
import io.halcyon.sql.value.Row;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes JSON of values of any type: `datum_to_json` of PostgreSQL's `json.c`, and the same for
/// `jsonb`.
public final class JsonBuild {
  private JsonBuild() {}

  /// Returns whether a type's JSON is an array or object by its nature.
  public static boolean isStructured(SqlType type) {
    return type.isArray() || type.equals(Types.RECORD);
  }

  /// Appends a value as `json` text.
  public static void append(
      StringBuilder json, SqlType type, @Nullable Object value, SessionContext session) {
    append(json, type, value, false, session);
  }

  static void append(
      StringBuilder json,
      SqlType type,
      @Nullable Object value,
      boolean lines,
      SessionContext session) {
    switch (value) {
      case null -> json.append("null");
      case Boolean bool -> json.append(bool);
      case SqlArray array -> appendArray(json, array, lines, session);
      case Row row -> appendRow(json, row, lines, session);
      default -> appendScalar(json, type, value, session);
    }
  }

  private static void appendScalar(
      StringBuilder json, SqlType type, Object value, SessionContext session) {
    String text = text(type, value, session);
    if (type.equals(Types.JSON) || type.equals(Types.JSONB) || isNumber(type, text)) {
      json.append(text);
    } else {
      JsonText.quote(json, text);
    }
  }

  /// Of numbers, `NaN` and infinities are strings; `oid` and `money` are no numbers.
  private static boolean isNumber(SqlType type, String text) {
    return switch (type.name()) {
      case "int2", "int4", "int8", "float4", "float8", "numeric" -> NumericText.isNumber(text);
      default -> false;
    };
  }

  private static String text(SqlType type, Object value, SessionContext session) {
    String text = TextFormats.write(type, value, session);
    return switch (type.oid()) {
      case Types.TIMESTAMP_OID -> text.replaceFirst(" ", "T");
      case Types.TIMESTAMPTZ_OID -> withMinutes(text.replaceFirst(" ", "T"));
      default -> text;
    };
  }

  /// In JSON an offset has minutes: `+00:00`.
  private static String withMinutes(String text) {
    int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
    int era = text.indexOf(" BC");
    int end = era < 0 ? text.length() : era;
    boolean hoursAlone = sign > text.indexOf('T') && text.indexOf('T') > 0 && end - sign == 3;
    return hoursAlone ? text.substring(0, end) + ":00" + text.substring(end) : text;
  }

  private static void appendArray(
      StringBuilder json, SqlArray array, boolean lines, SessionContext session) {
    if (array.size() == 0) {
      json.append("[]");
      return;
    }
    var _ = appendDimension(json, array, 0, 0, lines, session);
  }

  private static int appendDimension(
      StringBuilder json,
      SqlArray array,
      int dimension,
      int first,
      boolean lines,
      SessionContext session) {
    int next = first;
    json.append('[');
    for (int i = 0; i < array.lengths()[dimension]; i++) {
      if (i > 0) {
        json.append(lines && dimension == 0 ? ",\n " : ",");
      }
      if (dimension + 1 < array.dimensions()) {
        next = appendDimension(json, array, dimension + 1, next, false, session);
      } else {
        append(json, array.elementType(), array.elements()[next++], false, session);
      }
    }
    json.append(']');
    return next;
  }

  private static void appendRow(
      StringBuilder json, Row row, boolean lines, SessionContext session) {
    json.append('{');
    for (int i = 0; i < row.values().length; i++) {
      if (i > 0) {
        json.append(lines ? ",\n " : ",");
      }
      JsonText.quote(json, row.names().get(i));
      json.append(':');
      append(json, row.types().get(i), row.values()[i], false, session);
    }
    json.append('}');
  }

  /// Returns a value as `jsonb`.
  public static Json toJson(SqlType type, @Nullable Object value, SessionContext session) {
    return switch (value) {
      case null -> new Json.Null();
      case Boolean bool -> new Json.Bool(bool);
      case Json json -> json;
      case SqlArray array -> fromArray(array, session);
      case Row row -> {
        SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
        for (int i = 0; i < row.values().length; i++) {
          members.put(row.names().get(i), toJson(row.types().get(i), row.values()[i], session));
        }
        yield new Json.Members(members);
      }
      default -> {
        String text = text(type, value, session);
        if (type.equals(Types.JSON)) {
          yield JsonText.read(text);
        }
        yield isNumber(type, text) ? new Json.Numeral(NumericText.read(text)) : new Json.Text(text);
      }
    };
  }

  private static Json fromArray(SqlArray array, SessionContext session) {
    if (array.size() == 0) {
      return new Json.Array(List.of());
    }
    int[] next = {0};
    return dimension(array, 0, next, session);
  }

  private static Json dimension(SqlArray array, int dimension, int[] next, SessionContext session) {
    List<Json> elements = new ArrayList<>();
    for (int i = 0; i < array.lengths()[dimension]; i++) {
      elements.add(
          dimension + 1 < array.dimensions()
              ? dimension(array, dimension + 1, next, session)
              : toJson(array.elementType(), array.elements()[next[0]++], session));
    }
    return new Json.Array(elements);
  }

  /// Returns the text of a key.
  ///
  /// @throws SqlError if the value is none
  public static String key(SqlType type, @Nullable Object value, SessionContext session) {
    if (value == null) {
      throw new SqlError(SqlState.NULL_VALUE_NOT_ALLOWED, "field name must not be null");
    }
    if (isStructured(type) || type.equals(Types.JSON) || type.equals(Types.JSONB)) {
      throw new SqlError(
          SqlState.INVALID_PARAMETER_VALUE,
          "key value must be scalar, not array, composite, or json");
    }
    if (value instanceof Boolean bool) {
      return bool.toString();
    }
    return text(type, value, session);
  }
}
