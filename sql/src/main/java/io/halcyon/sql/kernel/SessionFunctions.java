package io.halcyon.sql.kernel;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.TypeNames;
import io.halcyon.sql.type.Types;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a session says of itself, and what is made at random.
final class SessionFunctions {
  private SessionFunctions() {}

  static void define(KernelTable table) {
    table.any("current_database", (_, session) -> session.database());
    table.any("current_user", (_, session) -> session.user());
    table.any("session_user", (_, session) -> session.user());
    table.any(
        "current_schema",
        (_, session) -> session.searchPath().isEmpty() ? null : session.searchPath().getFirst());
    table.any("pgsql_version", (_, _) -> "PostgreSQL 15.0 (Halcyon)");
    table.any(
        "gen_random_uuid",
        (_, session) -> {
          long high = (session.random().nextLong() & ~0xf000L) | 0x4000L;
          long low = (session.random().nextLong() & 0x3fff_ffff_ffff_ffffL) | Long.MIN_VALUE;
          return new UUID(high, low);
        });
    table.any(
        "format_type",
        (a, _) -> {
          if (!(a[0] instanceof Long oid)) {
            return null;
          }
          @Nullable SqlType type = Types.find(oid.intValue());
          if (type == null) {
            return oid == 0 ? "-" : "???";
          }
          return a[1] instanceof Integer modifier
              ? TypeNames.display(type, modifier)
              : type.displayName();
        });
  }
}
