package io.halcyon.node.replica;

import io.halcyon.core.hlc.HlcClock;
import io.halcyon.node.floor.FloorKeeper;

/// What every replica of a node shares when it answers: the clock, the floor and the liveness
/// lease.
///
/// @param lease says whether this node may answer now
public record Serving(HlcClock clock, FloorKeeper floor, Lease lease) {
  /// The node's right to serve (rule C3). Thread-safe.
  public interface Lease {
    /// Returns whether the lease is valid at this moment.
    boolean valid();

    /// Returns the current session: it changes whenever validity was interrupted. An answer needs
    /// the session of its start still valid at its end.
    long session();
  }

  boolean mayAnswer(long session) {
    return lease.valid() && lease.session() == session;
  }

  long nowNanos() {
    return clock.physical().monotonicNanos();
  }
}
