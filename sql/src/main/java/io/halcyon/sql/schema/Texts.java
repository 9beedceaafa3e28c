package io.halcyon.sql.schema;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.parser.ParserConfig;

/// Expressions as the catalog keeps them. Stateless.
final class Texts {
  private Texts() {}

  static Expression parse(String text) {
    return new Parser(ParserConfig.DEFAULT).expression(text);
  }
}
