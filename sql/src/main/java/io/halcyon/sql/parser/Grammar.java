package io.halcyon.sql.parser;

import io.halcyon.sql.lexer.TokenList;

/// The parsers of the productions that all statements need, over one cursor. What only some need is
/// made where it is needed.
final class Grammar {
  final Cursor cursor;
  final Names names;
  final TypeParser types;
  final ExpressionParser expressions;
  final CallParser calls;
  final QueryParser queries;
  final TableRefParser tables;
  final ClauseParser clauses;
  final StatementParser statements;

  Grammar(TokenList tokens, ParserConfig config) {
    cursor = new Cursor(tokens, config.nestingMax());
    names = new Names(cursor);
    types = new TypeParser(this);
    expressions = new ExpressionParser(this);
    calls = new CallParser(this);
    queries = new QueryParser(this);
    tables = new TableRefParser(this);
    clauses = new ClauseParser(this);
    statements = new StatementParser(this);
  }
}
