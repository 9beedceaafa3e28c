package io.halcyon.router.pgwire;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Reads messages, whose lengths are checked before anything is made of them. Owned by the
/// connection's thread.
final class MessageReader {
  private static final int LENGTH_BYTES = 4;
  private static final int STARTUP_BYTES_MAX = 10_000;
  private static final int BUFFER_BYTES = 16 * 1024;

  private final BufferedInputStream buffered;
  private final DataInputStream in;
  private final int bytesMax;

  MessageReader(InputStream in, int bytesMax) {
    this.buffered = new BufferedInputStream(in, BUFFER_BYTES);
    this.in = new DataInputStream(buffered);
    this.bytesMax = bytesMax;
  }

  /// Reads a message without a type, as the first ones are.
  Message startup() throws IOException {
    return body((char) 0, STARTUP_BYTES_MAX);
  }

  /// Reads a message; null if the client has closed its end.
  @org.jspecify.annotations.Nullable
  Message next() throws IOException {
    int type = in.read();
    return type < 0 ? null : body((char) type, bytesMax);
  }

  private Message body(char type, int most) throws IOException {
    int length = in.readInt();
    if (length < LENGTH_BYTES || length - LENGTH_BYTES > most) {
      throw new SqlError(SqlState.PROTOCOL_VIOLATION, "invalid message length: " + length);
    }
    byte[] bytes = in.readNBytes(length - LENGTH_BYTES);
    if (bytes.length < length - LENGTH_BYTES) {
      throw new EOFException();
    }
    return new Message(type, bytes);
  }

  /// Returns whether the next message is here already, and of a type.
  boolean isNext(char type) throws IOException {
    if (buffered.available() == 0) {
      return false;
    }
    buffered.mark(1);
    int next = buffered.read();
    buffered.reset();
    return next == type;
  }
}
