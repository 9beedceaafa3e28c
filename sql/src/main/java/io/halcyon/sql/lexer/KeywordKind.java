package io.halcyon.sql.lexer;

/// PostgreSQL's four classes of keywords: where a keyword may serve as a name.
public enum KeywordKind {
  /// May name anything.
  UNRESERVED,
  /// May name a column or table, not a function or type.
  COLUMN_NAME,
  /// May name a function or type, not a column or table.
  TYPE_OR_FUNCTION_NAME,
  /// May only be a column label, after `AS`.
  RESERVED
}
