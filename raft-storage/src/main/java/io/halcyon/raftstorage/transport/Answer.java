package io.halcyon.raftstorage.transport;

/// Answers one request; exactly one call, from any thread.
public interface Answer {
  void ok(PeerMessage body);

  /// @param detail for people; cut off at 1 KiB
  void fail(String detail);
}
