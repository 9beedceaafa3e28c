package io.halcyon.sql.table;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Of which types the columns of a foreign key and those that it refers to may be: of the same, or
/// of two whose values are equal where they stand for the same. Stateless.
public final class ReferringTypes {
  private static final List<Set<SqlType>> FAMILIES =
      List.of(Set.of(Types.INT2, Types.INT4, Types.INT8), Set.of(Types.TEXT, Types.VARCHAR));

  private ReferringTypes() {}

  public static boolean compatible(SqlType one, SqlType other) {
    return one.equals(other)
        || FAMILIES.stream().anyMatch(family -> family.contains(one) && family.contains(other));
  }

  /// Returns a value of one column as the other column's type has it; null if that has none such.
  static @Nullable Object of(SqlType type, Object value) {
    return switch (value) {
      case Integer number when type.equals(Types.INT8) -> number.longValue();
      case Long number when type.equals(Types.INT4) || type.equals(Types.INT2) ->
          number == number.intValue() ? inRange(type, number.intValue()) : null;
      case Integer number when type.equals(Types.INT2) -> inRange(type, number);
      default -> value;
    };
  }

  private static @Nullable Integer inRange(SqlType type, int number) {
    return type.equals(Types.INT2) && number != (short) number ? null : (Integer) number;
  }
}
