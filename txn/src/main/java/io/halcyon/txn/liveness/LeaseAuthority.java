package io.halcyon.txn.liveness;

import io.halcyon.core.id.Incarnation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rule C3 at the system shard's leader: which members' leases have surely run out, so that they
/// may be declared down.
///
/// A member is expired when a full lease and the margin have passed since its last request was
/// evaluated here, and since this leader's election: a new leader does not know what its
/// predecessor granted, and waits it out.
///
/// | state | input | next state |
/// |---|---|---|
/// | not leading | `leadershipGained(g)` | leading since g, nothing known |
/// | leading | `renewed(m, n)`, m not being declared | m counts from n; granted |
/// | leading | `renewed(m, n)`, m being declared down | the same; refused |
/// | leading | `expired` | every member returned is being declared down from then on |
/// | leading | `leadershipLost` | not leading |
///
/// What the shell owes, and the clock cannot give: **a grant is sent only after an entry that was
/// proposed after `renewed` returned true has been applied in the same term.** A deposed leader
/// would otherwise go on granting while its successor has waited its one lease and declares the
/// same member down. One entry serves all requests that waited for it. A successor's election comes
/// after such an entry, hence after the request was sent, hence its wait outlasts the lease.
///
/// Likewise a declaration is an entry evaluated in the term in which {@link #expired} was asked
/// (S2): proposed in a later term of the same node, it could hit a member that has renewed in
/// between.
///
/// Thread-safe.
public final class LeaseAuthority {
  private final long waitNanos;
  private final Map<Incarnation, Long> renewedAtNanos = new HashMap<>();
  private final Set<Incarnation> declaring = new HashSet<>();
  private boolean leading;
  private boolean looked;
  private long gainedNanos;

  /// @param leaseNanos length of a lease
  /// @param marginNanos allowance for monotonic clocks that run at different rates: at least the
  ///   lease's length times the greatest relative difference
  public LeaseAuthority(long leaseNanos, long marginNanos) {
    if (leaseNanos <= 0 || marginNanos < 0) {
      throw new IllegalArgumentException(
          "lease must be positive and margin not negative: " + leaseNanos + ", " + marginNanos);
    }
    this.waitNanos = leaseNanos + marginNanos;
  }

  /// Leads from now on.
  ///
  /// @param nowNanos the monotonic clock at or after the election
  public synchronized void leadershipGained(long nowNanos) {
    leadershipLost();
    leading = true;
    looked = false;
    gainedNanos = nowNanos;
  }

  public synchronized void leadershipLost() {
    leading = false;
    renewedAtNanos.clear();
    declaring.clear();
  }

  /// Counts a member's lease from now; called when its request (or its registration) is evaluated.
  ///
  /// @return whether the request may be granted, once an entry proposed afterwards has been applied
  ///   in this term; false if this node does not lead, or the member is being declared down
  public synchronized boolean renewed(Incarnation member, long nowNanos) {
    if (!leading || declaring.contains(member)) {
      return false;
    }
    renewedAtNanos.merge(member, nowNanos, (a, b) -> b - a > 0 ? b : a);
    return true;
  }

  /// Returns those of `members` (joining ones too) that may be declared down. From now on their
  /// requests are refused, since the declaration may already be on its way; they are returned again
  /// until they are no longer among the members.
  public synchronized List<Incarnation> expired(Collection<Incarnation> members, long nowNanos) {
    declaring.retainAll(members);
    if (!leading) {
      return List.of();
    }
    // Whoever was a member at the election may hold a lease of the predecessor's from then.
    long unknownSince = looked ? nowNanos : gainedNanos;
    looked = true;
    members.forEach(member -> renewedAtNanos.putIfAbsent(member, unknownSince));
    List<Incarnation> expired = new ArrayList<>();
    for (Incarnation member : members) {
      long since = renewedAtNanos.getOrDefault(member, unknownSince);
      boolean silent = nowNanos - since >= waitNanos && nowNanos - gainedNanos >= waitNanos;
      if (silent || declaring.contains(member)) {
        declaring.add(member);
        expired.add(member);
      }
    }
    // A registration counts from its request, which comes before its entry: keep it until then.
    renewedAtNanos
        .entrySet()
        .removeIf(
            known -> !members.contains(known.getKey()) && nowNanos - known.getValue() > waitNanos);
    return List.copyOf(expired);
  }
}
