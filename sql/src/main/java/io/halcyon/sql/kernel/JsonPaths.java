package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.Spaces;
import io.halcyon.sql.value.Json;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Paths of texts into `jsonb`, as `#>` and `jsonb_set` have them.
final class JsonPaths {
  private JsonPaths() {}

  /// How a value is put at the end of a path.
  enum Change {
    /// Only where there is something.
    REPLACE,
    /// Also where there is nothing.
    SET,
    INSERT_BEFORE,
    INSERT_AFTER,
    DELETE
  }

  /// Returns the number that a step is, or null.
  static @Nullable Integer index(String step) {
    String digits = Spaces.trim(step);
    try {
      return digits.matches("[+-]?\\d+") ? Integer.valueOf(digits) : null;
    } catch (NumberFormatException tooLarge) {
      return null;
    }
  }

  static @Nullable Json get(Json json, SqlArray path) {
    @Nullable Json at = json;
    for (@Nullable Object step : path.elements()) {
      if (!(step instanceof String name) || at == null) {
        return null;
      }
      at =
          switch (at) {
            case Json.Members(var members) -> members.get(name);
            case Json.Array(var elements) -> {
              @Nullable Integer index = index(name);
              yield index == null ? null : Json.at(elements, index);
            }
            default -> null;
          };
    }
    return at;
  }

  /// Returns a document with a change at the end of a path.
  static Json change(Json json, SqlArray path, int level, Change change, Json value) {
    if (level >= path.size()) {
      return json;
    }
    if (!(path.elements()[level] instanceof String step)) {
      throw new SqlError(
          SqlState.NULL_VALUE_NOT_ALLOWED, "path element at position " + (level + 1) + " is null");
    }
    return switch (json) {
      case Json.Members(var members) -> inObject(members, step, path, level, change, value);
      case Json.Array(var elements) -> inArray(elements, step, path, level, change, value);
      default -> json;
    };
  }

  private static Json inObject(
      SortedMap<String, Json> members,
      String key,
      SqlArray path,
      int level,
      Change change,
      Json value) {
    SortedMap<String, Json> copy = new TreeMap<>(Json.KEY_ORDER);
    copy.putAll(members);
    boolean last = level == path.size() - 1;
    @Nullable Json old = members.get(key);
    if (!last) {
      if (old != null) {
        copy.put(key, change(old, path, level + 1, change, value));
      }
      return new Json.Members(copy);
    }
    boolean inserts = change == Change.INSERT_BEFORE || change == Change.INSERT_AFTER;
    if (old != null) {
      if (inserts) {
        throw Failures.invalidParameter("cannot replace existing key")
            .withHint("Try using the function jsonb_set to replace key value.");
      }
      if (change == Change.DELETE) {
        copy.remove(key);
      } else {
        copy.put(key, value);
      }
    } else if (change == Change.SET || inserts) {
      copy.put(key, value);
    }
    return new Json.Members(copy);
  }

  private static Json inArray(
      List<Json> elements, String step, SqlArray path, int level, Change change, Json value) {
    if (elements.isEmpty() && (change == Change.DELETE || change == Change.REPLACE)) {
      return new Json.Array(elements);
    }
    @Nullable Integer index = index(step);
    if (index == null) {
      throw new SqlError(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "path element at position %d is not an integer: \"%s\"".formatted(level + 1, step));
    }
    List<Json> copy = new ArrayList<>(elements);
    int position = index < 0 ? elements.size() + index : index;
    boolean inside = position >= 0 && position < elements.size();
    if (level < path.size() - 1) {
      if (inside) {
        copy.set(position, change(elements.get(position), path, level + 1, change, value));
      }
      return new Json.Array(copy);
    }
    if (inside) {
      switch (change) {
        case REPLACE, SET -> copy.set(position, value);
        case INSERT_BEFORE -> copy.add(position, value);
        case INSERT_AFTER -> copy.add(position + 1, value);
        case DELETE -> copy.remove(position);
      }
    } else if (change != Change.REPLACE && change != Change.DELETE) {
      copy.add(position < 0 ? 0 : copy.size(), value);
    }
    return new Json.Array(copy);
  }
}
