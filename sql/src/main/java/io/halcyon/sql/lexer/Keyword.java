package io.halcyon.sql.lexer;

/// A keyword of PostgreSQL 15.
///
/// @param word in lower case
/// @param bareLabel whether it may label a column without `AS`
public record Keyword(String word, KeywordKind kind, boolean bareLabel) {}
