package io.halcyon.router.sql;

import io.halcyon.proto.v1.SqlParameter;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parameters of one statement, as the client gave them.
record Parameters(List<SqlParameter> given) {
  /// @return their types; `unknown` where they are to be found
  /// @throws SqlError if there is no type of an OID
  List<SqlType> declared() {
    List<SqlType> types = new ArrayList<>();
    for (SqlParameter parameter : given) {
      SqlType type = parameter.getType() == 0 ? Types.UNKNOWN : Types.find(parameter.getType());
      if (type == null) {
        throw new SqlError(
            SqlState.UNDEFINED_OBJECT,
            "type with OID %s does not exist"
                .formatted(Integer.toUnsignedString(parameter.getType())));
      }
      types.add(type);
    }
    return types;
  }

  /// @param types of the parameters that the statement has
  /// @return their values, in the carriers of the types
  @Nullable Object[] values(List<SqlType> types, SessionContext context) {
    if (types.size() != given.size()) {
      throw new SqlError(
          SqlState.PROTOCOL_VIOLATION,
          "the statement has %d parameters, but %d were given"
              .formatted(types.size(), given.size()));
    }
    @Nullable Object[] values = new @Nullable Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(given.get(i), types.get(i), i + 1, context);
    }
    return values;
  }

  private static @Nullable Object value(
      SqlParameter parameter, SqlType type, int number, SessionContext context) {
    return switch (parameter.getValueCase()) {
      case TEXT -> TextFormats.read(type, -1, parameter.getText(), context);
      case BYTES -> {
        if (!type.equals(Types.BYTEA)) {
          throw new SqlError(
              SqlState.DATATYPE_MISMATCH,
              "parameter $%d is of type %s, but bytes were given"
                  .formatted(number, type.displayName()));
        }
        yield new Bytes(parameter.getBytes().toByteArray());
      }
      case VALUE_NOT_SET -> null;
    };
  }
}
