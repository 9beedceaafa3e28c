package io.halcyon.raftstorage.transport;

import io.halcyon.core.id.NodeId;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Tells where a node listens for its peers.
///
/// Asked anew before every attempt to connect, on a thread that may block, so that a node may move.
/// Thread-safe.
@FunctionalInterface
public interface PeerAddresses {
  /// Returns the address of `node`, or null while it is unknown. An unresolved host name is
  /// resolved at each attempt to connect.
  @Nullable InetSocketAddress addressOf(NodeId node);
}
