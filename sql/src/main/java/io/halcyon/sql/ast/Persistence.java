package io.halcyon.sql.ast;

/// How long a relation lives and how durable it is.
public enum Persistence {
  PERMANENT,
  TEMPORARY,
  UNLOGGED
}
