package io.halcyon.sql.lexer;

/// A remark to the client that stops nothing.
///
/// @param sqlState PostgreSQL's code, for instance 42622 for a shortened identifier
public record Notice(String sqlState, String message) {}
