package io.halcyon.raftstorage.transport;

import io.halcyon.core.id.NodeId;

/// Decides which frames pass, so that tests can cut links, also in one direction only. Dropped
/// frames vanish silently, as in a network.
@FunctionalInterface
public interface LinkFilter {
  LinkFilter ALL = (from, to) -> true;

  /// Asked for every frame, by the sender and by the receiver. Thread-safe, fast.
  boolean passes(NodeId from, NodeId to);
}
