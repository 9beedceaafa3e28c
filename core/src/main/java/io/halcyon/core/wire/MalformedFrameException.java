package io.halcyon.core.wire;

/// A frame that does not follow the layout: the peer is broken or hostile, so the stream is closed.
public final class MalformedFrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedFrameException(String message) {
    super(message);
  }
}
