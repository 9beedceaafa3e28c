package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.RoleSpec;
import io.halcyon.sql.lexer.Keyword;
import io.halcyon.sql.lexer.KeywordKind;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Names of all kinds, plain constants, and lists of whatever.
final class Names {
  private final Cursor cursor;

  Names(Cursor cursor) {
    this.cursor = cursor;
  }

  /// Returns whether a name of a column, table or other object stands there (`ColId`).
  boolean atColumnId() {
    if (cursor.kind() == TokenKind.IDENTIFIER) {
      return true;
    }
    Keyword keyword = cursor.keyword();
    return keyword != null
        && (keyword.kind() == KeywordKind.UNRESERVED || keyword.kind() == KeywordKind.COLUMN_NAME);
  }

  /// Returns whether a name of a type or function stands there (`type_function_name`).
  boolean atTypeFunctionName() {
    if (cursor.kind() == TokenKind.IDENTIFIER) {
      return true;
    }
    Keyword keyword = cursor.keyword();
    return keyword != null
        && (keyword.kind() == KeywordKind.UNRESERVED
            || keyword.kind() == KeywordKind.TYPE_OR_FUNCTION_NAME);
  }

  /// Returns whether any word but a reserved one stands there.
  boolean atNonReservedWord() {
    return cursor.kind() == TokenKind.IDENTIFIER
        || (cursor.kind() == TokenKind.KEYWORD && !cursor.atKeyword(KeywordKind.RESERVED));
  }

  boolean atColumnLabel() {
    return cursor.kind() == TokenKind.IDENTIFIER || cursor.kind() == TokenKind.KEYWORD;
  }

  boolean atBareLabel() {
    Keyword keyword = cursor.keyword();
    return keyword != null ? keyword.bareLabel() : cursor.kind() == TokenKind.IDENTIFIER;
  }

  String columnId() {
    return take(atColumnId());
  }

  String typeFunctionName() {
    return take(atTypeFunctionName());
  }

  String columnLabel() {
    return take(atColumnLabel());
  }

  String nonReservedWord() {
    return take(atNonReservedWord());
  }

  private String take(boolean allowed) {
    if (!allowed) {
      throw cursor.unexpected();
    }
    return cursor.take();
  }

  /// Reads `ColId` and any number of `.label` (`any_name`).
  QualifiedName anyName() {
    Position at = cursor.position();
    return attributes(at, columnId());
  }

  QualifiedName attributes(Position at, String first) {
    if (!cursor.at(".")) {
      return new QualifiedName(at, List.of(first));
    }
    List<String> parts = new ArrayList<>();
    parts.add(first);
    while (cursor.accept(".")) {
      parts.add(columnLabel());
    }
    return new QualifiedName(at, List.copyOf(parts));
  }

  /// Reads the name of a relation: at most catalog, schema and table.
  QualifiedName relation() {
    QualifiedName name = anyName();
    if (name.parts().size() > 3) {
      throw cursor.invalid(
          "improper qualified name (too many dotted names): " + String.join(".", name.parts()),
          name.at());
    }
    return name;
  }

  /// Reads the name of a function or of a type: one that is alone may not be of a column.
  QualifiedName function() {
    Position at = cursor.position();
    boolean alone = atTypeFunctionName();
    boolean qualified = atColumnId();
    if (!alone && !qualified) {
      throw cursor.unexpected();
    }
    String first = cursor.take();
    boolean dotted = cursor.at(".");
    if (dotted ? !qualified : !alone) {
      throw cursor.unexpected();
    }
    return attributes(at, first);
  }

  String string() {
    if (cursor.kind() != TokenKind.STRING) {
      throw cursor.unexpected();
    }
    return cursor.take();
  }

  /// Reads an unsigned number that fits an `int`.
  int integer() {
    if (cursor.kind() != TokenKind.INTEGER) {
      throw cursor.unexpected();
    }
    return Integer.parseInt(cursor.take());
  }

  int signedInteger() {
    if (cursor.accept("+")) {
      return integer();
    }
    return cursor.accept("-") ? -integer() : integer();
  }

  boolean atNumber() {
    return isNumber(cursor.kind()) || (cursor.atAny("+", "-") && isNumber(cursor.kindAhead(1)));
  }

  private static boolean isNumber(TokenKind kind) {
    return kind == TokenKind.INTEGER || kind == TokenKind.NUMERIC;
  }

  /// Reads a number with its sign, as text.
  String number() {
    String sign = "";
    if (cursor.accept("-")) {
      sign = "-";
    } else {
      cursor.accept("+");
    }
    if (!isNumber(cursor.kind())) {
      throw cursor.unexpected();
    }
    return sign + cursor.take();
  }

  RoleSpec role() {
    Position at = cursor.position();
    RoleSpec.Kind special =
        switch (cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "") {
          case "current_role" -> RoleSpec.Kind.CURRENT_ROLE;
          case "current_user" -> RoleSpec.Kind.CURRENT_USER;
          case "session_user" -> RoleSpec.Kind.SESSION_USER;
          default -> RoleSpec.Kind.NAMED;
        };
    if (special != RoleSpec.Kind.NAMED) {
      cursor.advance();
      return new RoleSpec(at, special, "");
    }
    String name = nonReservedWord();
    if (name.equals("public")) {
      return new RoleSpec(at, RoleSpec.Kind.PUBLIC, "");
    }
    if (name.equals("none")) {
      throw cursor.error("42939", "role name \"none\" is reserved", at);
    }
    return new RoleSpec(at, RoleSpec.Kind.NAMED, name);
  }

  /// Reads the name of a role that must be a plain one.
  String roleId() {
    RoleSpec role = role();
    return switch (role.kind()) {
      case NAMED -> role.name();
      case PUBLIC -> throw cursor.error("42939", "role name \"public\" is reserved", role.at());
      case CURRENT_ROLE, CURRENT_USER, SESSION_USER ->
          throw cursor.error(
              "42939", role.kind().name() + " cannot be used as a role name here", role.at());
    };
  }

  <T> List<T> list(Supplier<T> item) {
    T first = item.get();
    if (!cursor.at(",")) {
      return List.of(first);
    }
    List<T> items = new ArrayList<>();
    items.add(first);
    while (cursor.accept(",")) {
      items.add(item.get());
    }
    return List.copyOf(items);
  }

  <T> List<T> parenthesized(Supplier<T> item) {
    cursor.expect("(");
    List<T> items = list(item);
    cursor.expect(")");
    return items;
  }

  /// Reads a list in parentheses if one begins here; else it is empty.
  <T> List<T> optionalParenthesized(Supplier<T> item) {
    return cursor.at("(") ? parenthesized(item) : List.of();
  }

  List<String> columnIds() {
    return parenthesized(this::columnId);
  }

  List<String> optionalColumnIds() {
    return optionalParenthesized(this::columnId);
  }

  /// Reads `AS name` or `name`, if there is one.
  @Nullable String optionalAlias() {
    if (cursor.accept("as")) {
      return columnId();
    }
    return atColumnId() ? columnId() : null;
  }

  /// Reads `CASCADE` or `RESTRICT`; returns whether it was the first.
  boolean cascade() {
    if (cursor.accept("cascade")) {
      return true;
    }
    cursor.accept("restrict");
    return false;
  }

  boolean ifExists() {
    return cursor.accept("if", "exists");
  }

  boolean ifNotExists() {
    return cursor.accept("if", "not", "exists");
  }
}
