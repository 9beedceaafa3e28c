package io.halcyon.router.dispatch;

import org.jspecify.annotations.Nullable;

/// Finds the link to a node. Thread-safe; on the hot path.
@FunctionalInterface
public interface NodeLinks {
  /// Returns the link to a node, null if its address is not known.
  @Nullable NodeLink to(long node);
}
