package io.halcyon.sql.parser;

import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.RoleStatement;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.TokenKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `DROP`, `COMMENT ON` and `SECURITY LABEL`: what applies to objects of nearly all kinds.
final class DropParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final ObjectRefParser references;

  DropParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.references = new ObjectRefParser(grammar);
  }

  Statement drop() {
    Position at = cursor.position();
    int start = cursor.index();
    cursor.expect("drop");
    if (cursor.accept("owned")) {
      cursor.expect("by");
      return new RoleStatement.DropOwned(at, names.list(names::role), names.cascade());
    }
    if (cursor.at("user", "mapping")) {
      return new ForeignParser(grammar).dropUserMapping(at, start);
    }
    if (cursor.accept("role") || cursor.accept("user") || cursor.accept("group")) {
      boolean ifExists = names.ifExists();
      return new RoleStatement.DropRole(at, ifExists, names.list(names::role));
    }
    if (cursor.accept("database")) {
      return dropDatabase(at);
    }
    Position kindAt = cursor.position();
    @Nullable ObjectKind kind = references.kind();
    if (kind == null || isNeverDropped(kind)) {
      throw kind == null
          ? cursor.unexpected()
          : cursor.invalid("syntax error at or near \"" + kind.firstWord() + "\"", kindAt);
    }
    boolean concurrently = kind == ObjectKind.INDEX && cursor.accept("concurrently");
    boolean ifExists = names.ifExists();
    List<ObjectRef> objects =
        takesList(kind)
            ? names.list(() -> references.reference(kind))
            : List.of(references.reference(kind));
    boolean cascade = kind != ObjectKind.TABLESPACE && names.cascade();
    return new ObjectStatement.Drop(at, kind, concurrently, ifExists, objects, cascade);
  }

  private static boolean isNeverDropped(ObjectKind kind) {
    return switch (kind) {
      case ATTRIBUTE, COLUMN, CONSTRAINT, LARGE_OBJECT, ROLE -> true;
      default -> false;
    };
  }

  private static boolean takesList(ObjectKind kind) {
    return switch (kind) {
      case CAST,
          OPERATOR_CLASS,
          OPERATOR_FAMILY,
          POLICY,
          RULE,
          TRIGGER,
          SUBSCRIPTION,
          TABLESPACE,
          TRANSFORM ->
          false;
      default -> true;
    };
  }

  private Statement dropDatabase(Position at) {
    boolean ifExists = names.ifExists();
    String name = names.columnId();
    boolean force = false;
    boolean with = cursor.accept("with");
    if (with || cursor.at("(")) {
      force = !names.parenthesized(this::force).isEmpty();
    }
    return new ObjectStatement.DropDatabase(at, ifExists, name, force);
  }

  private boolean force() {
    cursor.expect("force");
    return true;
  }

  Statement comment() {
    Position at = cursor.position();
    cursor.expect("comment", "on");
    ObjectRef target = target();
    cursor.expect("is");
    return new ObjectStatement.Comment(at, target, textOrNull());
  }

  Statement securityLabel() {
    Position at = cursor.position();
    cursor.expect("security", "label");
    @Nullable String provider = null;
    if (cursor.accept("for")) {
      provider = cursor.kind() == TokenKind.STRING ? names.string() : names.nonReservedWord();
    }
    cursor.expect("on");
    ObjectRef target = target();
    cursor.expect("is");
    return new ObjectStatement.SecurityLabel(at, provider, target, textOrNull());
  }

  private ObjectRef target() {
    @Nullable ObjectKind kind = references.kind();
    if (kind == null || kind == ObjectKind.ATTRIBUTE) {
      throw cursor.unexpected();
    }
    return references.reference(kind);
  }

  private @Nullable String textOrNull() {
    return cursor.accept("null") ? null : names.string();
  }
}
