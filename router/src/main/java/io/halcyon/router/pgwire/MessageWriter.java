package io.halcyon.router.pgwire;

import io.halcyon.sql.session.Client.ClientGone;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes messages, gathered until there is enough or somebody waits for them. Owned by the
/// connection's thread.
final class MessageWriter {
  private static final int FLUSH_BYTES = 32 * 1024;

  private final OutputStream out;
  private byte[] buffer = new byte[8 * 1024];
  private int length;
  private int start;

  MessageWriter(OutputStream out) {
    this.out = out;
  }

  MessageWriter begin(char type) {
    room(5);
    buffer[length++] = (byte) type;
    start = length;
    length += 4;
    return this;
  }

  MessageWriter int8(int value) {
    room(1);
    buffer[length++] = (byte) value;
    return this;
  }

  MessageWriter int16(int value) {
    room(2);
    buffer[length++] = (byte) (value >>> 8);
    buffer[length++] = (byte) value;
    return this;
  }

  MessageWriter int32(int value) {
    room(4);
    set(length, value);
    length += 4;
    return this;
  }

  MessageWriter text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
    return int8(0);
  }

  MessageWriter bytes(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    return this;
  }

  /// Ends the message.
  void end() {
    set(start, length - start);
    if (length >= FLUSH_BYTES) {
      flush();
    }
  }

  /// Sends a byte that is no message.
  void plain(char c) {
    int8(c);
    flush();
  }

  void flush() {
    try {
      out.write(buffer, 0, length);
      out.flush();
      length = 0;
    } catch (IOException e) {
      throw new ClientGone(e);
    }
  }

  private void set(int at, int value) {
    buffer[at] = (byte) (value >>> 24);
    buffer[at + 1] = (byte) (value >>> 16);
    buffer[at + 2] = (byte) (value >>> 8);
    buffer[at + 3] = (byte) value;
  }

  private void room(int count) {
    if (buffer.length - length < count) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + count));
    }
  }
}
