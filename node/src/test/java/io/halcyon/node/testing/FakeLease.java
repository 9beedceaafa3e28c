package io.halcyon.node.testing;

import io.halcyon.node.replica.Serving;

/// A liveness lease under a test's control; valid at first.
public final class FakeLease implements Serving.Lease {
  private volatile boolean valid = true;
  private volatile long session = 1;

  /// The lease is lost.
  public void lose() {
    valid = false;
  }

  /// A lease is granted after a gap: a new session.
  public void regain() {
    session++;
    valid = true;
  }

  @Override
  public boolean valid() {
    return valid;
  }

  @Override
  public long session() {
    return session;
  }
}
