package io.halcyon.txn.bound;

import io.halcyon.core.hlc.HlcTimestamp;

/// Rule C1 for one replica: the upper bound B that a shard's log carries, the low-water mark that
/// follows from it, and which reads it covers.
///
/// The rule, in short. Every entry carries B = max(c, physical + lead), where c is the greatest
/// timestamp the entry commits at. A leader of term t serves a read at r only after, in this order,
/// it has noted r in term t's timestamp cache, every in-flight write at or below r on those keys is
/// applied, and it has applied a B ≥ r from an entry of term ≤ t. The low-water mark of t is the
/// greatest B up to and including t's first entry, and in t nothing is written at or below it. So
/// whatever a deposed or paused leader still serves lies under its successor's low-water mark, and
/// neither contradicts the other; no clock is trusted for it.
///
/// | state | input | next state |
/// |---|---|---|
/// | follower | `applied` (any term) | follower; greatest B grows |
/// | follower, electing | `elected(t)` | electing in t: covers nothing, no low-water mark |
/// | electing in t | `applied` of term < t | electing in t; greatest B grows |
/// | electing in t | `applied` of term t | ready in t; low-water mark = greatest B so far |
/// | electing or ready in t | `applied` of term > t | the same; this B counts for later terms only |
/// | ready in t | `applied` of term ≤ t | ready in t; covers up to the greatest such B |
/// | any | `lostLeadership` | follower |
///
/// What the shell owes: term t's first entry is an empty one (a write in it would lie under its own
/// B); an entry that applies as a no-op because it was evaluated in another term (S2) is not
/// reported here, on any replica; the caches of term t start empty at `elected(t)`.
///
/// {@link #next}, {@link #covers}, {@link #covered}, {@link #ready}, {@link #term} and {@link
/// #lowWater} may be called by any thread and allocate nothing; the other methods are called by one
/// thread at a time.
public final class LogBound {
  private static final long NOT_READY = Long.MIN_VALUE;

  private final long leadMillis;
  // Written under this object's lock, so that an apply cannot undo a loss of leadership.
  private long greatest;
  private volatile long term;
  private volatile long usable = NOT_READY;
  private volatile long lowWater = NOT_READY;

  /// @param leadMillis how far B runs ahead of physical time
  public LogBound(long leadMillis) {
    if (leadMillis <= 0) {
      throw new IllegalArgumentException("lead must be positive: " + leadMillis);
    }
    this.leadMillis = leadMillis;
  }

  /// Returns the B to put into an entry: `max(commitTs, physical + lead)`.
  ///
  /// It runs ahead of *physical* time, never of the hybrid clock: that would ratchet the clock
  /// upwards with every failover.
  ///
  /// @param commitTs the greatest timestamp the entry commits at; for an entry that only renews the
  ///   bound, the timestamp of the read that waits for it; 0 if neither
  public long next(long commitTs, long physicalMillis) {
    return Math.max(commitTs, HlcTimestamp.packMillis(physicalMillis + leadMillis));
  }

  /// Takes note of an applied entry, in log order, as leader or follower, also at replay.
  ///
  /// @param entryTerm the term of the entry in the Raft log
  /// @param bound the B it carries
  public synchronized void applied(long entryTerm, long bound) {
    greatest = Math.max(greatest, bound);
    long own = term;
    if (own == 0 || entryTerm > own) {
      return;
    }
    if (usable != NOT_READY) {
      usable = Math.max(usable, bound);
    } else if (entryTerm == own) {
      lowWater = greatest;
      usable = greatest;
    }
  }

  /// Takes over the greatest B of a store that was opened, or installed from a snapshot.
  public synchronized void restored(long bound) {
    greatest = Math.max(greatest, bound);
  }

  /// Leads in `term` from now on; not ready before the first own entry is applied.
  public synchronized void elected(long electedTerm) {
    if (electedTerm <= 0) {
      throw new IllegalArgumentException("term must be positive: " + electedTerm);
    }
    lostLeadership();
    term = electedTerm;
  }

  /// Leads no more; covers nothing.
  public synchronized void lostLeadership() {
    term = 0;
    usable = NOT_READY;
    lowWater = NOT_READY;
  }

  /// Returns whether this replica leads and has applied the first entry of its own term.
  public boolean ready() {
    return usable != NOT_READY;
  }

  /// Returns the mark at or below which nothing is written in the current term.
  ///
  /// @throws IllegalStateException if not {@link #ready}; a caller that races with a loss of
  ///   leadership uses {@link #lowWater(long)}
  public long lowWater() {
    long mark = lowWater;
    if (mark == NOT_READY) {
      throw new IllegalStateException("the low-water mark is not known yet");
    }
    return mark;
  }

  /// Returns the low-water mark of term `inTerm`, or `Long.MAX_VALUE` (nothing may be written) if
  /// this replica does not lead in that term or is not ready in it.
  public long lowWater(long inTerm) {
    if (term != inTerm) {
      return Long.MAX_VALUE;
    }
    long mark = lowWater;
    return mark == NOT_READY || term != inTerm ? Long.MAX_VALUE : mark;
  }

  /// Returns whether a read at `readAt` is covered: the replica is ready and has applied a B ≥
  /// `readAt` from an entry of a term at or below its own.
  ///
  /// A read must have been noted in the same term's timestamp cache before; a caller whose
  /// leadership may have changed since then asks {@link #covers(long, long)}.
  public boolean covers(long readAt) {
    return usable >= readAt;
  }

  /// Returns whether a read at `readAt` that was begun in term `inTerm` is covered in that same
  /// term; if not because the term has changed, the read starts anew.
  public boolean covers(long inTerm, long readAt) {
    // A term never comes back, so reading it before and after pins `usable` to it.
    return inTerm != 0 && term == inTerm && usable >= readAt && term == inTerm;
  }

  /// Returns the greatest timestamp that is covered in term `inTerm`; negative if none is, or if
  /// this replica does not lead in that term.
  public long covered(long inTerm) {
    if (inTerm == 0 || term != inTerm) {
      return NOT_READY;
    }
    long covered = usable;
    return term == inTerm ? covered : NOT_READY;
  }

  /// Returns the term in which this replica leads; 0 when it does not.
  public long term() {
    return term;
  }
}
