package io.halcyon.node.testing;

import io.halcyon.node.replica.Serving;
import java.util.concurrent.atomic.AtomicLong;

/// A liveness lease under a test's control; valid at first.
public final class FakeLease implements Serving.Lease {
  private volatile boolean valid = true;
  private final AtomicLong session = new AtomicLong(1);

  /// The lease is lost.
  public void lose() {
    valid = false;
  }

  /// A lease is granted after a gap: a new session.
  public void regain() {
    session.incrementAndGet();
    valid = true;
  }

  @Override
  public boolean valid() {
    return valid;
  }

  @Override
  public long session() {
    return session.get();
  }
}
