package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.session.SessionContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an evaluation may look at besides its batch. Not thread-safe where the session is not.
///
/// @param parameters values of `$1`, `$2`, ...
/// @param outerRows the rows of the queries around this one, the nearest first
public record EvaluationContext(
    SessionContext session,
    List<@Nullable Object> parameters,
    Subqueries subqueries,
    List<@Nullable Object[]> outerRows) {
  /// Runs the queries within expressions.
  public interface Subqueries {
    /// Returns all rows.
    List<@Nullable Object[]> rows(BoundQuery query, EvaluationContext context);
  }

  /// Returns the context for a query within an expression, evaluated for one row.
  public EvaluationContext within(@Nullable Object[] row) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(row);
    rows.addAll(outerRows);
    return new EvaluationContext(session, parameters, subqueries, rows);
  }
}
