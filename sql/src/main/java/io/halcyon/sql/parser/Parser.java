package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.Lexer;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.lexer.TokenList;
import java.util.ArrayList;
import java.util.List;

/// Reads SQL: the entrance of the package.
///
/// Returns syntax trees, or throws `SyntaxError` and nothing else, whatever the text. Takes time in
/// proportion to the text, and stack in proportion to its nesting, which is bounded. Immutable and
/// safe for use by many threads.
public final class Parser {
  private final ParserConfig config;

  public Parser(ParserConfig config) {
    this.config = config;
  }

  /// Reads all statements of `sql`, which semicolons separate; empty ones are left out.
  public static List<Statement> parse(String sql) {
    return new Parser(ParserConfig.DEFAULT).script(sql).statements();
  }

  /// Reads all statements, with their places in the text and remarks on it.
  ///
  /// @throws SyntaxError if any statement cannot be read
  public Script script(String sql) {
    Grammar grammar = grammar(sql);
    Cursor cursor = grammar.cursor;
    List<Script.Part> parts = new ArrayList<>(1);
    while (true) {
      while (cursor.accept(";")) {
        // an empty statement
      }
      if (cursor.atEnd()) {
        break;
      }
      Position start = cursor.position();
      Statement statement = grammar.statements.statement();
      if (!cursor.atEnd()) {
        throw cursor.unexpected();
      }
      int end = cursor.tokens().end(cursor.index() - 1);
      parts.add(new Script.Part(statement, start.offset(), end));
    }
    return new Script(List.copyOf(parts), cursor.tokens().notices());
  }

  /// Reads a single expression, as views, defaults and checks are stored.
  ///
  /// @throws SyntaxError if `sql` is not one expression
  public Expression expression(String sql) {
    Grammar grammar = grammar(sql);
    Expression expression = grammar.expressions.parse();
    if (!grammar.cursor.atEnd() || grammar.cursor.at(";")) {
      throw grammar.cursor.unexpected();
    }
    return expression;
  }

  private Grammar grammar(String sql) {
    if (sql.length() > config.statementCharsMax()) {
      throw new SyntaxError(
          SyntaxError.TOO_COMPLEX,
          "statement is longer than " + config.statementCharsMax() + " characters",
          0,
          "The bound is sql.parser.statement-chars-max.");
    }
    TokenList tokens = Lexer.scan(sql);
    return new Grammar(tokens, config);
  }
}
