package io.halcyon.raftstorage.transport;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.zip.CRC32C;

/// The frame layout, all numbers big-endian:
///
/// ```
/// frame:   length u32 (of what follows this field) | crc32c u32 (of what follows this field)
///          | flags u8 | hlc i64 | message*
/// message: kind u8 | service u8 | id i64 | length u32 | body
/// ```
///
/// A frame without messages carries only the clock.
final class Frames {
  static final int LENGTH_BYTES = 4;

  /// Bytes of crc, flags and hlc: the least value of the length field.
  static final int HEADER_BYTES = 4 + 1 + 8;

  static final int MESSAGE_HEADER_BYTES = 1 + 1 + 8 + 4;

  /// The receiver shall send its clock reading back.
  static final byte FLAG_ANSWER_CLOCK = 1;

  private static final int CRC_OFFSET = LENGTH_BYTES;
  private static final int FLAGS_OFFSET = CRC_OFFSET + 4;

  private Frames() {}

  /// Starts a frame in an empty buffer; {@link #finish} completes it.
  static void begin(ByteBuf frame) {
    frame.writeZero(LENGTH_BYTES + HEADER_BYTES);
  }

  static void append(ByteBuf frame, Outgoing message) throws IOException {
    frame
        .writeByte(message.kind().code)
        .writeByte(message.service())
        .writeLong(message.id())
        .writeInt(message.size());
    int start = frame.writerIndex();
    frame.ensureWritable(message.size());
    var target = frame.nioBuffer(start, message.size());
    message.body().writeTo(target);
    if (target.hasRemaining()) {
      throw new IOException("message body is shorter than announced");
    }
    frame.writerIndex(start + message.size());
  }

  static void finish(ByteBuf frame, byte flags, long hlc) {
    int end = frame.writerIndex();
    frame.setInt(0, end - LENGTH_BYTES);
    frame.setByte(FLAGS_OFFSET, flags);
    frame.setLong(FLAGS_OFFSET + 1, hlc);
    frame.setInt(CRC_OFFSET, crc(frame, FLAGS_OFFSET, end - FLAGS_OFFSET));
  }

  static int crc(ByteBuf buffer, int offset, int length) {
    var crc = new CRC32C();
    if (buffer.nioBufferCount() == 1) {
      crc.update(buffer.internalNioBuffer(offset, length));
    } else {
      for (var part : buffer.nioBuffers(offset, length)) {
        crc.update(part);
      }
    }
    return (int) crc.getValue();
  }
}
