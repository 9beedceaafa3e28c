package io.halcyon.rpc;

import io.halcyon.core.wire.FrameWriter;
import io.halcyon.core.wire.OpKind;

/// One operation on its way through a connection. The fields that change belong to the event loop.
final class ClientOperation {
  private static final byte[] NONE = {};

  final OpKind kind;
  final int bytes;
  final long deadlineNanos;
  final FrameConnection.ReplyHandler handler;
  private final int shard;
  private final long epoch;
  private final int offset;
  private byte[] body;

  long id;
  boolean sent;
  boolean done;

  ClientOperation(
      OpKind kind,
      int shard,
      long epoch,
      long deadlineNanos,
      byte[] body,
      int offset,
      int bytes,
      FrameConnection.ReplyHandler handler) {
    this.kind = kind;
    this.shard = shard;
    this.epoch = epoch;
    this.deadlineNanos = deadlineNanos;
    this.body = body;
    this.offset = offset;
    this.bytes = bytes;
    this.handler = handler;
  }

  void writeTo(FrameWriter writer, int remainingMillis) {
    writer.request(id, kind, shard, epoch, remainingMillis, body, offset, bytes);
    sent = true;
    body = NONE; // a retry is the caller's, who has the body
  }
}
