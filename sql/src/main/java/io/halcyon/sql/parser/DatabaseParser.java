package io.halcyon.sql.parser;

import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.RoleSpec;
import io.halcyon.sql.ast.RoleStatement;
import io.halcyon.sql.ast.RoutineStatement;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Databases, schemas and extensions.
final class DatabaseParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  DatabaseParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  Statement create(Position at) {
    cursor.expect("database");
    String name = names.columnId();
    cursor.accept("with");
    return new ObjectStatement.CreateDatabase(at, name, options());
  }

  private List<Option> options() {
    List<Option> options = new ArrayList<>();
    while (!cursor.atEnd()) {
      options.add(option());
    }
    return List.copyOf(options);
  }

  private Option option() {
    Position at = cursor.position();
    String name;
    if (cursor.accept("connection")) {
      cursor.expect("limit");
      name = "connection_limit";
    } else {
      boolean known =
          cursor.kind() == TokenKind.IDENTIFIER
              || cursor.atAny("encoding", "location", "owner")
              || cursor.atAny("tablespace", "template");
      if (!known) {
        throw cursor.unexpected();
      }
      name = cursor.take();
    }
    cursor.accept("=");
    Option.Value value;
    if (cursor.accept("default")) {
      value = new Option.Reserved("default");
    } else {
      value = new OptionParser(grammar).settingValue();
    }
    return new Option(at, null, name, value);
  }

  Statement alter(Position at, int start) {
    String name = names.columnId();
    if (cursor.at("set", "tablespace")) {
      cursor.advance();
      cursor.advance();
      Option.Value tablespace = new Option.Word(names.columnId());
      return new ObjectStatement.AlterDatabase(
          at, name, List.of(new Option(at, null, "tablespace", tablespace)));
    }
    if (cursor.atAny("set", "reset")) {
      return new RoleStatement.AlterSettings(
          at, null, name, new SettingParser(grammar).setOrReset());
    }
    if (cursor.accept("refresh")) {
      cursor.expect("collation", "version");
      return new RefusedParser(grammar)
          .refused(at, start, "ALTER DATABASE REFRESH COLLATION VERSION");
    }
    ObjectRef database = AlterParser.named(at, ObjectKind.DATABASE, name);
    if (cursor.accept("rename")) {
      cursor.expect("to");
      return new ObjectStatement.Rename(at, database, false, false, null, names.columnId(), false);
    }
    if (cursor.accept("owner", "to")) {
      return new ObjectStatement.SetOwner(at, database, names.role());
    }
    cursor.accept("with");
    return new ObjectStatement.AlterDatabase(at, name, options());
  }

  Statement createSchema(Position at) {
    cursor.expect("schema");
    boolean ifNotExists = names.ifNotExists();
    @Nullable String name = cursor.at("authorization") ? null : names.columnId();
    @Nullable RoleSpec owner = cursor.accept("authorization") ? names.role() : null;
    List<Statement> elements = new ArrayList<>();
    Position elementsAt = cursor.position();
    while (cursor.atAny("create", "grant")) {
      elements.add(element());
    }
    if (ifNotExists && !elements.isEmpty()) {
      throw cursor.error(
          SyntaxError.UNSUPPORTED,
          "CREATE SCHEMA IF NOT EXISTS cannot include schema elements",
          elementsAt);
    }
    return new ObjectStatement.CreateSchema(at, ifNotExists, name, owner, List.copyOf(elements));
  }

  private Statement element() {
    Position at = cursor.position();
    Statement element =
        cursor.at("grant") ? new GrantParser(grammar).grant() : new CreateParser(grammar).create();
    boolean allowed =
        switch (element) {
          case TableStatement.CreateTable _,
              TableStatement.CreateIndex _,
              TableStatement.CreateView _,
              TableStatement.CreateSequence _ ->
              true;
          case RoutineStatement.CreateTrigger _, RoleStatement.GrantPrivileges _ -> true;
          default -> false;
        };
    if (!allowed) {
      throw cursor.invalid("syntax error: not an element of a schema", at);
    }
    return element;
  }

  Statement createExtension(Position at) {
    cursor.expect("extension");
    boolean ifNotExists = names.ifNotExists();
    String name = names.columnId();
    cursor.accept("with");
    List<Option> options = new ArrayList<>();
    while (!cursor.atEnd()) {
      options.add(extensionOption());
    }
    return new ObjectStatement.CreateExtension(at, ifNotExists, name, List.copyOf(options));
  }

  private Option extensionOption() {
    Position at = cursor.position();
    if (cursor.accept("schema")) {
      return new Option(at, null, "schema", new Option.Word(names.columnId()));
    }
    if (cursor.accept("cascade")) {
      return new Option(at, null, "cascade", null);
    }
    if (cursor.at("from")) {
      throw cursor.unsupported("CREATE EXTENSION … FROM", at);
    }
    cursor.expect("version");
    Option.Value version =
        cursor.kind() == TokenKind.STRING
            ? new Option.Text(names.string())
            : new Option.Word(names.nonReservedWord());
    return new Option(at, null, "version", version);
  }
}
