package io.halcyon.txn.record;

import io.halcyon.core.id.RequestId;
import java.util.Comparator;

/// One coordinator's transaction over all its attempts: who owns locks, and whose reads are one's
/// own.
///
/// Two routers that try the same request are strangers to each other: if they shared locks, each
/// would slip in before those who wait for the other.
///
/// Ordered by age, the oldest first: as old as its request. Among those who try one request the
/// order is arbitrary, but the same everywhere.
public record Owner(RequestId request, long coordinator) implements Comparable<Owner> {
  private static final Comparator<Owner> BY_AGE =
      Comparator.<Owner>comparingLong(owner -> owner.request.createdMillis())
          .thenComparingLong(owner -> owner.request.session())
          .thenComparingLong(owner -> owner.request.sequence())
          .thenComparingLong(owner -> owner.coordinator);

  @Override
  public int compareTo(Owner other) {
    return BY_AGE.compare(this, other);
  }
}
