package io.halcyon.sql.table;

import io.halcyon.sql.type.SqlType;

/// Which types columns of keys may have. Stateless.
public final class KeyTypes {
  private KeyTypes() {}

  /// @throws io.halcyon.sql.error.SqlError if values of a type cannot be in a key
  public static void require(SqlType type) {
    var _ = KeyColumns.keyType(type);
  }
}
