package io.halcyon.node.replica;

import io.halcyon.core.ring.Tokens;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/// Which keys have writes on their way through the log, and when keys were last written, both by
/// stripe of the key's hash.
///
/// Exactness is not needed: a collision makes a read wait for a write that does not concern it, or
/// takes a later timestamp for the last write, and never the other way round. In exchange nothing
/// is allocated per write.
///
/// A writer calls {@link #begin} *before* it takes its timestamp, a reader takes its timestamp
/// *before* it asks {@link #inFlight}: so a read at r sees every write at or below r as pending or
/// applied (rule C1).
///
/// Thread-safe.
final class PendingKeys {
  private static final int STRIPES = 1 << 14;

  private final AtomicIntegerArray counts = new AtomicIntegerArray(STRIPES);
  private final AtomicLongArray lastApplied = new AtomicLongArray(STRIPES);
  private volatile long appliedBefore;

  /// @param appliedBefore a timestamp at or above everything applied before this leader's term
  PendingKeys(long appliedBefore) {
    this.appliedBefore = appliedBefore;
  }

  /// Takes note that others have applied writes up to a timestamp, unseen by this object; none of
  /// them is in flight any more.
  void appliedUnseen(long upTo) {
    appliedBefore = upTo;
  }

  static int stripe(byte[] buffer, int offset, int length) {
    return (int) Tokens.of(buffer, offset, length) & (STRIPES - 1);
  }

  static int stripe(byte[] key) {
    return stripe(key, 0, key.length);
  }

  void begin(int stripe) {
    counts.incrementAndGet(stripe);
  }

  /// Ends a write; call it after the store has it, or after it is certain never to.
  ///
  /// @param appliedAt the write's timestamp, 0 if it was not applied
  void end(int stripe, long appliedAt) {
    if (appliedAt > 0) {
      lastApplied.accumulateAndGet(stripe, appliedAt, Math::max);
    }
    counts.decrementAndGet(stripe);
  }

  boolean inFlight(int stripe) {
    return counts.get(stripe) > 0;
  }

  /// Returns whether a write above `readAt` may have been applied, or be about to be. Asked after
  /// the store was read, a no means that the store showed none.
  boolean writtenAfter(int stripe, long readAt) {
    return inFlight(stripe) || lastApplied(stripe) > readAt;
  }

  /// Returns a timestamp at or above every applied write of the stripe, deletions included.
  long lastApplied(int stripe) {
    return Math.max(appliedBefore, lastApplied.get(stripe));
  }
}
