package io.halcyon.core.wire;

import io.halcyon.core.id.RequestId;

/// Builds the bodies of operations and answers, in the layouts that {@link OpKind} gives.
public final class Bodies {
  /// Length of the fixed part of a GET answer: `read timestamp (8) | version timestamp (8), 0 when
  /// absent | expires at millis (8) | value`.
  public static final int GET_RESULT_HEADER = 24;

  private Bodies() {}

  public static byte[] get(byte[] storedKey, long readAt, int maxStalenessMillis) {
    byte[] body = new byte[OpRequest.GET_HEADER + storedKey.length];
    OpRequest.LONG.set(body, 0, readAt);
    OpRequest.INT.set(body, 8, maxStalenessMillis);
    System.arraycopy(storedKey, 0, body, OpRequest.GET_HEADER, storedKey.length);
    return body;
  }

  /// @throws IllegalArgumentException if the key's length does not fit its field
  public static byte[] put(byte[] storedKey, byte[] value, long ttlMillis, RequestId id) {
    if (storedKey.length > 0xFFFF) {
      throw new IllegalArgumentException("key of " + storedKey.length + " bytes is too long");
    }
    byte[] body = new byte[OpRequest.PUT_HEADER + storedKey.length + value.length];
    requestId(body, id);
    OpRequest.LONG.set(body, RequestId.BYTES, ttlMillis);
    OpRequest.SHORT.set(body, RequestId.BYTES + 8, (short) storedKey.length);
    System.arraycopy(storedKey, 0, body, OpRequest.PUT_HEADER, storedKey.length);
    System.arraycopy(value, 0, body, OpRequest.PUT_HEADER + storedKey.length, value.length);
    return body;
  }

  public static byte[] delete(byte[] storedKey, RequestId id) {
    byte[] body = new byte[OpRequest.DELETE_HEADER + storedKey.length];
    requestId(body, id);
    System.arraycopy(storedKey, 0, body, OpRequest.DELETE_HEADER, storedKey.length);
    return body;
  }

  private static void requestId(byte[] body, RequestId id) {
    OpRequest.LONG.set(body, 0, id.session());
    OpRequest.LONG.set(body, 8, id.sequence());
    OpRequest.LONG.set(body, 16, id.createdMillis());
  }

  /// Answer to a GET; `versionTimestamp` 0 means absent.
  public static byte[] getResult(
      long readTimestamp, long versionTimestamp, long expiresAtMillis, byte[] value) {
    byte[] body = new byte[GET_RESULT_HEADER + value.length];
    OpRequest.LONG.set(body, 0, readTimestamp);
    OpRequest.LONG.set(body, 8, versionTimestamp);
    OpRequest.LONG.set(body, 16, expiresAtMillis);
    System.arraycopy(value, 0, body, GET_RESULT_HEADER, value.length);
    return body;
  }

  /// Answer to a PUT: `commit timestamp (8)`.
  public static byte[] putResult(long timestamp) {
    byte[] body = new byte[8];
    OpRequest.LONG.set(body, 0, timestamp);
    return body;
  }

  /// Answer to a DELETE: `commit timestamp (8) | existed (1)`.
  public static byte[] deleteResult(long timestamp, boolean existed) {
    byte[] body = new byte[9];
    OpRequest.LONG.set(body, 0, timestamp);
    body[8] = (byte) (existed ? 1 : 0);
    return body;
  }

  /// Reads a big-endian long of a body.
  ///
  /// @throws MalformedFrameException if the body is too short
  public static long longAt(byte[] body, int offset) {
    if (offset + 8 > body.length) {
      throw new MalformedFrameException("answer of " + body.length + " bytes is too short");
    }
    return (long) OpRequest.LONG.get(body, offset);
  }
}
