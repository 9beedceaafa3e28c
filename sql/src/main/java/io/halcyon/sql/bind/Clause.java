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
  ON("JOIN conditions"),
  RETURNING("RETURNING"),
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
      case SELECT, HAVING, ORDER_BY, DISTINCT_ON -> true;
      case VALUES, WHERE, GROUP_BY, LIMIT, OFFSET, FILTER, ON, RETURNING, FROM_FUNCTION -> false;
    };
  }
}
