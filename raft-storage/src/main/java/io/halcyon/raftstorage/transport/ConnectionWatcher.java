package io.halcyon.raftstorage.transport;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;

/// Learns of the connections that this node has dialled. Called on the peer's event loop: must not
/// block.
public interface ConnectionWatcher {
  /// The connection is up; requests go out from now on.
  default void connected(Incarnation peer) {}

  /// The connection is lost; it is dialled again by itself.
  default void disconnected(NodeId peer) {}
}
