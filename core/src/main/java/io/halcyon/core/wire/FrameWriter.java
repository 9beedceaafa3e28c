package io.halcyon.core.wire;

import java.util.Arrays;

/// Builds one frame: `version (1) | hlc (8) | records`.
///
/// A request record: `length (4) | id (8) | kind (1) | flags (1, zero) | shard (4) | epoch (8) |
/// deadline millis (4) | body`. A reply record: `length (4) | id (8) | failed (1) | body`. Lengths
/// count what follows them; numbers are big-endian. Not thread-safe; reusable after {@link
/// #finish}.
public final class FrameWriter {
  public static final byte VERSION = 1;
  static final int FRAME_HEADER = 9;
  static final int REQUEST_HEADER = 26;
  static final int REPLY_HEADER = 9;
  private static final int INITIAL_BYTES = 1024;

  private byte[] buffer = new byte[INITIAL_BYTES];
  private int length = FRAME_HEADER;
  private int count;

  public void request(
      long id,
      OpKind kind,
      int shard,
      long epoch,
      int deadlineMillis,
      byte[] body,
      int offset,
      int bodyLength) {
    int at = reserve(4 + REQUEST_HEADER + bodyLength);
    OpRequest.INT.set(buffer, at, REQUEST_HEADER + bodyLength);
    OpRequest.LONG.set(buffer, at + 4, id);
    buffer[at + 12] = kind.code();
    buffer[at + 13] = 0;
    OpRequest.INT.set(buffer, at + 14, shard);
    OpRequest.LONG.set(buffer, at + 18, epoch);
    OpRequest.INT.set(buffer, at + 26, deadlineMillis);
    System.arraycopy(body, offset, buffer, at + 4 + REQUEST_HEADER, bodyLength);
  }

  public void reply(long id, boolean failed, byte[] body, int offset, int bodyLength) {
    int at = reserve(4 + REPLY_HEADER + bodyLength);
    OpRequest.INT.set(buffer, at, REPLY_HEADER + bodyLength);
    OpRequest.LONG.set(buffer, at + 4, id);
    buffer[at + 12] = (byte) (failed ? 1 : 0);
    System.arraycopy(body, offset, buffer, at + 4 + REPLY_HEADER, bodyLength);
  }

  /// Returns how many records were added.
  public int count() {
    return count;
  }

  /// Returns the frame's length so far, in bytes.
  public int bytes() {
    return length;
  }

  /// Returns the frame as an array of exact length, and starts a new one.
  ///
  /// @param hlc the sender's HLC, 0 if it has none
  public byte[] finish(long hlc) {
    buffer[0] = VERSION;
    OpRequest.LONG.set(buffer, 1, hlc);
    byte[] frame = Arrays.copyOf(buffer, length);
    length = FRAME_HEADER;
    count = 0;
    if (buffer.length > 1 << 20) {
      buffer = new byte[INITIAL_BYTES];
    }
    return frame;
  }

  private int reserve(int bytes) {
    int at = length;
    int needed = at + bytes;
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, buffer.length * 2));
    }
    length = needed;
    count++;
    return at;
  }
}
