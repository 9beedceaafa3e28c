package io.halcyon.txn.record;

import io.halcyon.core.id.RequestId;
import java.util.Comparator;

/// Names one *attempt* of a transaction.
///
/// The request id is what the client knows and repeats; at most one attempt of it ever commits
/// (T3). Each attempt (a restart by the router, or another router's try of the same request) has a
/// name of its own, so that what was sent for one can never count for another.
///
/// Ordered by age: an attempt is as old as its request, so that a transaction does not lose its
/// place in the order of victims by restarting.
///
/// @param coordinator drawn at random by the router for each try of the request
/// @param attempt counts the restarts of that try
public record TxnId(RequestId request, long coordinator, int attempt) implements Comparable<TxnId> {
  private static final Comparator<TxnId> BY_AGE =
      Comparator.comparing(TxnId::owner).thenComparingInt(TxnId::attempt);

  public Owner owner() {
    return new Owner(request, coordinator);
  }

  @Override
  public int compareTo(TxnId other) {
    return BY_AGE.compare(this, other);
  }

  @Override
  public String toString() {
    return Long.toHexString(request.session())
        + "-"
        + request.sequence()
        + "/"
        + Long.toHexString(coordinator)
        + "."
        + attempt;
  }
}
