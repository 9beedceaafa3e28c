package io.halcyon.raftstorage.transport;

import java.io.IOException;

/// A {@link PeerFailure} at the border to code that wants exceptions.
public final class PeerFailureException extends IOException {
  private static final long serialVersionUID = 1L;
  private final transient PeerFailure failure;

  public PeerFailureException(PeerFailure failure) {
    super(failure.toString());
    this.failure = failure;
  }

  public PeerFailure failure() {
    return failure;
  }
}
