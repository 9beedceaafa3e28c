package io.halcyon.raftstorage.engine;

/// What the last applied entry left behind; written in the same batch as its data (S1).
///
/// On disk: `term (8) | index (8) | bound (8) | bound term (8) | closed ts (8) | max ts (8)`.
///
/// @param bound greatest bound B of the applied entries
/// @param boundTerm term of the entry that carried it
/// @param maxTimestamp greatest timestamp of any version or deletion
record AppliedState(
    long term, long index, long bound, long boundTerm, long closedTs, long maxTimestamp) {
  static final AppliedState NONE = new AppliedState(0, 0, 0, 0, 0, 0);
  static final int BYTES = 48;

  AppliedPosition position() {
    return new AppliedPosition(term, index);
  }

  AppliedState skippedTo(long nextTerm, long nextIndex) {
    return new AppliedState(nextTerm, nextIndex, bound, boundTerm, closedTs, maxTimestamp);
  }

  AppliedState after(
      long nextTerm, long nextIndex, long entryBound, long entryClosed, long entryMaxTs) {
    boolean higher = entryBound > bound;
    return new AppliedState(
        nextTerm,
        nextIndex,
        higher ? entryBound : bound,
        higher ? nextTerm : boundTerm,
        Math.max(closedTs, entryClosed),
        Math.max(maxTimestamp, entryMaxTs));
  }

  void encode(byte[] target) {
    Layout.LONG.set(target, 0, term);
    Layout.LONG.set(target, 8, index);
    Layout.LONG.set(target, 16, bound);
    Layout.LONG.set(target, 24, boundTerm);
    Layout.LONG.set(target, 32, closedTs);
    Layout.LONG.set(target, 40, maxTimestamp);
  }

  static AppliedState decode(byte[] bytes) {
    return new AppliedState(
        (long) Layout.LONG.get(bytes, 0),
        (long) Layout.LONG.get(bytes, 8),
        (long) Layout.LONG.get(bytes, 16),
        (long) Layout.LONG.get(bytes, 24),
        (long) Layout.LONG.get(bytes, 32),
        (long) Layout.LONG.get(bytes, 40));
  }
}
