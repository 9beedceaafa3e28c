package io.halcyon.raftstorage.transaction;

import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.Value;
import java.nio.ByteBuffer;

/// Encodes the records of transactions; the layouts are in the package's documentation, and {@link
/// RecordReader} reads them.
final class RecordBytes {
  static final byte FORMAT = 1;
  static final byte REQUEST_FORMAT = (byte) 0x81;
  static final byte PUT = 1;
  static final byte DELETE = 2;
  static final byte COMMITTED = 1;
  static final byte ABORTED = 2;
  private static final int LENGTH_MAX = 0xFFFF;

  private RecordBytes() {}

  static byte[] intent(Intent intent) {
    byte[] anchor = intent.txn().anchor().bytes();
    Value value = intent.value();
    int valueBytes = value == null ? 0 : Long.BYTES + value.bytes().length;
    ByteBuffer target =
        ByteBuffer.allocate(
            2 + Long.BYTES + RecordKeys.TXN_ID_BYTES + Short.BYTES + anchor.length + valueBytes);
    target.put(FORMAT).put(value == null ? DELETE : PUT).putLong(timestamp(intent.preparedAt()));
    RecordKeys.putTxn(target, intent.txn().id());
    target.putShort(length(anchor)).put(anchor);
    if (value != null) {
      target.putLong(expiry(value)).put(value.bytes());
    }
    return target.array();
  }

  static byte[] outcome(TxnOutcome outcome) {
    return switch (outcome) {
      case TxnOutcome.Committed committed ->
          ByteBuffer.allocate(2 + Long.BYTES)
              .put(FORMAT)
              .put(COMMITTED)
              .putLong(timestamp(committed.at()))
              .array();
      case TxnOutcome.Aborted aborted -> new byte[] {FORMAT, ABORTED, code(aborted.cause())};
    };
  }

  /// Encodes what a request came to; the request itself is the key.
  static byte[] requestOutcome(RequestOutcome outcome) {
    byte[] answer = outcome.answer().bytes();
    return ByteBuffer.allocate(1 + 4 * Long.BYTES + Integer.BYTES + answer.length)
        .put(REQUEST_FORMAT)
        .putLong(timestamp(outcome.at()))
        .putLong(outcome.winner().request().createdMillis())
        .putLong(outcome.winner().coordinator())
        .putInt(outcome.winner().attempt())
        .putLong(expiry(outcome.answer()))
        .put(answer)
        .array();
  }

  /// Codes are on disk, therefore not the ordinals.
  static byte code(TxnOutcome.Cause cause) {
    return switch (cause) {
      case COORDINATOR -> 1;
      case COORDINATOR_SILENT -> 2;
      case OPERATOR -> 3;
      case SUPERSEDED -> 4;
      case FORGOTTEN -> 5;
    };
  }

  static short length(byte[] key) {
    if (key.length > LENGTH_MAX) {
      throw new IllegalArgumentException("key of " + key.length + " bytes is too long");
    }
    return (short) key.length;
  }

  private static long timestamp(long ts) {
    if (ts < 0) {
      throw new IllegalArgumentException("timestamp must not be negative: " + ts);
    }
    return ts;
  }

  private static long expiry(Value value) {
    if (value.expiresAtMillis() < 0) {
      throw new IllegalArgumentException("expiry must not be negative: " + value.expiresAtMillis());
    }
    return value.expiresAtMillis();
  }
}
