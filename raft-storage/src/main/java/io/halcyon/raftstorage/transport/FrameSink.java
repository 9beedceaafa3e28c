package io.halcyon.raftstorage.transport;

/// Takes the parts of decoded frames, on the connection's event loop.
interface FrameSink {
  /// Returns the largest acceptable frame at this stage of the connection.
  int frameBytesMax();

  /// Begins a frame.
  ///
  /// @return false to skip what the frame contains
  boolean begin(byte flags, long hlc, int messageBytes);

  /// @return false if the message is a violation of the protocol: the connection is closed
  boolean message(MessageKind kind, int service, long id, byte[] body);

  /// Ends the frame whose beginning was accepted.
  void end(byte flags);
}
