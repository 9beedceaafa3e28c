package io.halcyon.sql.parser;

import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.RoleSpec;
import io.halcyon.sql.ast.RoleStatement;
import io.halcyon.sql.ast.RoleStatement.GrantTarget;
import io.halcyon.sql.ast.RoleStatement.Privilege;
import io.halcyon.sql.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `GRANT`, `REVOKE` and `ALTER DEFAULT PRIVILEGES`.
final class GrantParser {
  private final Cursor cursor;
  private final Names names;
  private final ObjectRefParser references;

  GrantParser(Grammar grammar) {
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.references = new ObjectRefParser(grammar);
  }

  Statement grant() {
    Position at = cursor.position();
    cursor.expect("grant");
    List<Privilege> privileges = privileges();
    if (!cursor.at("on")) {
      return grantRole(at, privileges);
    }
    cursor.advance();
    return grantRest(at, privileges, target());
  }

  private RoleStatement.GrantPrivileges grantRest(
      Position at, List<Privilege> privileges, GrantTarget target) {
    cursor.expect("to");
    List<RoleSpec> grantees = names.list(this::grantee);
    boolean option = cursor.accept("with");
    if (option) {
      cursor.expect("grant", "option");
    }
    @Nullable RoleSpec by = target.objects().isEmpty() && isDefault(target) ? null : grantedBy();
    return new RoleStatement.GrantPrivileges(
        at, true, privileges, target, grantees, option, by, false);
  }

  private static boolean isDefault(GrantTarget target) {
    return !target.kind().startsWith("ALL ");
  }

  private Statement grantRole(Position at, List<Privilege> roles) {
    requireRoles(roles);
    cursor.expect("to");
    List<RoleSpec> grantees = names.list(names::role);
    boolean admin = cursor.accept("with");
    if (admin) {
      cursor.expect("admin", "option");
    }
    return new RoleStatement.GrantRole(at, true, roles, grantees, admin, grantedBy(), false);
  }

  private void requireRoles(List<Privilege> roles) {
    if (roles.isEmpty() || roles.getFirst().name().equals("all")) {
      throw cursor.unexpected();
    }
  }

  Statement revoke() {
    Position at = cursor.position();
    cursor.expect("revoke");
    boolean grantOption = cursor.accept("grant", "option", "for");
    boolean adminOption = !grantOption && cursor.accept("admin", "option", "for");
    List<Privilege> privileges = privileges();
    if (!adminOption && cursor.accept("on")) {
      return revokeRest(at, privileges, target(), grantOption);
    }
    if (grantOption) {
      throw cursor.unexpected();
    }
    requireRoles(privileges);
    cursor.expect("from");
    List<RoleSpec> grantees = names.list(names::role);
    @Nullable RoleSpec by = grantedBy();
    return new RoleStatement.GrantRole(
        at, false, privileges, grantees, adminOption, by, names.cascade());
  }

  private RoleStatement.GrantPrivileges revokeRest(
      Position at, List<Privilege> privileges, GrantTarget target, boolean grantOption) {
    cursor.expect("from");
    List<RoleSpec> grantees = names.list(this::grantee);
    @Nullable RoleSpec by = target.objects().isEmpty() && isDefault(target) ? null : grantedBy();
    return new RoleStatement.GrantPrivileges(
        at, false, privileges, target, grantees, grantOption, by, names.cascade());
  }

  private RoleSpec grantee() {
    cursor.accept("group");
    return names.role();
  }

  private @Nullable RoleSpec grantedBy() {
    return cursor.accept("granted", "by") ? names.role() : null;
  }

  /// Reads privileges, or the roles of a grant of roles; empty for `ALL`.
  private List<Privilege> privileges() {
    Position at = cursor.position();
    if (cursor.accept("all")) {
      cursor.accept("privileges");
      return cursor.at("(") ? List.of(new Privilege(at, "all", names.columnIds())) : List.of();
    }
    return names.list(this::privilege);
  }

  private Privilege privilege() {
    Position at = cursor.position();
    if (cursor.accept("alter", "system")) {
      return new Privilege(at, "alter system", List.of());
    }
    String name = cursor.atAny("select", "references", "create") ? cursor.take() : names.columnId();
    return new Privilege(at, name, names.optionalColumnIds());
  }

  private GrantTarget target() {
    Position at = cursor.position();
    if (cursor.at("all")) {
      return allInSchema(at);
    }
    if (cursor.accept("foreign", "server")) {
      return target(at, "FOREIGN SERVER", named(ObjectKind.SERVER));
    }
    if (cursor.accept("parameter")) {
      return target(at, "PARAMETER", this::parameter);
    }
    int before = cursor.index();
    @Nullable ObjectKind kind = references.kind();
    boolean known =
        kind != null
            && switch (kind) {
              case TABLE,
                  SEQUENCE,
                  FOREIGN_DATA_WRAPPER,
                  FUNCTION,
                  PROCEDURE,
                  ROUTINE,
                  DATABASE,
                  DOMAIN,
                  LANGUAGE,
                  LARGE_OBJECT,
                  SCHEMA,
                  TABLESPACE,
                  TYPE ->
                  !cursor.atAny("to", "from", ",") && !cursor.at(".");
              default -> false;
            };
    if (!known || kind == null) {
      cursor.reset(before);
      return target(at, "TABLE", this::table);
    }
    return switch (kind) {
      case TABLE -> target(at, "TABLE", this::table);
      case SEQUENCE -> target(at, "SEQUENCE", this::sequence);
      case TYPE, DOMAIN -> {
        ObjectKind of = kind;
        yield target(at, kind.words(), () -> namedAny(of));
      }
      default -> {
        ObjectKind of = kind;
        yield target(at, kind.words(), () -> references.reference(of));
      }
    };
  }

  private GrantTarget target(Position at, String kind, Supplier<ObjectRef> object) {
    return new GrantTarget(at, kind, names.list(object));
  }

  private Supplier<ObjectRef> named(ObjectKind kind) {
    return () -> AlterParser.named(cursor.position(), kind, names.columnId());
  }

  private ObjectRef namedAny(ObjectKind kind) {
    return new ObjectRef.Named(cursor.position(), kind, names.anyName());
  }

  private ObjectRef table() {
    return new ObjectRef.Named(cursor.position(), ObjectKind.TABLE, names.relation());
  }

  private ObjectRef sequence() {
    return new ObjectRef.Named(cursor.position(), ObjectKind.SEQUENCE, names.relation());
  }

  /// A parameter of the server is kept like a table's name, of which it has the form.
  private ObjectRef parameter() {
    Position at = cursor.position();
    List<String> parts = new ArrayList<>();
    do {
      parts.add(names.columnId());
    } while (cursor.accept("."));
    return new ObjectRef.Named(at, ObjectKind.TABLE, new QualifiedName(at, List.copyOf(parts)));
  }

  private GrantTarget allInSchema(Position at) {
    cursor.expect("all");
    boolean known =
        cursor.atAny("tables", "sequences", "functions") || cursor.atAny("procedures", "routines");
    if (!known) {
      throw cursor.unexpected();
    }
    String kind = "ALL " + cursor.take().toUpperCase(Locale.ROOT) + " IN SCHEMA";
    cursor.expect("in", "schema");
    return target(at, kind, named(ObjectKind.SCHEMA));
  }

  Statement alterDefaultPrivileges(Position at) {
    cursor.expect("default", "privileges");
    List<RoleSpec> roles = new ArrayList<>();
    List<String> schemas = new ArrayList<>();
    while (cursor.atAny("for", "in")) {
      if (cursor.accept("in")) {
        cursor.expect("schema");
        schemas.addAll(names.list(names::columnId));
      } else {
        cursor.advance();
        if (!cursor.accept("role")) {
          cursor.expect("user");
        }
        roles.addAll(names.list(names::role));
      }
    }
    Position actionAt = cursor.position();
    boolean grant = cursor.accept("grant");
    if (!grant) {
      cursor.expect("revoke");
    }
    boolean option = !grant && cursor.accept("grant", "option", "for");
    List<Privilege> privileges = privileges();
    cursor.expect("on");
    GrantTarget target = defaultTarget();
    RoleStatement.GrantPrivileges action =
        grant
            ? grantRest(actionAt, privileges, target)
            : revokeRest(actionAt, privileges, target, option);
    return new RoleStatement.AlterDefaultPrivileges(
        at, List.copyOf(roles), List.copyOf(schemas), action);
  }

  private GrantTarget defaultTarget() {
    Position at = cursor.position();
    boolean known =
        cursor.atAny("tables", "functions", "routines")
            || cursor.atAny("sequences", "types", "schemas");
    if (!known) {
      throw cursor.unexpected();
    }
    return new GrantTarget(at, cursor.take().toUpperCase(Locale.ROOT), List.of());
  }
}
