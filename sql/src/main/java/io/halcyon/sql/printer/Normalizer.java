package io.halcyon.sql.printer;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.Statement;
import java.util.List;

/// Lifts the literals out of statements, so that those that differ in nothing else share a plan.
///
/// Numbers, strings and bit strings become parameters, numbered after those that the statement has.
/// Stay as they are: `NULL` and booleans, literals with a type (`date '…'`), lengths of types, and
/// numbers in `ORDER BY`, `GROUP BY` and `DISTINCT ON`, which name columns.
public final class Normalizer {
  private Normalizer() {}

  /// A statement without its literals.
  ///
  /// @param text SQL with parameters, a key of the plan cache together with the kinds of the
  ///   literals
  /// @param parametersBefore the greatest number among the statement's own parameters
  /// @param literals what the parameters behind that stand for, in their order
  public record Fingerprint(String text, int parametersBefore, List<Expression> literals) {}

  /// Returns the fingerprint of a statement; only queries and changes of rows lose their literals.
  public static Fingerprint fingerprint(Statement statement) {
    boolean lifts =
        switch (statement) {
          case Query _ -> true;
          case DataStatement.Insert _, DataStatement.Update _ -> true;
          case DataStatement.Delete _, DataStatement.Merge _ -> true;
          default -> false;
        };
    SqlText plain = new SqlText();
    new Printer(plain).statement(statement);
    if (!lifts) {
      return new Fingerprint(plain.toString(), plain.parameterMax(), List.of());
    }
    int before = plain.parameterMax();
    SqlText lifting = new SqlText(true, before);
    new Printer(lifting).statement(statement);
    return new Fingerprint(lifting.toString(), before, lifting.lifted());
  }
}
