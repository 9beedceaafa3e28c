package io.halcyon.sql.parser;

import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.RoleSpec;
import io.halcyon.sql.ast.RoleStatement;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Roles, which are also called users and groups.
final class RoleParser {
  private static final Set<String> FLAGS =
      Set.of(
          "superuser",
          "nosuperuser",
          "createrole",
          "nocreaterole",
          "replication",
          "noreplication",
          "createdb",
          "nocreatedb",
          "login",
          "nologin",
          "bypassrls",
          "nobypassrls",
          "noinherit");

  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  RoleParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  Statement create(Position at) {
    String kind = cursor.take().toUpperCase(Locale.ROOT);
    String name = names.roleId();
    cursor.accept("with");
    return new RoleStatement.CreateRole(at, kind, name, options(true));
  }

  private List<Option> options(boolean creating) {
    List<Option> options = new ArrayList<>();
    while (!cursor.atEnd()) {
      options.add(option(creating));
    }
    return List.copyOf(options);
  }

  private Option option(boolean creating) {
    Position at = cursor.position();
    if (cursor.kind() == TokenKind.IDENTIFIER) {
      if (!FLAGS.contains(cursor.text())) {
        throw cursor.invalid("unrecognized role option \"" + cursor.text() + "\"", at);
      }
      return new Option(at, null, cursor.take(), null);
    }
    if (cursor.accept("inherit")) {
      return new Option(at, null, "inherit", null);
    }
    if (cursor.at("unencrypted")) {
      throw cursor.error(
          SyntaxError.UNSUPPORTED, "UNENCRYPTED PASSWORD is no longer supported", at);
    }
    boolean encrypted = cursor.accept("encrypted");
    if (encrypted || cursor.at("password")) {
      cursor.expect("password");
      Option.Value password =
          !encrypted && cursor.accept("null")
              ? new Option.Reserved("null")
              : new Option.Text(names.string());
      return new Option(at, null, "password", password);
    }
    if (cursor.accept("connection")) {
      cursor.expect("limit");
      String limit = Integer.toString(names.signedInteger());
      return new Option(at, null, "connection limit", new Option.Numeral(limit));
    }
    if (cursor.accept("valid")) {
      cursor.expect("until");
      return new Option(at, null, "valid until", new Option.Text(names.string()));
    }
    if (cursor.accept("user")) {
      return roles(at, "user");
    }
    return creating ? creationOption(at) : refuse();
  }

  private Option refuse() {
    throw cursor.unexpected();
  }

  private Option creationOption(Position at) {
    if (cursor.accept("sysid")) {
      String id = Integer.toString(names.integer());
      return new Option(at, null, "sysid", new Option.Numeral(id));
    }
    if (cursor.accept("in")) {
      if (!cursor.accept("role")) {
        cursor.expect("group");
      }
      return roles(at, "in role");
    }
    if (cursor.atAny("admin", "role")) {
      return roles(at, cursor.take());
    }
    throw cursor.unexpected();
  }

  private Option roles(Position at, String name) {
    return new Option(at, null, name, new Option.Roles(names.list(names::role)));
  }

  Statement alter(Position at) {
    boolean group = cursor.take().equals("group");
    if (!group && cursor.accept("all")) {
      return settings(at, null);
    }
    RoleSpec role = names.role();
    if (cursor.accept("rename")) {
      cursor.expect("to");
      ObjectRef object = AlterParser.named(role.at(), ObjectKind.ROLE, role.name());
      return new ObjectStatement.Rename(at, object, false, false, null, names.roleId(), false);
    }
    if (group) {
      return members(at, role);
    }
    if (cursor.atAny("in", "set", "reset")) {
      return settings(at, role);
    }
    cursor.accept("with");
    return new RoleStatement.AlterRole(at, role, options(false));
  }

  private Statement members(Position at, RoleSpec role) {
    Position optionAt = cursor.position();
    boolean add = cursor.accept("add");
    if (!add) {
      cursor.expect("drop");
    }
    cursor.expect("user");
    Option members = roles(optionAt, add ? "add user" : "drop user");
    return new RoleStatement.AlterRole(at, role, List.of(members));
  }

  private Statement settings(Position at, @Nullable RoleSpec role) {
    @Nullable String database = null;
    if (cursor.accept("in")) {
      cursor.expect("database");
      database = names.columnId();
    }
    return new RoleStatement.AlterSettings(
        at, role, database, new SettingParser(grammar).setOrReset());
  }
}
