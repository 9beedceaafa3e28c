package io.halcyon.router.dispatch;

import io.halcyon.core.failure.Failure;

/// Receives the end of an operation: exactly one call, on an event loop or on the caller's thread,
/// so it must not block.
public interface Completion {
  /// @param body the answer's body; owned by the receiver
  void ok(byte[] body);

  void failed(Failure failure);
}
