package io.halcyon.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.wire.OpKind;

/// One operation ready to be sent, and how to read its answer. A write's body carries its request
/// id, so sending the same body again is the same request.
///
/// @param decoder of the answer's body
record Request<T>(OpKind kind, byte[] body, Decoder<T> decoder) {
  @FunctionalInterface
  interface Decoder<T> {
    /// Runs on the event loop: must not block.
    T decode(byte[] body) throws InvalidProtocolBufferException;
  }
}
