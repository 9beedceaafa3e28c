package io.halcyon.core.wire;

/// What an operation in a frame asks for. The codes are part of the protocol: never reuse one.
public enum OpKind {
  /// Body: `read at (8) | max staleness millis (4) | key`. Read at 0: now, linearizable.
  GET(1, false),
  /// Body: `request id (24) | ttl millis (8) | key length (2) | key | value`.
  PUT(2, true),
  /// Body: `request id (24) | key`.
  DELETE(3, true),
  /// Body: a serialized `halcyon.internal.v1.Call` that only reads.
  READ_CALL(4, false),
  /// Body: a serialized `halcyon.internal.v1.Call` that may write and carries a request id.
  WRITE_CALL(5, true),
  /// Body: a serialized `halcyon.internal.v1.TxnCall`; router to node only.
  ///
  /// A kind of its own, beside the two calls: a node hands it to the shard's participant before it
  /// parses it, neither to the readers' pool nor to the proposer; it may wait for a lock for long,
  /// which would spoil the latencies of reads and writes; and a router can refuse it from clients
  /// by one look at the header. It counts as a write, because most of them are; to a coordinator
  /// every lost answer is the same, since all requests are idempotent.
  TXN_CALL(6, true);

  private static final OpKind[] BY_CODE = new OpKind[7];

  static {
    for (OpKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final byte code;
  private final boolean writes;

  OpKind(int code, boolean writes) {
    this.code = (byte) code;
    this.writes = writes;
  }

  public byte code() {
    return code;
  }

  /// Returns whether the operation may change data, so that a lost answer is ambiguous.
  public boolean writes() {
    return writes;
  }

  /// Returns the kind of a code.
  ///
  /// @throws MalformedFrameException if there is none
  public static OpKind of(byte code) {
    if (code <= 0 || code >= BY_CODE.length) {
      throw new MalformedFrameException("unknown operation code " + code);
    }
    return BY_CODE[code];
  }
}
