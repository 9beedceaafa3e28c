package io.halcyon.core.hlc;

/// An upper bound on a node's clock that survives restarts (rule C3): it is made durable before the
/// clock exceeds it, and a restarted clock begins at or above it.
public interface HlcBound {
  /// Returns the durable bound, packed; 0 for a new node.
  long current();

  /// Returns once a bound at or above `packed` is durable. Cheap when it already is; called by many
  /// threads.
  void ensureAbove(long packed);

  /// Keeps nothing: for tests and for processes that assign no timestamps.
  HlcBound NONE =
      new HlcBound() {
        @Override
        public long current() {
          return 0;
        }

        @Override
        public void ensureAbove(long packed) {}
      };
}
