package io.halcyon.sql.printer;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.IndexElement;

/// Prints the elements of indexes: columns, calls, and other expressions in parentheses.
final class IndexElementPrinter {
  private final SqlText out;
  private final ExpressionPrinter expressions;
  private final OptionPrinter options;

  IndexElementPrinter(SqlText out, ExpressionPrinter expressions, OptionPrinter options) {
    this.out = out;
    this.expressions = expressions;
    this.options = options;
  }

  void print(IndexElement element) {
    expression(element.expression());
    out.name(" COLLATE ", element.collation()).name(" ", element.operatorClass());
    options.assigned(" (", element.classOptions());
    expressions.direction(element.direction());
    expressions.nulls(element.nulls());
  }

  void expression(Expression expression) {
    boolean column =
        expression instanceof Expression.ColumnRef reference && reference.parts().size() == 1;
    out.when(!column, "(");
    expressions.print(expression);
    out.when(!column, ")");
  }
}
