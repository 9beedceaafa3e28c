package io.halcyon.txn.liveness;

import io.halcyon.core.id.Incarnation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Rule C3 at the system shard's leader: which members' leases have surely run out, so that they
/// may be declared down.
///
/// A member is expired when a full lease and the margin have passed since its last request was
/// evaluated here, and since the last moment at which a predecessor can have counted one: a new
/// leader does not know what its predecessors granted, and waits it out.
///
/// That moment is when the last entry of an earlier term arrived here, which is long before the
/// election if the predecessor died. Each grant waits for an entry proposed after its request; a
/// granted one's is committed, hence in this leader's log (Raft's leader completeness), and arrived
/// after the request was sent. Requests that this replica counted itself in an earlier term have
/// entries of its own; it remembers the latest.
///
/// | state | input | next state |
/// |---|---|---|
/// | not leading | `leadershipGained(a, g)` | leading since g, nothing known but a |
/// | leading | `renewed(m, n)`, m not being declared | m counts from n; granted |
/// | leading | `renewed(m, n)`, m being declared down | the same; refused |
/// | leading | `expired` | every member returned is being declared down from then on |
/// | leading | `leadershipLost` | not leading |
///
/// What the shell owes, and the clock cannot give: **a grant is sent only after an entry that was
/// proposed after `renewed` returned true has been applied in the same term.** A deposed leader
/// would otherwise go on granting while its successor has waited its one lease and declares the
/// same member down. One entry serves all requests that waited for it. A successor's election comes
/// after such an entry, which arrives there after the request was sent, hence its wait outlasts the
/// lease.
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
  private long electedNanos;
  private long grantedNanos;
  private boolean counted;
  private long countedNanos;

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
  /// @param lastEntryNanos the monotonic clock at or after the arrival of the last entry of another
  ///   leader; the election, if that is not known
  /// @param nowNanos the monotonic clock at or after the election
  public synchronized void leadershipGained(long lastEntryNanos, long nowNanos) {
    leadershipLost();
    leading = true;
    looked = false;
    electedNanos = nowNanos;
    grantedNanos = counted && countedNanos - lastEntryNanos > 0 ? countedNanos : lastEntryNanos;
  }

  public synchronized boolean leading() {
    return leading;
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
    if (!counted || nowNanos - countedNanos > 0) {
      countedNanos = nowNanos;
    }
    counted = true;
    return true;
  }

  /// Returns those of `members` (joining ones too) that may be declared down. From now on their
  /// requests are refused, since the declaration may already be on its way; they are returned again
  /// until they are no longer among the members.
  ///
  /// @param dead a guess which members will not renew; the others are given a full lease from the
  ///   election to find the new leader. Safe whatever it says
  public synchronized List<Incarnation> expired(
      Collection<Incarnation> members, Predicate<Incarnation> dead, long nowNanos) {
    declaring.retainAll(members);
    if (!leading) {
      return List.of();
    }
    // Whoever was a member at the election may hold a lease of a predecessor's.
    long unknownSince = looked ? nowNanos : grantedNanos;
    looked = true;
    members.forEach(member -> renewedAtNanos.putIfAbsent(member, unknownSince));
    List<Incarnation> expired = new ArrayList<>();
    for (Incarnation member : members) {
      long since = renewedAtNanos.getOrDefault(member, unknownSince);
      boolean silent = nowNanos - since >= waitNanos && nowNanos - grantedNanos >= waitNanos;
      boolean hadTime = nowNanos - electedNanos >= waitNanos || dead.test(member);
      if ((silent && hadTime) || declaring.contains(member)) {
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
