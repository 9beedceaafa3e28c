package io.halcyon.txn.liveness;

/// Rule C3 on every node: the liveness lease under which it serves.
///
/// A lease is valid until the time *before its request was sent* plus its length, by the node's own
/// monotonic clock. The system shard evaluates the request later than that and counts from there,
/// so it never declares a node down that still believes in its lease (given a margin for clocks
/// that run at different rates).
///
/// | state | input | next state |
/// |---|---|---|
/// | no lease | `granted` of a request of this session | valid until sent + length; next session |
/// | valid until e | `granted`, sent at or before e | valid until max(e, sent + length) |
/// | valid until e | `granted`, sent after e | valid until sent + length; next session |
/// | any | `granted` of a request sent before `lost`, or unknown | the same |
/// | any | `lost` | no lease; next session |
///
/// Only an *activated* node counts grants: while it joins it renews to stay registered, and calls
/// neither {@link #requestSent} nor {@link #granted}.
///
/// {@link #valid}, {@link #session} and {@link #holds} may be called by any thread and take no
/// lock; the clock reading passed in must be taken after whatever the caller has waited for.
public final class LeaseHolder {
  /// Requests remembered; an answer to an older one is ignored.
  private static final int OUTSTANDING_MAX = 16;

  private final long[] sentNanos = new long[OUTSTANDING_MAX];
  private long lastToken;
  private long firstToken = 1;
  // One object for both, so that expiry and session are read together.
  private volatile Lease lease = new Lease(1, false, 0);

  private record Lease(long session, boolean held, long expiryNanos) {
    boolean valid(long nowNanos) {
      return held && nowNanos - expiryNanos < 0;
    }
  }

  /// Takes note that a request for the lease is about to be sent.
  ///
  /// @param nowNanos the monotonic clock, read before the request is sent
  /// @return a token to hand to {@link #granted}
  public synchronized long requestSent(long nowNanos) {
    lastToken++;
    sentNanos[(int) (lastToken % OUTSTANDING_MAX)] = nowNanos;
    return lastToken;
  }

  /// Extends the lease: the system shard has granted the request.
  public synchronized void granted(long requestToken, long leaseNanos) {
    if (requestToken < firstToken
        || requestToken > lastToken
        || requestToken <= lastToken - OUTSTANDING_MAX) {
      return;
    }
    long sent = sentNanos[(int) (requestToken % OUTSTANDING_MAX)];
    long expiry = sent + leaseNanos;
    Lease old = lease;
    if (!old.held) {
      lease = new Lease(old.session + 1, true, expiry);
    } else if (sent - old.expiryNanos > 0) {
      lease = new Lease(old.session + 1, true, expiry);
    } else if (expiry - old.expiryNanos > 0) {
      lease = new Lease(old.session, true, expiry);
    }
  }

  /// Ends the session: declared down, the node must join again. Answers to requests sent before do
  /// not count any more.
  public synchronized void lost() {
    firstToken = lastToken + 1;
    lease = new Lease(lease.session + 1, false, 0);
  }

  /// Returns whether the node may serve.
  public boolean valid(long nowNanos) {
    return lease.valid(nowNanos);
  }

  /// Returns the session: it changes whenever validity was interrupted.
  public long session() {
    return lease.session;
  }

  /// Returns whether the lease is valid in `session`: what an answer checks last, after the floor,
  /// with the session it noted at its start.
  public boolean holds(long session, long nowNanos) {
    Lease now = lease;
    return now.session == session && now.valid(nowNanos);
  }
}
