package io.halcyon.router.sql;

import io.halcyon.proto.v1.SqlErrorDetail;
import io.halcyon.sql.error.SqlError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Errors as messages.
final class Errors {
  private Errors() {}

  /// @param sql the text that its position is in
  static SqlErrorDetail detail(SqlError error, String sql) {
    SqlErrorDetail.Builder detail =
        SqlErrorDetail.newBuilder()
            .setCode(error.sqlState())
            .setMessage(error.message())
            .setPosition(error.position(sql));
    set(error.detail(), detail::setDetail);
    set(error.hint(), detail::setHint);
    SqlError.Subject subject = error.subject();
    if (subject != null) {
      set(subject.schema(), detail::setSchema);
      set(subject.table(), detail::setTable);
      set(subject.column(), detail::setColumn);
      set(subject.dataType(), detail::setDataType);
      set(subject.constraint(), detail::setConstraint);
    }
    return detail.build();
  }

  private static void set(@Nullable String value, Consumer<String> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
