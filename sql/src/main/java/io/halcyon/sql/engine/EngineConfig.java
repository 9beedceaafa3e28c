package io.halcyon.sql.engine;

/// Bounds of the engine.
///
/// @param statementBytesMax bytes of rows that one statement may keep: for sorts, hash tables and
///   the like
public record EngineConfig(long statementBytesMax) {
  public static final EngineConfig DEFAULT = new EngineConfig(256L << 20);

  public EngineConfig {
    if (statementBytesMax < 1 << 20) {
      throw new IllegalArgumentException("a statement needs 1 MiB at least");
    }
  }
}
