package io.halcyon.core.wire;

import java.util.Arrays;

/// Reads one frame that {@link FrameWriter} built. Untrusted bytes: every length is checked against
/// what is there before anything is allocated. Not thread-safe.
public final class FrameReader {
  private final byte[] frame;
  private int position;

  /// @throws MalformedFrameException if the version is unknown
  public FrameReader(byte[] frame) {
    if (frame.length < FrameWriter.FRAME_HEADER) {
      throw new MalformedFrameException("frame of " + frame.length + " bytes is too short");
    }
    if (frame[0] != FrameWriter.VERSION) {
      throw new MalformedFrameException("frame version " + frame[0] + " is not supported");
    }
    this.frame = frame;
    this.position = FrameWriter.FRAME_HEADER;
  }

  /// Returns the sender's HLC, 0 if it has none.
  public long hlc() {
    long hlc = (long) OpRequest.LONG.get(frame, 1);
    if (hlc < 0) {
      throw new MalformedFrameException("negative timestamp in frame");
    }
    return hlc;
  }

  public boolean hasNext() {
    return position < frame.length;
  }

  /// @throws MalformedFrameException if the record does not fit, or names no shard or epoch
  public OpRequest nextRequest() {
    int at = position;
    int length = recordLength(FrameWriter.REQUEST_HEADER);
    int shard = (int) OpRequest.INT.get(frame, at + 14);
    long epoch = (long) OpRequest.LONG.get(frame, at + 18);
    if (shard < 0 || epoch < 0) {
      throw new MalformedFrameException("shard " + shard + " at epoch " + epoch + " in a request");
    }
    return new OpRequest(
        (long) OpRequest.LONG.get(frame, at + 4),
        OpKind.of(frame[at + 12]),
        shard,
        epoch,
        (int) OpRequest.INT.get(frame, at + 26),
        frame,
        at + 4 + FrameWriter.REQUEST_HEADER,
        length - FrameWriter.REQUEST_HEADER);
  }

  /// @throws MalformedFrameException if the record does not fit
  public OpReply nextReply() {
    int at = position;
    int length = recordLength(FrameWriter.REPLY_HEADER);
    int body = at + 4 + FrameWriter.REPLY_HEADER;
    return new OpReply(
        (long) OpRequest.LONG.get(frame, at + 4),
        frame[at + 12] != 0,
        Arrays.copyOfRange(frame, body, at + 4 + length));
  }

  private int recordLength(int least) {
    if (frame.length - position < 4) {
      throw new MalformedFrameException("record cut off at byte " + position);
    }
    int length = (int) OpRequest.INT.get(frame, position);
    if (length < least || length > frame.length - position - 4) {
      throw new MalformedFrameException("record of " + length + " bytes at byte " + position);
    }
    position += 4 + length;
    return length;
  }
}
