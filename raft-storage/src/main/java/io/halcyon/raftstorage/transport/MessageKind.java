package io.halcyon.raftstorage.transport;

import org.jspecify.annotations.Nullable;

/// What a message in a frame is; the code is its position in the protocol.
enum MessageKind {
  HELLO(1),
  WELCOME(2),
  REFUSAL(3),
  REQUEST(4),
  REPLY(5),
  FAILURE(6),
  ONE_WAY(7);

  private static final MessageKind[] VALUES = values();
  final byte code;

  MessageKind(int code) {
    this.code = (byte) code;
  }

  static @Nullable MessageKind of(byte code) {
    return code >= 1 && code <= VALUES.length ? VALUES[code - 1] : null;
  }
}
