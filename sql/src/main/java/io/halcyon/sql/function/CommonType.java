package io.halcyon.sql.function;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The type that several values are brought to, in `CASE`, `UNION`, `VALUES` and the like:
/// `select_common_type` of PostgreSQL's `parse_coerce.c`, section 10.5 of its documentation.
public final class CommonType {
  private CommonType() {}

  /// The outcome for a list of types.
  ///
  /// @param type null if the types are of different categories
  /// @param conflicting the index of the first that does not fit; -1 if all may
  /// @param before what the type was before it; meaningful if there is a conflict
  public record Choice(@Nullable SqlType type, int conflicting, SqlType before) {}

  /// Returns the common type to which all can be converted implicitly, or null.
  public static @Nullable SqlType of(List<SqlType> types) {
    @Nullable SqlType common = choose(types).type();
    if (common == null) {
      return null;
    }
    for (SqlType type : types) {
      if (!Coercibility.possible(type, common, Cast.Context.IMPLICIT)) {
        return null;
      }
    }
    return common;
  }

  /// Chooses the type; whether all can be converted to it is not asked yet.
  public static Choice choose(List<SqlType> types) {
    SqlType chosen = types.getFirst();
    boolean alike = !chosen.equals(Types.UNKNOWN) && types.stream().allMatch(chosen::equals);
    if (alike) {
      return new Choice(chosen, -1, chosen);
    }
    for (int i = 1; i < types.size(); i++) {
      SqlType next = types.get(i);
      if (next.equals(Types.UNKNOWN) || next.equals(chosen)) {
        continue;
      }
      if (chosen.equals(Types.UNKNOWN)) {
        chosen = next;
      } else if (chosen.category() != next.category()) {
        return new Choice(null, i, chosen);
      } else if (!chosen.preferred()
          && Coercibility.possible(chosen, next, Cast.Context.IMPLICIT)
          && !Coercibility.possible(next, chosen, Cast.Context.IMPLICIT)) {
        chosen = next;
      }
    }
    SqlType type = chosen.equals(Types.UNKNOWN) ? Types.TEXT : chosen;
    return new Choice(type, -1, type);
  }
}
