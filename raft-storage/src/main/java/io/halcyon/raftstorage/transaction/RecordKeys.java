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

  private static final byte NO_KIND = 0;
  private static final byte RESOLVED = 1;
  private static final byte ABORTED = 2;

  private final ToLongFunction<byte[]> tokens;

  /// @param tokens the token of a stored key; must give the same for ever
  RecordKeys(ToLongFunction<byte[]> tokens) {
    this.tokens = tokens;
  }

  /// Returns the key in `txns` of a committed attempt.
  byte[] committed(TxnRef txn) {
    return key(txn.anchor(), NO_KIND, txn.id());
  }

  /// Returns the key in `remembered` of an aborted attempt.
  byte[] aborted(TxnRef txn) {
    return key(txn.anchor(), ABORTED, txn.id());
  }

  /// Returns the key in `remembered` of an attempt that is over on `key`.
  byte[] resolved(TxnId txn, Key key) {
    return key(key, RESOLVED, txn);
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

  /// @param kind {@link #NO_KIND} where all are of one
  private byte[] key(Key key, byte kind, TxnId txn) {
    byte[] bytes = key.bytes();
    int kindBytes = kind == NO_KIND ? 0 : Byte.BYTES;
    ByteBuffer target =
        ByteBuffer.allocate(Long.BYTES + Short.BYTES + bytes.length + kindBytes + TXN_ID_BYTES)
            .putLong(tokens.applyAsLong(bytes))
            .putShort(RecordBytes.length(bytes))
            .put(bytes);
    if (kind != NO_KIND) {
      target.put(kind);
    }
    putTxn(target, txn);
    return target.array();
  }
}
