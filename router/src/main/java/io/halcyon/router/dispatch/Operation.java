package io.halcyon.router.dispatch;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.OpKind;
import io.halcyon.router.shardmap.ShardRoute;
import io.halcyon.rpc.FrameConnection;
import org.jspecify.annotations.Nullable;

/// One operation on its way: what to send, and where its tries stand. Made by whoever asks, then
/// given to a {@link Dispatcher} once.
///
/// The body is a slice that is neither copied nor changed while the operation is under way. Tries
/// follow one another, so the mutable fields pass from thread to thread with the sends and need no
/// lock.
public final class Operation implements FrameConnection.ReplyHandler {
  final OpKind kind;
  final byte[] body;
  final int offset;
  final int length;
  final long deadlineNanos;
  final Completion completion;

  /// Whether the shard follows from the token and the current ring, or is fixed with its epoch.
  boolean byToken;

  long token;
  int shard;
  long epoch;

  /// Whether the first try may go to any replica.
  boolean anyReplica;

  int attempts;
  int pauses;
  int redirects;
  int timeouts;
  long asked;

  /// Whether an earlier try of a write may have been applied.
  boolean uncertain;

  @Nullable ShardRoute route;
  @Nullable Failure last;
  private @Nullable Dispatcher dispatcher;

  /// @param deadlineNanos on the process's monotonic clock
  public Operation(
      OpKind kind, byte[] body, int offset, int length, long deadlineNanos, Completion completion) {
    this.kind = kind;
    this.body = body;
    this.offset = offset;
    this.length = length;
    this.deadlineNanos = deadlineNanos;
    this.completion = completion;
  }

  /// Lets the first try go to any replica: for reads that may be stale.
  public Operation fromAnyReplica() {
    anyReplica = true;
    return this;
  }

  void begin(Dispatcher owner) {
    dispatcher = owner;
  }

  @Override
  public void reply(byte[] answer) {
    ShardRoute asking = route;
    if (asking != null && !(anyReplica && attempts == 1)) {
      asking.confirmed(asked);
    }
    completion.ok(answer);
  }

  @Override
  public void failed(Failure failure, boolean sent) {
    Dispatcher owner = dispatcher;
    if (owner == null) {
      throw new IllegalStateException("operation failed before it was sent");
    }
    owner.failed(this, failure, sent);
  }
}
