package io.halcyon.raftstorage.ratis.rpc;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.ratis.server.raftlog.RaftLog;

/// The appends with entries that are on their way to one follower, oldest first.
///
/// Open for one at a time until one has succeeded since the start or the last reset, then up to the
/// configured bounds. Owned by the follower's event loop.
final class AppendWindow {
  private final RaftRpcConfig config;
  private final Set<SentAppend> pending = new LinkedHashSet<>();
  private long bytes;
  private boolean proven;

  AppendWindow(RaftRpcConfig config) {
    this.config = config;
  }

  boolean isOpen() {
    return pending.isEmpty()
        || (proven && pending.size() < config.appendsMax() && bytes < config.appendBytesMax());
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  boolean contains(SentAppend append) {
    return pending.contains(append);
  }

  void add(SentAppend append) {
    pending.add(append);
    bytes += append.bytes();
  }

  /// Returns whether the append belonged to the window.
  boolean remove(SentAppend append) {
    boolean removed = pending.remove(append);
    if (removed) {
      bytes -= append.bytes();
    }
    return removed;
  }

  /// Returns the first index of the oldest append.
  long oldestIndex() {
    return pending.isEmpty() ? RaftLog.INVALID_LOG_INDEX : pending.iterator().next().firstIndex();
  }

  void succeeded() {
    proven = true;
  }

  /// Forgets what is on its way; replies to it no longer count here.
  void reset() {
    pending.clear();
    bytes = 0;
    proven = false;
  }
}
