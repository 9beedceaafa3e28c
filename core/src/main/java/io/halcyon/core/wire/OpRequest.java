package io.halcyon.core.wire;

import io.halcyon.core.id.RequestId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// One operation inside a received frame: the header's fields, and its body as a slice of the
/// frame's buffer (shared, never changed).
///
/// Keys in bodies are stored keys, with their keyspace byte.
///
/// @param id chosen by the sender, unique on its stream; the answer carries it
/// @param shard the shard it is routed to; 0 from clients
/// @param epoch the ring epoch it was routed with; 0 from clients
/// @param deadlineMillis milliseconds the sender will wait from now
public record OpRequest(
    long id,
    OpKind kind,
    int shard,
    long epoch,
    int deadlineMillis,
    byte[] buffer,
    int bodyOffset,
    int bodyLength) {
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  static final int GET_HEADER = 12;
  static final int PUT_HEADER = RequestId.BYTES + 10;
  static final int DELETE_HEADER = RequestId.BYTES;

  /// Checks that the body is long enough for its kind, so that the accessors below cannot run out
  /// of it.
  public OpRequest {
    int least =
        switch (kind) {
          case GET -> GET_HEADER;
          case PUT -> PUT_HEADER;
          case DELETE -> DELETE_HEADER;
          case READ_CALL, WRITE_CALL, TXN_CALL -> 0;
        };
    if (bodyLength < least) {
      throw new MalformedFrameException(kind + " body of " + bodyLength + " bytes is too short");
    }
    if (kind == OpKind.GET && (long) LONG.get(buffer, bodyOffset) < 0) {
      throw new MalformedFrameException("GET at a negative timestamp");
    }
    if (kind == OpKind.PUT) {
      int keyLength = (short) SHORT.get(buffer, bodyOffset + PUT_HEADER - 2) & 0xFFFF;
      if (PUT_HEADER + keyLength > bodyLength) {
        throw new MalformedFrameException("PUT key of " + keyLength + " bytes exceeds its body");
      }
    }
  }

  /// GET: the timestamp to read at, 0 for a linearizable read now.
  public long readAt() {
    return (long) LONG.get(buffer, bodyOffset);
  }

  /// GET: how stale an answer may be, in milliseconds; 0 for not at all.
  public int maxStalenessMillis() {
    return (int) INT.get(buffer, bodyOffset + 8);
  }

  /// PUT and DELETE: the request id.
  public RequestId requestId() {
    return new RequestId(
        (long) LONG.get(buffer, bodyOffset),
        (long) LONG.get(buffer, bodyOffset + 8),
        (long) LONG.get(buffer, bodyOffset + 16));
  }

  /// PUT: time to live in milliseconds, 0 for ever.
  public long ttlMillis() {
    return (long) LONG.get(buffer, bodyOffset + RequestId.BYTES);
  }

  /// GET, PUT, DELETE: where the stored key begins in `buffer`.
  public int keyOffset() {
    return bodyOffset
        + switch (kind) {
          case GET -> GET_HEADER;
          case PUT -> PUT_HEADER;
          case DELETE -> DELETE_HEADER;
          case READ_CALL, WRITE_CALL, TXN_CALL ->
              throw new IllegalStateException("a call has no key");
        };
  }

  /// GET, PUT, DELETE: length of the stored key.
  public int keyLength() {
    return switch (kind) {
      case GET -> bodyLength - GET_HEADER;
      case PUT -> (short) SHORT.get(buffer, bodyOffset + PUT_HEADER - 2) & 0xFFFF;
      case DELETE -> bodyLength - DELETE_HEADER;
      case READ_CALL, WRITE_CALL, TXN_CALL -> throw new IllegalStateException("a call has no key");
    };
  }

  /// GET, PUT, DELETE: a copy of the stored key.
  public byte[] key() {
    int offset = keyOffset();
    return Arrays.copyOfRange(buffer, offset, offset + keyLength());
  }

  /// PUT: where the value begins in `buffer`.
  public int valueOffset() {
    return keyOffset() + keyLength();
  }

  /// PUT: length of the value.
  public int valueLength() {
    return bodyLength - PUT_HEADER - keyLength();
  }

  /// Returns a copy of the body.
  public byte[] body() {
    return Arrays.copyOfRange(buffer, bodyOffset, bodyOffset + bodyLength);
  }
}
