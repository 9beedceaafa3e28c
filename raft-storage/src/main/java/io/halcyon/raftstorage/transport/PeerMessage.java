package io.halcyon.raftstorage.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The body of a message to a peer, written straight into the frame when that is flushed.
///
/// The transport calls {@link #size} on the sending thread and {@link #writeTo} once on an event
/// loop; what the message refers to must not change in between.
public interface PeerMessage {
  /// Returns the exact number of bytes that {@link #writeTo} puts.
  int size();

  /// Puts exactly {@link #size} bytes into `target`.
  void writeTo(ByteBuffer target) throws IOException;

  /// Wraps an array without copying it.
  static PeerMessage of(byte[] body) {
    return new PeerMessage() {
      @Override
      public int size() {
        return body.length;
      }

      @Override
      public void writeTo(ByteBuffer target) {
        target.put(body);
      }
    };
  }
}
