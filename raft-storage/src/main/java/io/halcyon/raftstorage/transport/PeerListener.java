package io.halcyon.raftstorage.transport;

import io.halcyon.core.id.Incarnation;

/// Hears what the transport learns about peers. Called on event loops: must not block.
public interface PeerListener extends ConnectionWatcher {
  /// Returns whether connections with `peer` are welcome; asked once in every handshake.
  default boolean admits(Incarnation peer) {
    return true;
  }

  /// Takes a peer's clock reading, before anything else of the frame that carried it is processed.
  ///
  /// @return false if the reading is refused: the frame is then not processed and its connection is
  ///   closed
  boolean heard(Incarnation from, long hlc);
}
