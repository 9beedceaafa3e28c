package io.halcyon.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One printed object: names and values in order. Values are text, numbers, booleans, lists of
/// these, or null for what is absent. Not thread-safe.
public final class Row {
  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  public static Row of(String name, @Nullable Object value) {
    return new Row().with(name, value);
  }

  /// Adds a field and returns this row.
  public Row with(String name, @Nullable Object value) {
    fields.put(name, value);
    return this;
  }

  Map<String, @Nullable Object> fields() {
    return fields;
  }
}
