package io.halcyon.sql.engine;

import java.time.Duration;

/// Bounds of the engine.
///
/// @param statementBytesMax bytes of rows that one statement may keep: for sorts, hash tables and
///   the like
/// @param catalogLease for how long the process may go by its copy of the catalog without looking;
///   a change of the schema waits for that long at most. Zero: every transaction looks
public record EngineConfig(long statementBytesMax, Duration catalogLease) {
  /// Without leases.
  public static final EngineConfig DEFAULT = new EngineConfig(256L << 20, Duration.ZERO);

  public EngineConfig {
    if (statementBytesMax < 1 << 20) {
      throw new IllegalArgumentException("a statement needs 1 MiB at least");
    }
    if (catalogLease.isNegative()) {
      throw new IllegalArgumentException("a lease cannot be shorter than nothing");
    }
  }
}
