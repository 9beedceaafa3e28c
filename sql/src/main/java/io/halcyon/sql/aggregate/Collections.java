package io.halcyon.sql.aggregate;

import io.halcyon.sql.aggregate.Aggregates.Call;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.kernel.JsonBuild;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Bytes;
import io.halcyon.sql.value.Json;
import io.halcyon.sql.value.SqlArray;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Aggregates that put their rows together.
final class Collections {
  private Collections() {}

  static @Nullable Accumulator of(String name, Call call) {
    return switch (name) {
      case "array_agg" -> collected(call, rows -> arrayOf(rows, call));
      case "string_agg" -> collected(call, Collections::joined);
      case "json_agg" -> collected(call, rows -> jsonArray(rows, call));
      case "jsonb_agg" -> collected(call, rows -> jsonbArray(rows, call));
      case "json_object_agg" -> collected(call, rows -> jsonObject(rows, call));
      case "jsonb_object_agg" -> collected(call, rows -> jsonbObject(rows, call));
      default -> OrderedSets.of(name, call);
    };
  }

  static Accumulator collected(Call call, Collected.Finish finish) {
    return new Collected(call.types(), finish);
  }

  private static @Nullable Object arrayOf(List<@Nullable Object[]> rows, Call call) {
    if (rows.isEmpty()) {
      return null;
    }
    SqlType element = Types.elementOf(call.result());
    List<@Nullable Object> values = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      values.add(row[0]);
    }
    return call.types().getFirst().isArray()
        ? arrayOfArrays(values, element)
        : SqlArray.of(element, values);
  }

  private static SqlArray arrayOfArrays(List<@Nullable Object> values, SqlType element) {
    List<@Nullable Object> elements = new ArrayList<>();
    @Nullable SqlArray first = null;
    for (@Nullable Object value : values) {
      if (!(value instanceof SqlArray array)) {
        throw new SqlError(SqlState.NULL_VALUE_NOT_ALLOWED, "cannot accumulate null arrays");
      }
      if (array.dimensions() == 0) {
        throw new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot accumulate empty arrays");
      }
      if (first != null && !java.util.Arrays.equals(first.lengths(), array.lengths())) {
        throw new SqlError(
            SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot accumulate arrays of different dimensionality");
      }
      first = first == null ? array : first;
      elements.addAll(array.list());
    }
    int[] inner = first == null ? new int[0] : first.lengths();
    int[] lengths = new int[inner.length + 1];
    int[] bounds = new int[lengths.length];
    java.util.Arrays.fill(bounds, 1);
    lengths[0] = values.size();
    System.arraycopy(inner, 0, lengths, 1, inner.length);
    return new SqlArray(element, lengths, bounds, elements.toArray());
  }

  private static @Nullable Object joined(List<@Nullable Object[]> rows) {
    @Nullable StringBuilder text = null;
    @Nullable ByteArrayOutputStream bytes = null;
    for (@Nullable Object[] row : rows) {
      if (row[0] instanceof String value) {
        if (text == null) {
          text = new StringBuilder();
        } else if (row[1] != null) {
          text.append(row[1]);
        }
        text.append(value);
      } else if (row[0] instanceof Bytes value) {
        if (bytes == null) {
          bytes = new ByteArrayOutputStream();
        } else if (row[1] instanceof Bytes delimiter) {
          bytes.writeBytes(delimiter.array());
        }
        bytes.writeBytes(value.array());
      }
    }
    if (bytes != null) {
      return new Bytes(bytes.toByteArray());
    }
    return text == null ? null : text.toString();
  }

  private static @Nullable Object jsonArray(List<@Nullable Object[]> rows, Call call) {
    if (rows.isEmpty()) {
      return null;
    }
    SqlType type = call.types().getFirst();
    StringBuilder json = new StringBuilder("[");
    String separator = "";
    for (@Nullable Object[] row : rows) {
      json.append(separator);
      JsonBuild.append(json, type, row[0], call.session());
      separator = JsonBuild.isStructured(type) ? ", \n " : ", ";
    }
    return json.append(']').toString();
  }

  private static @Nullable Object jsonbArray(List<@Nullable Object[]> rows, Call call) {
    if (rows.isEmpty()) {
      return null;
    }
    List<Json> elements = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      elements.add(JsonBuild.toJson(call.types().getFirst(), row[0], call.session()));
    }
    return new Json.Array(elements);
  }

  private static @Nullable Object jsonObject(List<@Nullable Object[]> rows, Call call) {
    if (rows.isEmpty()) {
      return null;
    }
    StringBuilder json = new StringBuilder("{ ");
    String separator = "";
    for (@Nullable Object[] row : rows) {
      json.append(separator);
      if (row[0] == null) {
        throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "field name must not be null");
      }
      io.halcyon.sql.text.JsonText.quote(
          json, JsonBuild.key(call.types().getFirst(), row[0], call.session()));
      json.append(" : ");
      JsonBuild.append(json, call.types().get(1), row[1], call.session());
      separator = ", ";
    }
    return json.append(" }").toString();
  }

  private static @Nullable Object jsonbObject(List<@Nullable Object[]> rows, Call call) {
    if (rows.isEmpty()) {
      return null;
    }
    SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
    for (@Nullable Object[] row : rows) {
      if (row[0] == null) {
        throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "field name must not be null");
      }
      members.put(
          JsonBuild.key(call.types().getFirst(), row[0], call.session()),
          JsonBuild.toJson(call.types().get(1), row[1], call.session()));
    }
    return new Json.Members(members);
  }
}
