package io.halcyon.raftstorage.transport;

import io.halcyon.core.id.Incarnation;

/// Serves the messages of one service number. Called on event loops: must not block.
///
/// Messages of one peer arrive in the order in which they were sent. The body belongs to the
/// service.
public interface PeerService {
  void request(Incarnation from, byte[] body, Answer answer);

  default void oneWay(Incarnation from, byte[] body) {}
}
