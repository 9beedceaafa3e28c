package io.halcyon.sql.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that grow. Not thread-safe; reusable after {@link #reset}.
final class ByteSink {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] buffer = new byte[128];
  private int length;

  void reset() {
    length = 0;
  }

  int length() {
    return length;
  }

  void octet(int value) {
    room(1);
    buffer[length++] = (byte) value;
  }

  /// Writes a number as a varint: seven bits a byte, the lowest first.
  void unsigned(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  /// Writes a number in zigzag, so that small negative ones are short.
  void signed(long value) {
    unsigned((value << 1) ^ (value >> 63));
  }

  void fixed64(long value) {
    room(8);
    LONG.set(buffer, length, value);
    length += 8;
  }

  void bytes(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  void append(ByteSink other) {
    room(other.length);
    System.arraycopy(other.buffer, 0, buffer, length, other.length);
    length += other.length;
  }

  void utf8(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, length);
  }

  private void room(int count) {
    if (buffer.length - length < count) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + count));
    }
  }
}
