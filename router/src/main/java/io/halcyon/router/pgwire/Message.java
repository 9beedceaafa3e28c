package io.halcyon.router.pgwire;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A message of a client, read from its start to its end. Every read is checked against the end.
/// Not thread-safe.
final class Message {
  private final char type;
  private final ByteBuffer bytes;

  Message(char type, byte[] bytes) {
    this.type = type;
    this.bytes = ByteBuffer.wrap(bytes);
  }

  char type() {
    return type;
  }

  boolean hasMore() {
    return bytes.hasRemaining();
  }

  int int8() {
    need(1);
    return bytes.get();
  }

  int int16() {
    need(2);
    return bytes.getShort() & 0xFFFF;
  }

  int int32() {
    need(4);
    return bytes.getInt();
  }

  /// Reads text up to a zero byte.
  String text() {
    int start = bytes.position();
    int end = start;
    while (end < bytes.limit() && bytes.get(end) != 0) {
      end++;
    }
    if (end == bytes.limit()) {
      throw violation();
    }
    ByteBuffer part = bytes.slice(start, end - start);
    bytes.position(end + 1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
    } catch (CharacterCodingException e) {
      throw new SqlError(
          SqlState.CHARACTER_NOT_IN_REPERTOIRE, "invalid byte sequence for encoding \"UTF8\"");
    }
  }

  /// Reads a length and as many bytes; null if the length is -1.
  byte @Nullable [] value() {
    int length = int32();
    if (length == -1) {
      return null;
    }
    need(length);
    byte[] value = new byte[length];
    bytes.get(value);
    return value;
  }

  /// Reads what is left.
  byte[] rest() {
    byte[] rest = new byte[bytes.remaining()];
    bytes.get(rest);
    return rest;
  }

  private void need(int count) {
    if (count < 0 || bytes.remaining() < count) {
      throw violation();
    }
  }

  private static SqlError violation() {
    return new SqlError(SqlState.PROTOCOL_VIOLATION, "invalid message format");
  }
}
