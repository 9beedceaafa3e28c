package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.SessionStatement;
import io.halcyon.sql.ast.SessionStatement.Direction;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Prepared statements and cursors.
final class PreparedParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  PreparedParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  SessionStatement prepare() {
    Position at = cursor.position();
    cursor.expect("prepare");
    String name = names.columnId();
    List<TypeName> types = names.optionalParenthesized(grammar.types::type);
    cursor.expect("as");
    return new SessionStatement.Prepare(at, name, types, grammar.statements.preparable());
  }

  SessionStatement execute() {
    Position at = cursor.position();
    cursor.expect("execute");
    String name = names.columnId();
    List<Expression> arguments = names.optionalParenthesized(grammar.expressions::parse);
    return new SessionStatement.Execute(at, name, arguments);
  }

  SessionStatement deallocate() {
    Position at = cursor.position();
    cursor.expect("deallocate");
    boolean word =
        cursor.at("prepare") && cursor.kindAhead(1) != TokenKind.END && !cursor.ahead(1, ";");
    if (word) {
      cursor.advance();
    }
    return new SessionStatement.Deallocate(at, cursor.accept("all") ? null : names.columnId());
  }

  SessionStatement declare() {
    Position at = cursor.position();
    cursor.expect("declare");
    String name = names.columnId();
    List<String> options = new ArrayList<>();
    while (!cursor.at("cursor")) {
      options.add(option());
    }
    cursor.expect("cursor");
    boolean hold = false;
    if (cursor.atAny("with", "without")) {
      hold = cursor.take().equals("with");
      cursor.expect("hold");
    }
    cursor.expect("for");
    return new SessionStatement.DeclareCursor(
        at, name, List.copyOf(options), hold, grammar.queries.query());
  }

  private String option() {
    if (cursor.accept("no")) {
      cursor.expect("scroll");
      return "NO SCROLL";
    }
    if (cursor.atAny("binary", "insensitive", "asensitive") || cursor.at("scroll")) {
      return cursor.take().toUpperCase(Locale.ROOT);
    }
    throw cursor.unexpected();
  }

  SessionStatement close() {
    Position at = cursor.position();
    cursor.expect("close");
    return new SessionStatement.CloseCursor(at, cursor.accept("all") ? null : names.columnId());
  }

  SessionStatement fetch() {
    Position at = cursor.position();
    boolean move = cursor.take().equals("move");
    if (names.atNumber()) {
      return fetched(at, move, Direction.FORWARD, names.signedInteger());
    }
    boolean name = cursor.kindAhead(1) == TokenKind.END || cursor.ahead(1, ";");
    String word = name || cursor.kind() != TokenKind.KEYWORD ? "" : cursor.text();
    return switch (word) {
      case "next" -> fixed(at, move, Direction.FORWARD, 1);
      case "prior" -> fixed(at, move, Direction.BACKWARD, 1);
      case "first" -> fixed(at, move, Direction.ABSOLUTE, 1);
      case "last" -> fixed(at, move, Direction.ABSOLUTE, -1);
      case "absolute" -> {
        cursor.advance();
        yield fetched(at, move, Direction.ABSOLUTE, names.signedInteger());
      }
      case "relative" -> {
        cursor.advance();
        yield fetched(at, move, Direction.RELATIVE, names.signedInteger());
      }
      case "all" -> fixed(at, move, Direction.FORWARD_ALL, null);
      case "forward" -> steps(at, move, Direction.FORWARD, Direction.FORWARD_ALL);
      case "backward" -> steps(at, move, Direction.BACKWARD, Direction.BACKWARD_ALL);
      default -> fetched(at, move, Direction.FORWARD, 1);
    };
  }

  private SessionStatement fixed(
      Position at, boolean move, Direction direction, @Nullable Integer count) {
    cursor.advance();
    return fetched(at, move, direction, count);
  }

  private SessionStatement steps(Position at, boolean move, Direction direction, Direction toEnd) {
    cursor.advance();
    if (cursor.accept("all")) {
      return fetched(at, move, toEnd, null);
    }
    int count = names.atNumber() ? names.signedInteger() : 1;
    return fetched(at, move, direction, count);
  }

  private SessionStatement fetched(
      Position at, boolean move, Direction direction, @Nullable Integer count) {
    if (!cursor.accept("from")) {
      cursor.accept("in");
    }
    return new SessionStatement.Fetch(at, move, direction, count, names.columnId());
  }
}
