package io.halcyon.rpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/// One outgoing frame as the stream of bytes that gRPC asks a marshaller for. gRPC drains it into a
/// buffer of known length in one copy. Not thread-safe.
final class FrameStream extends InputStream implements Drainable, KnownLength {
  private final byte[] header;
  private final byte[] frame;
  private int position;

  FrameStream(byte[] frame) {
    this.header = header(frame.length);
    this.frame = frame;
  }

  private static byte[] header(int length) {
    if (length == 0) {
      return new byte[0]; // proto3 leaves a default value out
    }
    int varintBytes = (31 - Integer.numberOfLeadingZeros(length)) / 7 + 1;
    byte[] header = new byte[1 + varintBytes];
    header[0] = FrameMarshaller.BATCH_TAG;
    int rest = length;
    for (int i = 1; i < varintBytes; i++) {
      header[i] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    header[varintBytes] = (byte) rest;
    return header;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int drained = available();
    if (position < header.length) {
      target.write(header, position, header.length - position);
      position = header.length;
    }
    target.write(frame, position - header.length, frame.length + header.length - position);
    position = header.length + frame.length;
    return drained;
  }

  @Override
  public int available() {
    return header.length + frame.length - position;
  }

  @Override
  public int read() {
    if (available() == 0) {
      return -1;
    }
    int at = position++;
    return (at < header.length ? header[at] : frame[at - header.length]) & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (available() == 0) {
      return -1;
    }
    boolean inHeader = position < header.length;
    byte[] source = inHeader ? header : frame;
    int from = inHeader ? position : position - header.length;
    int count = Math.min(length, source.length - from);
    System.arraycopy(source, from, target, offset, count);
    position += count;
    return count;
  }
}
