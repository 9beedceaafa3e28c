package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements on roles and privileges.
public sealed interface RoleStatement extends Statement {
  /// `CREATE ROLE`, `CREATE USER`, `CREATE GROUP`.
  ///
  /// @param kind `ROLE`, `USER` or `GROUP`
  record CreateRole(Position at, String kind, String name, List<Option> options)
      implements RoleStatement {}

  /// `ALTER ROLE` with options; `ALTER GROUP … ADD USER` is such a one, too.
  record AlterRole(Position at, RoleSpec role, List<Option> options) implements RoleStatement {}

  /// `ALTER ROLE … SET`, `ALTER DATABASE … SET`.
  ///
  /// @param role null if it is for all roles
  /// @param database null if it is for all databases
  record AlterSettings(
      Position at, @Nullable RoleSpec role, @Nullable String database, SessionStatement setting)
      implements RoleStatement {}

  /// `DROP ROLE`.
  record DropRole(Position at, boolean ifExists, List<RoleSpec> roles) implements RoleStatement {}

  /// `GRANT role TO role`, `REVOKE role FROM role`.
  record GrantRole(
      Position at,
      boolean grant,
      List<Privilege> roles,
      List<RoleSpec> grantees,
      boolean adminOption,
      @Nullable RoleSpec grantedBy,
      boolean cascade)
      implements RoleStatement {}

  /// `GRANT` and `REVOKE` of privileges on objects.
  ///
  /// @param privileges empty for all
  /// @param grantOption `WITH GRANT OPTION`, or `GRANT OPTION FOR`
  record GrantPrivileges(
      Position at,
      boolean grant,
      List<Privilege> privileges,
      GrantTarget target,
      List<RoleSpec> grantees,
      boolean grantOption,
      @Nullable RoleSpec grantedBy,
      boolean cascade)
      implements RoleStatement {}

  /// A privilege, for columns if there are any.
  record Privilege(Position at, String name, List<String> columns) {}

  /// What privileges are on.
  ///
  /// @param kind in upper case, for instance `TABLE` or `ALL TABLES IN SCHEMA`
  record GrantTarget(Position at, String kind, List<ObjectRef> objects) {}

  /// `ALTER DEFAULT PRIVILEGES`.
  ///
  /// @param action whose target has a kind only
  record AlterDefaultPrivileges(
      Position at, List<RoleSpec> roles, List<String> schemas, GrantPrivileges action)
      implements RoleStatement {}

  /// `REASSIGN OWNED`.
  record ReassignOwned(Position at, List<RoleSpec> from, RoleSpec to) implements RoleStatement {}

  /// `DROP OWNED`.
  record DropOwned(Position at, List<RoleSpec> roles, boolean cascade) implements RoleStatement {}
}
