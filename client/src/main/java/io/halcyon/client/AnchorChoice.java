package io.halcyon.client;

import org.jspecify.annotations.Nullable;

/// Follows which key the router takes as a transaction's anchor, so that the outcome can be asked
/// for when the router is lost: what the options name, else the first key locked, else at commit
/// the first written. Owned by the transaction that it belongs to.
final class AnchorChoice {
  private byte @Nullable [] fixed;
  private byte @Nullable [] firstWritten;

  AnchorChoice(byte @Nullable [] named) {
    this.fixed = named;
  }

  synchronized void locked(byte[] firstKey) {
    if (fixed == null) {
      fixed = firstKey;
    }
  }

  synchronized void written(byte[] key) {
    if (firstWritten == null) {
      firstWritten = key;
    }
  }

  /// Returns the anchor of a commit that is about to be sent; null if nothing was locked or
  /// written.
  synchronized byte @Nullable [] atCommit() {
    if (fixed == null) {
      fixed = firstWritten;
    }
    return fixed;
  }

  /// A new attempt keeps an anchor that was fixed, and buffers its writes anew.
  synchronized void restarted() {
    firstWritten = null;
  }
}
