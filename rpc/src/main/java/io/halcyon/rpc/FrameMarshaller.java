package io.halcyon.rpc;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Writes and reads `message Frame { bytes batch = 1; }` without protobuf's own copies: one copy to
/// the transport's buffer, one out of it.
///
/// Layout: `tag 0x0A (1) | length varint (1 to 5) | batch`. A sender other than ours may write it
/// differently (unknown fields, the field twice); that is read, too. Bytes that are no `Frame`, or
/// a longer one than allowed, become the empty frame, which no frame reader accepts: so the stream
/// ends with INVALID_ARGUMENT like with any other malformed frame. No length is trusted before it
/// has been compared with the bytes that are there.
///
/// Stateless, thread-safe.
final class FrameMarshaller implements MethodDescriptor.Marshaller<byte[]> {
  static final FrameMarshaller INSTANCE = new FrameMarshaller();
  static final int BATCH_TAG = 0x0A;
  private static final byte[] NONE = {};
  private static final int VARINT_BYTES_MAX = 10;
  private static final int WIRE_VARINT = 0;
  private static final int WIRE_FIXED64 = 1;
  private static final int WIRE_BYTES = 2;
  private static final int WIRE_FIXED32 = 5;

  private FrameMarshaller() {}

  @Override
  public InputStream stream(byte[] frame) {
    return new FrameStream(frame);
  }

  @Override
  public byte[] parse(InputStream message) {
    try {
      if (message instanceof KnownLength) {
        return batch(message);
      }
      byte[] bytes = message.readNBytes(FrameMethods.FRAME_BYTES_MAX + VARINT_BYTES_MAX + 1);
      return batch(new java.io.ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a frame from the transport", e);
    }
  }

  /// Reads the last `batch` field of a message whose `available` is what is left of it.
  private static byte[] batch(InputStream message) throws IOException {
    byte[] batch = NONE;
    while (message.available() > 0) {
      long tag = varint(message);
      if (tag == BATCH_TAG) {
        long length = varint(message);
        if (!fits(length, message) || length > FrameMethods.FRAME_BYTES_MAX) {
          return NONE;
        }
        batch = new byte[(int) length];
        if (message.readNBytes(batch, 0, batch.length) != batch.length) {
          return NONE;
        }
      } else if (!skip(tag, message)) {
        return NONE;
      }
    }
    return batch;
  }

  private static boolean skip(long tag, InputStream message) throws IOException {
    if (tag < 0 || tag >>> 3 == 0) {
      return false;
    }
    return switch ((int) (tag & 7)) {
      case WIRE_VARINT -> varint(message) != Long.MIN_VALUE;
      case WIRE_FIXED64 -> discard(8, message);
      case WIRE_BYTES -> discard(varint(message), message);
      case WIRE_FIXED32 -> discard(4, message);
      default -> false;
    };
  }

  private static boolean discard(long length, InputStream message) throws IOException {
    return fits(length, message) && message.skip(length) == length;
  }

  private static boolean fits(long length, InputStream message) throws IOException {
    return length >= 0 && length <= message.available();
  }

  /// Returns the next varint; {@link Long#MIN_VALUE} (no field's tag or length) when it is cut off.
  private static long varint(InputStream message) throws IOException {
    long value = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
      int next = message.read();
      if (next < 0) {
        return Long.MIN_VALUE;
      }
      value |= (long) (next & 0x7F) << (7 * i);
      if (next < 0x80) {
        return value;
      }
    }
    return Long.MIN_VALUE;
  }
}
