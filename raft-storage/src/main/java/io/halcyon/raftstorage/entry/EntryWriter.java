package io.halcyon.raftstorage.entry;

import io.halcyon.core.id.RequestId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Builds one log entry in a buffer that it keeps for the next one; the layout is in the package's
/// documentation. Effects are applied in the order in which they were added.
///
/// Not thread-safe.
public final class EntryWriter {
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  static final byte VERSION = 1;
  static final int HEADER = 29;
  static final int PUT_HEADER = 23;
  static final int DELETE_HEADER = 11;
  static final int OUTCOME_HEADER = 29;
  static final int RECORD_HEADER = 7;
  static final int REMOVE_HEADER = 3;
  static final int REMEMBER_HEADER = 15;
  static final int FORGET_BYTES = 9;

  /// Longest key of an effect, in bytes.
  public static final int KEY_BYTES_MAX = 0xFFFF;

  private static final int INITIAL_BYTES = 4096;
  private static final int KEPT_BYTES_MAX = 4 * 1024 * 1024;

  private byte[] buffer = new byte[INITIAL_BYTES];
  private int length = HEADER;
  private int count;
  private long evaluatedTerm;

  /// Starts an empty entry that was evaluated in `evaluatedTerm`; what was not finished is dropped.
  public EntryWriter begin(long evaluatedTerm) {
    if (evaluatedTerm < 0) {
      throw new IllegalArgumentException("term must not be negative: " + evaluatedTerm);
    }
    this.evaluatedTerm = evaluatedTerm;
    length = HEADER;
    count = 0;
    if (buffer.length > KEPT_BYTES_MAX) {
      buffer = new byte[INITIAL_BYTES];
    }
    return this;
  }

  /// Adds a version of `key`.
  ///
  /// @param ts HLC timestamp of the version, packed
  /// @param expiresAtMillis physical time from which the version is invisible; 0 for never
  public void put(byte[] key, long ts, long expiresAtMillis, byte[] value, int offset, int length) {
    checkKey(key);
    checkTimestamp(ts);
    if (expiresAtMillis < 0) {
      throw new IllegalArgumentException("expiry must not be negative: " + expiresAtMillis);
    }
    int at = effect(EffectKind.PUT, PUT_HEADER + key.length + length);
    SHORT.set(buffer, at + 1, (short) key.length);
    LONG.set(buffer, at + 3, ts);
    LONG.set(buffer, at + 11, expiresAtMillis);
    INT.set(buffer, at + 19, length);
    System.arraycopy(key, 0, buffer, at + PUT_HEADER, key.length);
    System.arraycopy(value, offset, buffer, at + PUT_HEADER + key.length, length);
  }

  /// Deletes `key` as of `ts`.
  public void delete(byte[] key, long ts) {
    checkKey(key);
    checkTimestamp(ts);
    int at = effect(EffectKind.DELETE, DELETE_HEADER + key.length);
    SHORT.set(buffer, at + 1, (short) key.length);
    LONG.set(buffer, at + 3, ts);
    System.arraycopy(key, 0, buffer, at + DELETE_HEADER, key.length);
  }

  /// Remembers the outcome of a request for the retry window.
  public void outcome(RequestId id, byte[] outcome) {
    int at = effect(EffectKind.OUTCOME, OUTCOME_HEADER + outcome.length);
    LONG.set(buffer, at + 1, id.session());
    LONG.set(buffer, at + 9, id.sequence());
    LONG.set(buffer, at + 17, id.createdMillis());
    INT.set(buffer, at + 25, outcome.length);
    System.arraycopy(outcome, 0, buffer, at + OUTCOME_HEADER, outcome.length);
  }

  /// Sets a free-form record of the shard; an empty value removes it.
  public void meta(byte[] name, byte[] value) {
    record(EffectKind.META, name, value);
  }

  public void putIntent(byte[] key, byte[] intent) {
    record(EffectKind.INTENT_PUT, key, intent);
  }

  public void removeIntent(byte[] key) {
    remove(EffectKind.INTENT_REMOVE, key);
  }

  public void putTxn(byte[] key, byte[] record) {
    record(EffectKind.TXN_PUT, key, record);
  }

  public void removeTxn(byte[] key) {
    remove(EffectKind.TXN_REMOVE, key);
  }

  /// Remembers `record` under `key` until a mark above `createdMillis` lets it be forgotten.
  ///
  /// @param createdMillis when the request that it belongs to was made; whoever looks it up must
  ///   know it
  public void remember(byte[] key, long createdMillis, byte[] record) {
    checkKey(key);
    int at = effect(EffectKind.REMEMBER, REMEMBER_HEADER + key.length + record.length);
    SHORT.set(buffer, at + 1, (short) key.length);
    LONG.set(buffer, at + 3, createdMillis);
    INT.set(buffer, at + 11, record.length);
    System.arraycopy(key, 0, buffer, at + REMEMBER_HEADER, key.length);
    System.arraycopy(record, 0, buffer, at + REMEMBER_HEADER + key.length, record.length);
  }

  /// Lets be dropped what is remembered of requests made before `millis`; a mark below the store's
  /// own has no effect.
  public void forgetBefore(long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException("mark must not be negative: " + millis);
    }
    int at = effect(EffectKind.FORGET_BEFORE, FORGET_BYTES);
    LONG.set(buffer, at + 1, millis);
  }

  /// Returns how many effects were added.
  public int count() {
    return count;
  }

  /// Returns the entry's length so far, in bytes.
  public int bytes() {
    return length;
  }

  /// Returns the entry as an array of exact length; call {@link #begin} before the next one.
  ///
  /// @param bound the upper bound B of rule C1, packed
  /// @param closedTs timestamp at or below which the leader writes no more; 0 if none
  public byte[] finish(long bound, long closedTs) {
    checkTimestamp(bound);
    checkTimestamp(closedTs);
    buffer[0] = VERSION;
    LONG.set(buffer, 1, evaluatedTerm);
    LONG.set(buffer, 9, bound);
    LONG.set(buffer, 17, closedTs);
    INT.set(buffer, 25, count);
    return Arrays.copyOf(buffer, length);
  }

  private void record(EffectKind kind, byte[] key, byte[] value) {
    checkKey(key);
    int at = effect(kind, RECORD_HEADER + key.length + value.length);
    SHORT.set(buffer, at + 1, (short) key.length);
    INT.set(buffer, at + 3, value.length);
    System.arraycopy(key, 0, buffer, at + RECORD_HEADER, key.length);
    System.arraycopy(value, 0, buffer, at + RECORD_HEADER + key.length, value.length);
  }

  private void remove(EffectKind kind, byte[] key) {
    checkKey(key);
    int at = effect(kind, REMOVE_HEADER + key.length);
    SHORT.set(buffer, at + 1, (short) key.length);
    System.arraycopy(key, 0, buffer, at + REMOVE_HEADER, key.length);
  }

  private int effect(EffectKind kind, int bytes) {
    int at = length;
    int needed = Math.addExact(at, bytes);
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, (int) Math.min(2L * at, 1 << 30)));
    }
    buffer[at] = kind.code();
    length = needed;
    count++;
    return at;
  }

  private static void checkKey(byte[] key) {
    if (key.length == 0 || key.length > KEY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "key must have 1 to " + KEY_BYTES_MAX + " bytes, not " + key.length);
    }
  }

  private static void checkTimestamp(long ts) {
    if (ts < 0) {
      throw new IllegalArgumentException("timestamp must not be negative: " + ts);
    }
  }
}
