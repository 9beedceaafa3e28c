package io.halcyon.rpc;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.OpKind;

/// The client side of one batching stream to one address.
public final class FrameConnection implements AutoCloseable {

  /// Takes the outcome of one operation, exactly once, on the connection's event loop (or, when it
  /// is refused at once, on the calling thread): must not block.
  public interface ReplyHandler {
    /// @param body the result; owned by the receiver
    void reply(byte[] body);

    /// @param sent whether the operation may have reached the server, so that a write may have been
    ///   applied unless the failure says otherwise; always true for failures the server answered
    void failed(Failure failure, boolean sent);
  }

  private FrameConnection() {}

  /// Opens a connection; connects at once, in the background, and again whenever it breaks.
  ///
  /// @param address `host:port`
  public static FrameConnection open(
      String address, FrameHop hop, FrameConfig config, EventLoops loops, HlcExchange hlc) {
    throw new UnsupportedOperationException();
  }

  /// Sends one operation. Never blocks; may be called from any thread.
  ///
  /// @param deadlineMillis how long to wait for the answer; afterwards it fails with
  ///   `DeadlineExceeded`, whose `sent` decides whether a write is ambiguous
  /// @param body not copied until it is sent: must not change
  public void send(
      OpKind kind,
      int shard,
      long epoch,
      int deadlineMillis,
      byte[] body,
      int offset,
      int length,
      ReplyHandler handler) {
    throw new UnsupportedOperationException();
  }

  /// Returns `host:port`.
  public String address() {
    throw new UnsupportedOperationException();
  }

  /// Returns whether the stream is up right now.
  public boolean connected() {
    return false;
  }

  /// Returns how many operations are queued or unanswered.
  public int outstanding() {
    return 0;
  }

  @Override
  public void close() {}
}
