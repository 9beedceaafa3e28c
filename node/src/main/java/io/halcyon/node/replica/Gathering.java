package io.halcyon.node.replica;

/// Decides whether a busy shard's next entry waits for the writers that were answered just now.
///
/// With one entry under way, half of the writers are in it and the other half queue up behind it;
/// if the next entry left as soon as the first is applied, the two halves would take turns for
/// ever, at twice the entries, and an entry costs as much as tens of writes. So after an entry that
/// was not small the next one waits until about as many writes are queued as were in it and behind
/// it, for at most half the time that it took. Whoever writes alone, or with few others, never
/// waits. This is the idea of PostgreSQL's `commit_delay` and `commit_siblings`, after Helland et
/// al., "Group Commit Timers and High Volume Transaction Systems" (1987), with both measured
/// instead of configured.
///
/// Owned by the proposer's turn; not thread-safe.
final class Gathering {
  /// Fewer writers than this never wait for each other.
  static final int WRITERS_MIN = 8;

  private final long delayNanosMax;
  private final int entryOpsMax;
  private int proposedOps;
  private long proposedAt;
  private int expectedOps;
  private long deadline;

  /// Whether an entry has been proposed whose end no turn has seen yet.
  private boolean underWay;

  /// @param delayNanosMax bound of a wait; 0 never waits
  Gathering(long delayNanosMax, int entryOpsMax) {
    this.delayNanosMax = delayNanosMax;
    this.entryOpsMax = entryOpsMax;
  }

  void proposed(int ops, long nowNanos) {
    proposedOps = ops;
    proposedAt = nowNanos;
    underWay = true;
  }

  /// Returns for how long to wait before the next entry while nothing is under way; 0 not to.
  long waitNanos(int queuedOps, long nowNanos) {
    if (underWay) {
      underWay = false;
      expectedOps = Math.min(proposedOps + queuedOps, entryOpsMax);
      deadline = nowNanos + Math.min(delayNanosMax, (nowNanos - proposedAt) / 2);
    }
    if (expectedOps < WRITERS_MIN || queuedOps >= expectedOps - expectedOps / 8) {
      return 0;
    }
    return Math.max(0, deadline - nowNanos);
  }
}
