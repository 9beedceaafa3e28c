package io.halcyon.router.dispatch;

import io.halcyon.core.wire.OpKind;
import io.halcyon.rpc.FrameConnection;

/// A way to one node; `FrameConnection` is the real one.
///
/// The handler is called exactly once, on an event loop, at the latest when the deadline passes.
@FunctionalInterface
public interface NodeLink {
  void send(
      OpKind kind,
      int shard,
      long epoch,
      int deadlineMillis,
      byte[] body,
      int offset,
      int length,
      FrameConnection.ReplyHandler handler);
}
