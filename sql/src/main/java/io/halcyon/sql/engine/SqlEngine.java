package io.halcyon.sql.engine;

/// Where sessions get what runs their statements. Thread-safe.
public interface SqlEngine {
  EngineSession open();
}
