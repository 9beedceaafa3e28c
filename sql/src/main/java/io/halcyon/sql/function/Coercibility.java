package io.halcyon.sql.function;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.List;

/// Whether types can be converted: `can_coerce_type` of PostgreSQL's `parse_coerce.c`.
public final class Coercibility {
  private Coercibility() {}

  /// Returns whether all types can be converted implicitly to those wanted.
  public static boolean implicit(List<SqlType> actual, List<SqlType> wanted) {
    return all(actual, wanted, Cast.Context.IMPLICIT);
  }

  /// Returns whether one type can be converted.
  public static boolean possible(SqlType actual, SqlType wanted, Cast.Context context) {
    return all(List.of(actual), List.of(wanted), context);
  }

  private static boolean all(List<SqlType> actual, List<SqlType> wanted, Cast.Context context) {
    boolean polymorphic = false;
    for (int i = 0; i < actual.size(); i++) {
      SqlType from = actual.get(i);
      SqlType to = wanted.get(i);
      if (from.equals(to) || to.equals(Types.ANY)) {
        continue;
      }
      if (Polymorphism.isPolymorphic(to)) {
        polymorphic = true;
        continue;
      }
      boolean possible = from.equals(Types.UNKNOWN) || Casts.pathway(from, to, context) != null;
      if (!possible) {
        return false;
      }
    }
    return !polymorphic || Polymorphism.consistent(actual, wanted);
  }
}
