package io.halcyon.txn.participant;

import io.halcyon.txn.bound.LogBound;

/// Rule C1 as one term of a shard's leader sees it.
public interface TermBound {
  /// Returns the mark at or below which nothing is written, prepared or decided in this term;
  /// `Long.MAX_VALUE` when the term is over or not ready.
  long lowWater();

  /// Returns whether a read at `readAt` that was noted in this term's cache may be served.
  boolean covers(long readAt);

  /// Returns the view of `bound` in `term`.
  static TermBound of(LogBound bound, long term) {
    return new TermBound() {
      @Override
      public long lowWater() {
        return bound.lowWater(term);
      }

      @Override
      public boolean covers(long readAt) {
        return bound.covers(term, readAt);
      }
    };
  }
}
