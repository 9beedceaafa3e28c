package io.halcyon.router.transact;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnRef;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Names of transactions for people and tools: opaque outside of routers, and enough for any router
/// to find the anchor.
///
/// Layout, in URL-safe base64: `1 | session (8) | sequence (8) | created (8) | coordinator (8) |
/// attempt (4) | anchor, stored; empty if it has none yet`.
final class TransactionNames {
  private static final byte VERSION = 1;
  private static final int HEADER = 1 + RequestId.BYTES + Long.BYTES + Integer.BYTES;
  private static final int TEXT_MAX = 20 * 1024;

  /// What a name says.
  ///
  /// @param anchor null if the transaction had none when it was named
  record Named(TxnId id, @Nullable Key anchor) {}

  private TransactionNames() {}

  static String of(TxnRef txn) {
    return of(txn.id(), txn.anchor());
  }

  static String of(TxnId id, @Nullable Key anchor) {
    byte[] at = anchor == null ? new byte[0] : anchor.bytes();
    RequestId request = id.request();
    byte[] bytes =
        ByteBuffer.allocate(HEADER + at.length)
            .put(VERSION)
            .putLong(request.session())
            .putLong(request.sequence())
            .putLong(request.createdMillis())
            .putLong(id.coordinator())
            .putInt(id.attempt())
            .put(at)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Returns what a name says; null if it is none.
  static @Nullable Named parse(String name) {
    if (name.length() > TEXT_MAX) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(name);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
    if (bytes.length < HEADER || bytes[0] != VERSION) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    RequestId request = new RequestId(buffer.getLong(), buffer.getLong(), buffer.getLong());
    TxnId id = new TxnId(request, buffer.getLong(), buffer.getInt());
    byte[] anchor = new byte[buffer.remaining()];
    buffer.get(anchor);
    boolean sound = request.createdMillis() >= 0 && id.attempt() >= 0;
    if (!sound || (anchor.length > 0 && !StoredKey.isUser(anchor, 0, anchor.length))) {
      return null;
    }
    return new Named(id, anchor.length == 0 ? null : new Key(anchor));
  }
}
