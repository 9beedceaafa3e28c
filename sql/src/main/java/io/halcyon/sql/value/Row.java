package io.halcyon.sql.value;

import io.halcyon.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value of a composite type or of type `record`.
///
/// @param names of the fields; `f1`, `f2`, ... where nothing else is known
/// @param values not copied, and must not be written to
public record Row(List<String> names, List<SqlType> types, @Nullable Object[] values) {
  public Row {
    names = List.copyOf(names);
    types = List.copyOf(types);
  }

  /// Returns a row whose fields have no names of their own.
  public static Row anonymous(List<SqlType> types, @Nullable Object[] values) {
    return new Row(defaultNames(types.size()), types, values);
  }

  /// Returns `f1`, `f2`, ...
  public static List<String> defaultNames(int count) {
    List<String> names = new ArrayList<>(count);
    for (int field = 1; field <= count; field++) {
      names.add("f" + field);
    }
    return Collections.unmodifiableList(names);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Row row && Arrays.equals(values, row.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
