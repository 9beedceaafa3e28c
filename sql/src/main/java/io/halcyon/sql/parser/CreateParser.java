package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Persistence;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.TokenKind;

/// `CREATE`: finds out of what.
final class CreateParser {
  private final Grammar grammar;
  private final Cursor cursor;

  CreateParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
  }

  Statement create() {
    Position at = cursor.position();
    int start = cursor.index();
    cursor.expect("create");
    if (cursor.accept("or", "replace")) {
      return createOrReplace(at, start);
    }
    return switch (cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "") {
      case "table",
          "temp",
          "temporary",
          "local",
          "global",
          "unlogged",
          "view",
          "recursive",
          "sequence",
          "materialized" ->
          relation(at, false);
      case "unique", "index" -> new RelationParser(grammar).createIndex(at);
      case "schema" -> new DatabaseParser(grammar).createSchema(at);
      case "database" -> new DatabaseParser(grammar).create(at);
      case "extension" -> new DatabaseParser(grammar).createExtension(at);
      case "role", "group" -> new RoleParser(grammar).create(at);
      case "user" ->
          cursor.ahead(1, "mapping")
              ? new ForeignParser(grammar).createUserMapping(at, start)
              : new RoleParser(grammar).create(at);
      case "type" -> new TypeDefinitionParser(grammar).createType(at);
      case "domain" -> new TypeDefinitionParser(grammar).createDomain(at);
      case "function", "procedure" -> new RoutineParser(grammar).create(at, false);
      case "trigger", "constraint" -> new TriggerParser(grammar).createTrigger(at, false);
      case "policy" -> new TriggerParser(grammar).createPolicy(at);
      default -> new DefinitionParser(grammar).create(at, start, false);
    };
  }

  private Statement createOrReplace(Position at, int start) {
    return switch (cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "") {
      case "function", "procedure" -> new RoutineParser(grammar).create(at, true);
      case "trigger" -> new TriggerParser(grammar).createTrigger(at, true);
      case "constraint" -> {
        var _ = new TriggerParser(grammar).createTrigger(at, true);
        throw cursor.unsupported("CREATE OR REPLACE CONSTRAINT TRIGGER", at);
      }
      case "view", "recursive", "temp", "temporary", "local", "global", "unlogged" ->
          relation(at, true);
      default -> new DefinitionParser(grammar).create(at, start, true);
    };
  }

  private Statement relation(Position at, boolean orReplace) {
    Persistence persistence = persistence();
    return switch (cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "") {
      case "view", "recursive" ->
          new RelationParser(grammar).createView(at, orReplace, persistence);
      case "table" -> {
        refuseReplacing(orReplace);
        yield new CreateTableParser(grammar).create(at, persistence);
      }
      case "sequence" -> {
        refuseReplacing(orReplace);
        yield new SequenceParser(grammar).create(at, persistence);
      }
      case "materialized" -> {
        refuseReplacing(orReplace || persistence == Persistence.TEMPORARY);
        yield new CreateTableParser(grammar).createMaterializedView(at, persistence);
      }
      default -> throw cursor.unexpected();
    };
  }

  private void refuseReplacing(boolean refused) {
    if (refused) {
      throw cursor.unexpected();
    }
  }

  private Persistence persistence() {
    if (cursor.accept("unlogged")) {
      return Persistence.UNLOGGED;
    }
    boolean scope = cursor.accept("local") || cursor.accept("global");
    if (cursor.accept("temporary") || cursor.accept("temp")) {
      return Persistence.TEMPORARY;
    }
    if (scope) {
      throw cursor.unexpected();
    }
    return Persistence.PERMANENT;
  }
}
