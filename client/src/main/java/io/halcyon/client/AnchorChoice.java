package io.halcyon.client;

import org.jspecify.annotations.Nullable;

/// Follows which key the router takes as a transaction's anchor, so that the outcome can be asked
/// for when the router is lost: what the begin names, else the first key locked, else at commit the
/// first written.
///
/// A wrong guess would be dangerous: the status would be asked where nobody knows of the commit,
/// and the request would be tried again as undecided. So only what the router has answered counts
/// (a statement that it refused chooses nothing), and after a restart the router says what is
/// fixed. What was sent and not answered is the last resort, for callers that commit before they
/// have the answers. Thread-safe.
final class AnchorChoice {
  private byte @Nullable [] fixed;
  private byte @Nullable [] firstWritten;
  private byte @Nullable [] firstSent;

  AnchorChoice(byte @Nullable [] named) {
    this.fixed = named;
  }

  /// A lock or write is about to be sent.
  synchronized void sent(byte[] key) {
    if (firstSent == null) {
      firstSent = key;
    }
  }

  /// The router has evaluated a lock.
  synchronized void locked(byte[] firstKey) {
    if (fixed == null) {
      fixed = firstKey;
    }
  }

  /// The router has buffered a write.
  synchronized void written(byte[] key) {
    if (firstWritten == null) {
      firstWritten = key;
    }
  }

  /// Returns the anchor of a commit that was sent; null if nothing was locked or written.
  synchronized byte @Nullable [] ofCommit() {
    if (fixed != null) {
      return fixed;
    }
    return firstWritten == null ? firstSent : firstWritten;
  }

  /// A new attempt buffers its writes anew.
  ///
  /// @param anchor what the router says is fixed; empty if nothing is
  synchronized void restarted(byte[] anchor) {
    fixed = anchor.length == 0 ? null : anchor;
    firstWritten = null;
    firstSent = null;
  }
}
