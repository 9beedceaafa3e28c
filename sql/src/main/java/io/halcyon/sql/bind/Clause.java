package io.halcyon.sql.bind;

/// Where in a query an expression stands, which decides what it may contain.
enum Clause {
  SELECT("SELECT"),
  VALUES("VALUES"),
  WHERE("WHERE"),
  GROUP_BY("GROUP BY"),
  HAVING("HAVING"),
  ORDER_BY("ORDER BY"),
  DISTINCT_ON("DISTINCT ON"),
  LIMIT("LIMIT"),
  OFFSET("OFFSET"),
  FILTER("FILTER"),
  WINDOW("window definitions"),
  WINDOW_ROWS("window ROWS"),
  WINDOW_RANGE("window RANGE"),
  WINDOW_GROUPS("window GROUPS"),
  ON("JOIN conditions"),
  MERGE_WHEN("MERGE WHEN conditions"),
  RETURNING("RETURNING"),
  TRANSFORM("transform expressions"),
  FROM_FUNCTION("functions in FROM");

  private final String words;

  Clause(String words) {
    this.words = words;
  }

  /// Returns how messages call it.
  String words() {
    return words;
  }

  boolean allowsAggregates() {
    return switch (this) {
      case SELECT, HAVING, ORDER_BY, DISTINCT_ON, WINDOW -> true;
      case VALUES,
          WHERE,
          GROUP_BY,
          LIMIT,
          OFFSET,
          FILTER,
          WINDOW_ROWS,
          WINDOW_RANGE,
          WINDOW_GROUPS,
          ON,
          MERGE_WHEN,
          RETURNING,
          TRANSFORM,
          FROM_FUNCTION ->
          false;
    };
  }

  /// Returns how messages call it that refuse window functions.
  String wordsForWindows() {
    return switch (this) {
      case WINDOW_ROWS, WINDOW_RANGE, WINDOW_GROUPS -> WINDOW.words;
      default -> words;
    };
  }
}
