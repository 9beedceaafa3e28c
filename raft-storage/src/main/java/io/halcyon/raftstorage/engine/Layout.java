package io.halcyon.raftstorage.engine;

import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Keys and values as they are on disk; the layouts are at {@link ColumnFamily}. Numbers are
/// big-endian, so that their byte order is their numeric order.
///
/// A key inside a longer key is escaped so that it keeps its order and none is a prefix of another:
/// `00` becomes `00 FF`, and `00 01` ends it.
final class Layout {
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  static final int BUCKET_BYTES = 4;
  static final int TERMINATOR_BYTES = 2;
  static final int TIMESTAMP_BYTES = 8;
  static final int OUTCOME_KEY_BYTES = BUCKET_BYTES + 16;

  /// Bytes before the value in a record of `newest`.
  static final int NEWEST_HEADER = 16;

  /// Bytes before the value in a record of `history`.
  static final int HISTORY_HEADER = 17;

  static final byte SUPERSEDED_BY_PUT = 0;
  static final byte SUPERSEDED_BY_DELETE = 1;

  /// A bucket spans 2^16 ms, about 66 s: garbage goes away in steps of that.
  private static final int BUCKET_MILLIS_BITS = 16;

  private static final byte ESCAPE = 0;
  private static final byte ESCAPED_ZERO = (byte) 0xFF;
  private static final byte TERMINATOR = 1;

  private Layout() {}

  static int bucketOfMillis(long millis) {
    return (int) Math.min(millis >>> BUCKET_MILLIS_BITS, Integer.MAX_VALUE);
  }

  static int bucket(long ts) {
    return bucketOfMillis(HlcTimestamp.millisOf(ts));
  }

  static byte[] bucketKey(int bucket) {
    byte[] key = new byte[BUCKET_BYTES];
    INT.set(key, 0, bucket);
    return key;
  }

  static int escapedLength(byte[] key, int offset, int length) {
    int escaped = length;
    for (int i = offset; i < offset + length; i++) {
      if (key[i] == ESCAPE) {
        escaped++;
      }
    }
    return escaped;
  }

  /// Writes the escaped key without a terminator; returns the position after it.
  static int escape(byte[] key, int offset, int length, byte[] target, int at) {
    int to = at;
    for (int i = offset; i < offset + length; i++) {
      target[to++] = key[i];
      if (key[i] == ESCAPE) {
        target[to++] = ESCAPED_ZERO;
      }
    }
    return to;
  }

  /// Returns the length of a history key whose escaped key has `escapedLength` bytes.
  static int historyKeyLength(int escapedLength) {
    return BUCKET_BYTES + escapedLength + TERMINATOR_BYTES + TIMESTAMP_BYTES;
  }

  static void writeHistoryKey(
      byte[] key, int offset, int length, long supersededTs, byte[] target, int at) {
    INT.set(target, at, bucket(supersededTs));
    writeHistoryKeyTail(key, offset, length, supersededTs, target, at + BUCKET_BYTES);
  }

  static byte[] historyKey(byte[] key, int offset, int length, int bucket, long supersededTs) {
    byte[] target = new byte[historyKeyLength(escapedLength(key, offset, length))];
    INT.set(target, 0, bucket);
    writeHistoryKeyTail(key, offset, length, supersededTs, target, BUCKET_BYTES);
    return target;
  }

  private static void writeHistoryKeyTail(
      byte[] key, int offset, int length, long supersededTs, byte[] target, int at) {
    int to = escape(key, offset, length, target, at);
    target[to++] = ESCAPE;
    target[to++] = TERMINATOR;
    LONG.set(target, to, supersededTs);
  }

  /// Returns the least history key of a bucket whose key is at or above `key`.
  static byte[] historyFrom(int bucket, byte[] key) {
    byte[] target = new byte[BUCKET_BYTES + escapedLength(key, 0, key.length)];
    INT.set(target, 0, bucket);
    escape(key, 0, key.length, target, BUCKET_BYTES);
    return target;
  }

  static int historyBucket(byte[] historyKey) {
    return (int) INT.get(historyKey, 0);
  }

  /// Returns the superseded timestamp of a history key of `length` bytes.
  static long historySuperseded(byte[] historyKey, int length) {
    return (long) LONG.get(historyKey, length - TIMESTAMP_BYTES);
  }

  /// Returns the key inside a history key of `length` bytes.
  static byte[] historyUserKey(byte[] historyKey, int length) {
    int end = length - TIMESTAMP_BYTES - TERMINATOR_BYTES;
    byte[] key = new byte[end - BUCKET_BYTES];
    int to = 0;
    for (int i = BUCKET_BYTES; i < end; i++) {
      key[to++] = historyKey[i];
      if (historyKey[i] == ESCAPE) {
        i++;
      }
    }
    return to == key.length ? key : Arrays.copyOf(key, to);
  }

  static byte[] rememberedKey(long createdMillis, byte[] key) {
    byte[] target = new byte[BUCKET_BYTES + key.length];
    INT.set(target, 0, bucketOfMillis(Math.max(0, createdMillis)));
    System.arraycopy(key, 0, target, BUCKET_BYTES, key.length);
    return target;
  }

  static byte[] outcomeKey(RequestId id) {
    byte[] key = new byte[OUTCOME_KEY_BYTES];
    writeOutcomeKey(id, key, 0);
    return key;
  }

  static void writeOutcomeKey(RequestId id, byte[] target, int at) {
    INT.set(target, at, bucketOfMillis(Math.max(0, id.createdMillis())));
    LONG.set(target, at + 4, id.session());
    LONG.set(target, at + 12, id.sequence());
  }

  static byte[] millisKey(long millis) {
    byte[] key = new byte[TIMESTAMP_BYTES];
    LONG.set(key, 0, millis);
    return key;
  }
}
