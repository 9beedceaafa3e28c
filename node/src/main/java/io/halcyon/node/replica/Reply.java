package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;

/// Receives the answer of an operation, exactly once, on any thread.
public interface Reply {
  void ok(byte[] body);

  void fail(Failure failure);
}
