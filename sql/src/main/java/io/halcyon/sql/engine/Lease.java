package io.halcyon.sql.engine;

/// A promise that the catalog stays at one version up to a timestamp: transactions that read and
/// commit at or below it need not look at the version. Used by many at a time; they are counted, so
/// that it can be given back when the last has ended. Thread-safe.
final class Lease {
  private final LayoutCache layouts;
  private long until;
  private long takenNanos;
  private int users;
  private boolean closed;

  /// @param layouts of the version
  /// @param until the last timestamp for which it is promised
  /// @param takenNanos local time just before it was asked for
  Lease(LayoutCache layouts, long until, long takenNanos) {
    this.layouts = layouts;
    this.until = until;
    this.takenNanos = takenNanos;
  }

  LayoutCache layouts() {
    return layouts;
  }

  long version() {
    return layouts.snapshot().version();
  }

  synchronized long until() {
    return until;
  }

  synchronized long takenNanos() {
    return takenNanos;
  }

  /// It was promised for longer.
  synchronized void extend(long later, long nanos) {
    until = Math.max(until, later);
    takenNanos = nanos;
  }

  /// Counts a user; returns false if it is used no more.
  synchronized boolean enter() {
    if (closed) {
      return false;
    }
    users++;
    return true;
  }

  synchronized void leave() {
    users--;
  }

  /// Lets nobody else use it.
  synchronized void close() {
    closed = true;
  }

  synchronized boolean closed() {
    return closed;
  }

  synchronized boolean used() {
    return users > 0;
  }
}
