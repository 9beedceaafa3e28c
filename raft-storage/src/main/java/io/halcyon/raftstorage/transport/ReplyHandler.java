package io.halcyon.raftstorage.transport;

/// Takes the outcome of one request: exactly one call, on the peer's event loop; must not block.
///
/// If the queue is full, {@link #failed} is called by the sending thread itself.
public interface ReplyHandler {
  void received(byte[] body);

  void failed(PeerFailure failure);
}
