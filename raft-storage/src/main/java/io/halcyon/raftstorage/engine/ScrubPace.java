package io.halcyon.raftstorage.engine;

/// Slows down whoever reads stored bytes only to see whether they are still right.
@FunctionalInterface
public interface ScrubPace {
  /// Tells that this many bytes were read; may block to keep to the pace.
  ///
  /// @return whether to go on
  boolean read(long bytes);
}
