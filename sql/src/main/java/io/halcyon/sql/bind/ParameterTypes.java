package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The types of a statement's parameters: some are declared, the others follow from where they
/// stand. Owned by the binding of one statement; not thread-safe.
final class ParameterTypes {
  private static final int NUMBER_MAX = 65_535;

  private final List<@Nullable SqlType> types = new ArrayList<>();

  private final boolean fixed;

  /// @param declared `unknown` where it is left to us
  /// @param fixed whether there are no others than those declared
  ParameterTypes(List<SqlType> declared, boolean fixed) {
    types.addAll(declared);
    this.fixed = fixed;
  }

  SqlType of(int number, Position at) {
    if (number < 1 || number > NUMBER_MAX || (fixed && number > types.size())) {
      throw new SqlError(SqlState.UNDEFINED_PARAMETER, "there is no parameter $" + number, at);
    }
    while (types.size() < number) {
      types.add(null);
    }
    @Nullable SqlType type = types.get(number - 1);
    if (type == null) {
      types.set(number - 1, Types.UNKNOWN);
      return Types.UNKNOWN;
    }
    return type;
  }

  /// Decides the type of a parameter that has none yet.
  void decide(int number, SqlType type, Position at) {
    @Nullable SqlType known = types.get(number - 1);
    if (known == null || known.equals(Types.UNKNOWN)) {
      types.set(number - 1, type);
    } else if (!known.equals(type)) {
      throw new SqlError(
              SqlState.AMBIGUOUS_PARAMETER,
              "inconsistent types deduced for parameter $" + number,
              at)
          .withDetail(known + " versus " + type);
    }
  }

  /// Returns the types of all, once the statement is bound.
  List<SqlType> decided() {
    List<SqlType> decided = new ArrayList<>();
    for (int index = 0; index < types.size(); index++) {
      @Nullable SqlType type = types.get(index);
      if (type == null || type.equals(Types.UNKNOWN)) {
        throw new SqlError(
            SqlState.INDETERMINATE_DATATYPE,
            "could not determine data type of parameter $" + (index + 1));
      }
      decided.add(type);
    }
    return decided;
  }
}
