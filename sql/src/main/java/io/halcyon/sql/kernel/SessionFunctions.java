package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.TypeNames;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a session says of itself, and what is made at random.
final class SessionFunctions {
  private SessionFunctions() {}

  static void define(KernelTable table) {
    // No table has partitions.
    table.rows("pg_partition_ancestors", (_, _) -> List.of());
    table.any("current_database", (_, session) -> session.database());
    table.any("current_user", (_, session) -> session.user());
    table.any("session_user", (_, session) -> session.user());
    table.any(
        "current_schema",
        (_, session) -> {
          List<String> path = existing(session);
          return path.isEmpty() ? null : path.getFirst();
        });
    table.any(
        "text_regclass",
        (a, session) ->
            TextFormats.read(
                java.util.Objects.requireNonNull(Types.find("regclass")),
                -1,
                (String) of(a[0]),
                session));
    table.any("pgsql_version", (_, _) -> "PostgreSQL 15.0 (Halcyon)");
    table.any("nextval_oid", (a, session) -> session.services().nextValue((Long) of(a[0])));
    table.any("currval_oid", (a, session) -> session.services().currentValue((Long) of(a[0])));
    table.any("lastval", (_, session) -> session.services().lastValue());
    table.any("setval_oid", (a, session) -> set(session, a[0], a[1], true));
    table.any("setval3_oid", (a, session) -> set(session, a[0], a[1], (Boolean) of(a[2])));
    table.any("pg_backend_pid", (_, session) -> session.services().processId());
    table.any("pg_table_is_visible", (a, session) -> session.services().visible((Long) of(a[0])));
    table.any("pg_get_userbyid", (a, session) -> session.user());
    table.any("pg_get_expr", (a, _) -> a[0]);
    table.any("pg_get_expr_ext", (a, _) -> a[0]);
    table.any(
        "pg_get_indexdef", (a, session) -> session.services().indexDefinition((Long) of(a[0]), 0));
    table.any(
        "pg_get_indexdef_ext",
        (a, session) -> session.services().indexDefinition((Long) of(a[0]), (Integer) of(a[1])));
    table.any(
        "pg_get_constraintdef",
        (a, session) -> session.services().constraintDefinition((Long) of(a[0])));
    table.any(
        "pg_get_constraintdef_ext",
        (a, session) -> session.services().constraintDefinition((Long) of(a[0])));
    for (String name : List.of("pg_get_viewdef", "pg_get_viewdef_ext", "pg_get_viewdef_wrap")) {
      table.any(name, (a, session) -> session.services().viewDefinition((Long) of(a[0])));
    }
    table.any("pg_is_in_recovery", (_, _) -> false);
    // There are no triggers, rules, partitions and extended statistics, and pg_proc is empty.
    for (String definition :
        List.of(
            "pg_get_triggerdef",
            "pg_get_triggerdef_ext",
            "pg_get_ruledef",
            "pg_get_ruledef_ext",
            "pg_get_partkeydef",
            "pg_get_partition_constraintdef",
            "pg_get_statisticsobjdef",
            "pg_get_statisticsobjdef_columns",
            "pg_get_functiondef",
            "pg_get_function_arguments",
            "pg_get_function_identity_arguments",
            "pg_get_function_result")) {
      table.any(definition, (_, _) -> null);
    }
    table.any("pg_relation_is_publishable", (_, _) -> false);
    table.any("PG_encoding_to_char", (_, _) -> "UTF8");
    table.any(
        "current_schemas",
        (a, session) -> {
          List<String> path = existing(session);
          if (Boolean.TRUE.equals(a[0]) && !path.contains("pg_catalog")) {
            path.addFirst("pg_catalog");
          }
          return SqlArray.of(Types.NAME, path);
        });
    table.any(
        "show_config_by_name",
        (a, session) -> {
          String name = (String) of(a[0]);
          String value = session.services().setting(name);
          if (value == null) {
            throw new SqlError(
                SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"" + name + "\"");
          }
          return value;
        });
    table.any(
        "show_config_by_name_missing_ok",
        (a, session) -> session.services().setting((String) of(a[0])));
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

  /// Returns the schemas of the search path that there are.
  private static List<String> existing(SessionContext session) {
    return new ArrayList<>(
        session.searchPath().stream().filter(session.services()::schemaExists).toList());
  }

  /// The functions are strict: none of their arguments is NULL.
  private static Object of(@Nullable Object argument) {
    return java.util.Objects.requireNonNull(argument);
  }

  private static Object set(
      SessionContext session, @Nullable Object sequence, @Nullable Object value, boolean called) {
    session.services().setValue((Long) of(sequence), (Long) of(value), called);
    return of(value);
  }
}
