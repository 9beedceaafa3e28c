package io.halcyon.sql.function;

import io.halcyon.sql.type.SqlType;
import java.util.List;
import java.util.stream.Collectors;

/// Types of arguments as messages show them.
public final class Signatures {
  private Signatures() {}

  /// Returns `(integer, text)`.
  public static String list(List<SqlType> types) {
    return types.stream().map(SqlType::displayName).collect(Collectors.joining(", ", "(", ")"));
  }
}
