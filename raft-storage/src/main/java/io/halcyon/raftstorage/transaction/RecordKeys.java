package io.halcyon.raftstorage.transaction;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnRef;
import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/// The keys under which records of transactions are stored; the layouts are in the package's
/// documentation.
///
/// Immutable.
final class RecordKeys {
  static final int TXN_ID_BYTES = RequestId.BYTES + Long.BYTES + Integer.BYTES;

  private static final byte RESOLVED = 1;
  private static final byte ABORTED = 2;

  private final ToLongFunction<byte[]> tokens;

  /// @param tokens the token of a stored key; must give the same for ever
  RecordKeys(ToLongFunction<byte[]> tokens) {
    this.tokens = tokens;
  }

  /// Returns the key in `txns` of a committed attempt.
  byte[] committed(TxnRef txn) {
    ByteBuffer target = beginning(txn.anchor(), 0);
    putTxn(target, txn.id());
    return target.array();
  }

  /// Returns the key in `remembered` of an aborted attempt.
  byte[] aborted(TxnRef txn) {
    return remembered(txn.anchor(), ABORTED, txn.id());
  }

  /// Returns the key in `remembered` of an attempt that is over on `key`.
  byte[] resolved(TxnId txn, Key key) {
    return remembered(key, RESOLVED, txn);
  }

  static void putTxn(ByteBuffer target, TxnId txn) {
    RequestId request = txn.request();
    target
        .putLong(request.session())
        .putLong(request.sequence())
        .putLong(request.createdMillis())
        .putLong(txn.coordinator())
        .putInt(txn.attempt());
  }

  private byte[] remembered(Key key, byte kind, TxnId txn) {
    ByteBuffer target = beginning(key, Byte.BYTES);
    target.put(kind);
    putTxn(target, txn);
    return target.array();
  }

  private ByteBuffer beginning(Key key, int more) {
    byte[] bytes = key.bytes();
    return ByteBuffer.allocate(Long.BYTES + Short.BYTES + bytes.length + more + TXN_ID_BYTES)
        .putLong(tokens.applyAsLong(bytes))
        .putShort(RecordBytes.length(bytes))
        .put(bytes);
  }
}
