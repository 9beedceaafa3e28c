package io.halcyon.sql.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads what a {@link ByteSink} wrote. Every read is checked against the end. Not thread-safe.
final class ByteSource {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] buffer;
  private final int end;
  private int position;

  ByteSource(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ByteSource(byte[] buffer, int from, int end) {
    this.buffer = buffer;
    this.position = from;
    this.end = end;
  }

  int remaining() {
    return end - position;
  }

  int octet() {
    need(1);
    return buffer[position++] & 0xFF;
  }

  long unsigned() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7F) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw ValueCodec.corrupted("number");
  }

  long signed() {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  long fixed64() {
    need(8);
    long value = (long) LONG.get(buffer, position);
    position += 8;
    return value;
  }

  /// Returns what is left as text.
  String utf8() {
    String text = new String(buffer, position, end - position, StandardCharsets.UTF_8);
    position = end;
    return text;
  }

  /// Returns a copy of what is left.
  byte[] rest() {
    byte[] bytes = Arrays.copyOfRange(buffer, position, end);
    position = end;
    return bytes;
  }

  /// Returns the next bytes apart, and goes on behind them.
  ByteSource slice(int length) {
    need(length);
    ByteSource slice = new ByteSource(buffer, position, position + length);
    position += length;
    return slice;
  }

  /// Returns another reader at the same place.
  ByteSource copy() {
    return new ByteSource(buffer, position, end);
  }

  void skip(int length) {
    need(length);
    position += length;
  }

  private void need(int count) {
    if (count < 0 || end - position < count) {
      throw ValueCodec.corrupted("row");
    }
  }
}
