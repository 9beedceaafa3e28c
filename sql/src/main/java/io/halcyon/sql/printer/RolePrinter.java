package io.halcyon.sql.printer;

import io.halcyon.sql.ast.RoleSpec;
import io.halcyon.sql.ast.RoleStatement;
import io.halcyon.sql.ast.RoleStatement.GrantPrivileges;
import io.halcyon.sql.ast.RoleStatement.Privilege;
import io.halcyon.sql.ast.SessionStatement;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Prints statements on roles and privileges.
final class RolePrinter {
  private final SqlText out;
  private final OptionPrinter options;
  private final ObjectPrinter objects;
  private final Consumer<SessionStatement> settings;

  RolePrinter(
      SqlText out,
      OptionPrinter options,
      ObjectPrinter objects,
      Consumer<SessionStatement> settings) {
    this.out = out;
    this.options = options;
    this.objects = objects;
    this.settings = settings;
  }

  void print(RoleStatement statement) {
    switch (statement) {
      case RoleStatement.CreateRole create -> {
        out.raw("CREATE ").raw(create.kind()).raw(" ").name(create.name());
        options.keywords(create.options());
      }
      case RoleStatement.AlterRole alter -> alterRole(alter);
      case RoleStatement.AlterSettings alter -> alterSettings(alter);
      case RoleStatement.DropRole drop ->
          out.raw("DROP ROLE ").when(drop.ifExists(), "IF EXISTS ").roles(drop.roles());
      case RoleStatement.GrantRole grant -> grantRole(grant);
      case GrantPrivileges grant -> grant(grant);
      case RoleStatement.AlterDefaultPrivileges alter -> {
        out.raw("ALTER DEFAULT PRIVILEGES");
        if (!alter.roles().isEmpty()) {
          out.raw(" FOR ROLE ").roles(alter.roles());
        }
        if (!alter.schemas().isEmpty()) {
          out.raw(" IN SCHEMA ").list(alter.schemas(), out::name);
        }
        out.raw(" ");
        grant(alter.action());
      }
      case RoleStatement.ReassignOwned reassign ->
          out.raw("REASSIGN OWNED BY ").roles(reassign.from()).raw(" TO ").role(reassign.to());
      case RoleStatement.DropOwned drop ->
          out.raw("DROP OWNED BY ").roles(drop.roles()).when(drop.cascade(), " CASCADE");
    }
  }

  private void alterRole(RoleStatement.AlterRole alter) {
    boolean members =
        alter.options().size() == 1 && alter.options().getFirst().name().endsWith("user");
    boolean group = members && alter.options().getFirst().name().contains(" ");
    out.raw(group ? "ALTER GROUP " : "ALTER ROLE ").role(alter.role());
    options.keywords(alter.options());
  }

  private void alterSettings(RoleStatement.AlterSettings alter) {
    boolean databaseOnly = alter.role() == null && alter.database() != null;
    if (databaseOnly) {
      out.name("ALTER DATABASE ", alter.database());
    } else {
      out.raw("ALTER ROLE ");
      if (alter.role() == null) {
        out.raw("ALL");
      } else {
        out.role(alter.role());
      }
      out.name(" IN DATABASE ", alter.database());
    }
    out.raw(" ");
    settings.accept(alter.setting());
  }

  private void grantRole(RoleStatement.GrantRole grant) {
    out.raw(grant.grant() ? "GRANT " : "REVOKE ");
    out.when(!grant.grant() && grant.adminOption(), "ADMIN OPTION FOR ");
    privileges(grant.roles());
    out.raw(grant.grant() ? " TO " : " FROM ").roles(grant.grantees());
    out.when(grant.grant() && grant.adminOption(), " WITH ADMIN OPTION");
    grantedBy(grant.grantedBy());
    out.when(grant.cascade(), " CASCADE");
  }

  private void grant(GrantPrivileges grant) {
    out.raw(grant.grant() ? "GRANT " : "REVOKE ");
    out.when(!grant.grant() && grant.grantOption(), "GRANT OPTION FOR ");
    privileges(grant.privileges());
    out.raw(" ON ").raw(grant.target().kind());
    if (!grant.target().objects().isEmpty()) {
      out.raw(" ").list(grant.target().objects(), objects::reference);
    }
    out.raw(grant.grant() ? " TO " : " FROM ").roles(grant.grantees());
    out.when(grant.grant() && grant.grantOption(), " WITH GRANT OPTION");
    grantedBy(grant.grantedBy());
    out.when(grant.cascade(), " CASCADE");
  }

  private void grantedBy(@Nullable RoleSpec role) {
    if (role != null) {
      out.raw(" GRANTED BY ").role(role);
    }
  }

  private void privileges(List<Privilege> privileges) {
    if (privileges.isEmpty()) {
      out.raw("ALL");
    }
    out.list(privileges, this::privilege);
  }

  private void privilege(Privilege privilege) {
    switch (privilege.name()) {
      case "select", "references", "create", "all", "alter system" -> out.raw(privilege.name());
      default -> out.name(privilege.name());
    }
    out.names(" (", privilege.columns());
  }
}
