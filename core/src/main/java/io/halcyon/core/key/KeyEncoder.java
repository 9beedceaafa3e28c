package io.halcyon.core.key;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes key columns so that the unsigned lexicographic order of the bytes is the columns' order
/// (a memcomparable format), and so that no key of given column types is a prefix of another.
///
/// A column: `marker (1) | payload`. The marker of a value is 02; that of null, which has no
/// payload, is 01 where nulls come first and 03 where they come last. A descending column has its
/// payload, not its marker, inverted. Payloads are given at {@link KeyType}. An array's payload is
/// its elements, each `02 | payload`, or 03 for null, then 00.
///
/// A composite key is its columns one after the other. Equal values have equal bytes, so a key may
/// serve for uniqueness; see {@link KeyType#exact} for what that loses.
///
/// Not thread-safe; reusable after {@link #reset}.
public final class KeyEncoder {
  static final int NULL_FIRST = 1;
  static final int VALUE = 2;
  static final int NULL_LAST = 3;
  static final int ARRAY_END = 0;
  static final int ESCAPED_ZERO = 0xFF;
  static final int TERMINATOR = 1;
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final int INITIAL_BYTES = 64;

  private final int bytesMax;
  private byte[] buffer;
  private int length;

  /// Makes an encoder whose keys are at most as long as a user's key may be.
  public KeyEncoder() {
    this(StoredKey.KEY_BYTES_MAX);
  }

  /// @param bytesMax longest key that it writes
  public KeyEncoder(int bytesMax) {
    this.bytesMax = bytesMax;
    this.buffer = new byte[Math.min(INITIAL_BYTES, bytesMax)];
  }

  /// Starts a new key.
  public KeyEncoder reset() {
    length = 0;
    return this;
  }

  /// Appends the prefix of a table's index: `keyspace 02 (1) | table (4) | index (2)`.
  public KeyEncoder tablePrefix(int table, int index) {
    putByte(StoredKey.SQL);
    putInt(table);
    putShort((short) index);
    return this;
  }

  /// Appends a column of any type.
  ///
  /// @param value of the Java type that `type` names, or null
  /// @throws KeyCodecException if the type cannot be a key, the value is out of range, or the key
  ///   becomes too long; the key must then be reset
  public KeyEncoder append(KeyType type, @Nullable Object value, KeyOrder order) {
    if (value == null) {
      return appendNull(order);
    }
    int start = begin();
    switch (type) {
      case KeyType.Scalar scalar -> payload(scalar, value);
      case KeyType.ArrayOf(KeyType.Scalar element) -> {
        for (Object item : (List<?>) value) {
          putByte(item == null ? NULL_LAST : VALUE);
          if (item != null) {
            payload(element, item);
          }
        }
        putByte(ARRAY_END);
      }
    }
    return end(start, order);
  }

  /// Appends null.
  public KeyEncoder appendNull(KeyOrder order) {
    putByte(order.nullsFirst() ? NULL_FIRST : NULL_LAST);
    return this;
  }

  /// Appends an INT4 or DATE column without boxing.
  public KeyEncoder appendInt4(int value, KeyOrder order) {
    int start = begin();
    putInt(value ^ Integer.MIN_VALUE);
    return end(start, order);
  }

  /// Appends an INT8, TIMESTAMP or TIMESTAMPTZ column without boxing.
  public KeyEncoder appendInt8(long value, KeyOrder order) {
    int start = begin();
    putLong(value ^ Long.MIN_VALUE);
    return end(start, order);
  }

  /// Appends a BYTEA column, or a TEXT column given as UTF-8, from a slice.
  public KeyEncoder appendBytes(byte[] bytes, int offset, int count, KeyOrder order) {
    int start = begin();
    putEscaped(bytes, offset, count);
    return end(start, order);
  }

  /// Ends the key of a table's index: says which slice of its columns decides the shard.
  ///
  /// @param partOffset where the slice begins, counted from the first column's first byte
  public KeyEncoder distributedBy(int partOffset, int partLength) {
    putShort((short) partOffset);
    putShort((short) partLength);
    return this;
  }

  /// Returns the key's length so far, in bytes.
  public int length() {
    return length;
  }

  /// Returns a copy of the key.
  public byte[] toBytes() {
    return Arrays.copyOf(buffer, length);
  }

  private void payload(KeyType.Scalar type, Object value) {
    switch (type) {
      case BOOL -> putByte((Boolean) value ? 1 : 0);
      case INT2 -> putShort((short) ((Short) value ^ Short.MIN_VALUE));
      case INT4, DATE -> putInt((Integer) value ^ Integer.MIN_VALUE);
      case INT8, TIMESTAMP, TIMESTAMPTZ -> putLong((Long) value ^ Long.MIN_VALUE);
      case TIME -> putLong(timeOfDay((Long) value) ^ Long.MIN_VALUE);
      case FLOAT4 -> putInt(sortable((Float) value));
      case FLOAT8 -> putLong(sortable((Double) value));
      case NUMERIC -> NumericCodec.write((NumericKey) value, this);
      case TEXT -> putText((String) value);
      case BYTEA -> {
        byte[] bytes = (byte[]) value;
        putEscaped(bytes, 0, bytes.length);
      }
      case UUID -> {
        UUID uuid = (UUID) value;
        putLong(uuid.getMostSignificantBits());
        putLong(uuid.getLeastSignificantBits());
      }
      case TIMETZ -> {
        TimeTzKey time = (TimeTzKey) value;
        putLong(time.utcMicros() ^ Long.MIN_VALUE);
        putInt(time.zoneWestSeconds() ^ Integer.MIN_VALUE);
      }
      case INTERVAL -> {
        IntervalKey interval = (IntervalKey) value;
        putLong(interval.spanDays() ^ Long.MIN_VALUE);
        putLong(interval.spanMicros());
      }
      case JSONB ->
          throw new KeyCodecException(
              KeyCodecException.Reason.UNSUPPORTED_TYPE, "jsonb cannot be a key column");
    }
  }

  private static long timeOfDay(long micros) {
    if (micros < 0 || micros > TimeTzKey.DAY_MICROS) {
      throw new KeyCodecException(
          KeyCodecException.Reason.OUT_OF_RANGE, "no time of day: " + micros + " us");
    }
    return micros;
  }

  /// Maps floats to integers of the same unsigned order: negative ones inverted, others with the
  /// sign bit set. Adding zero turns -0 into 0; `floatToIntBits` makes all NaN one, above Infinity.
  private static int sortable(float value) {
    int bits = Float.floatToIntBits(value + 0.0f);
    return bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
  }

  private static long sortable(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
  }

  private void putText(String text) {
    // At least one byte per char, so a hopeless text is refused before it is copied.
    room(text.length());
    try {
      ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      putEscaped(utf8.array(), utf8.arrayOffset(), utf8.remaining());
    } catch (CharacterCodingException unpaired) {
      throw new KeyCodecException(
          KeyCodecException.Reason.OUT_OF_RANGE, "text has an unpaired surrogate");
    }
  }

  private void putEscaped(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      putByte(bytes[i]);
      if (bytes[i] == 0) {
        putByte(ESCAPED_ZERO);
      }
    }
    putByte(0);
    putByte(TERMINATOR);
  }

  private int begin() {
    putByte(VALUE);
    return length;
  }

  private KeyEncoder end(int start, KeyOrder order) {
    if (order.descending()) {
      invertFrom(start);
    }
    return this;
  }

  void invertFrom(int start) {
    for (int i = start; i < length; i++) {
      buffer[i] = (byte) ~buffer[i];
    }
  }

  void putByte(int value) {
    int at = room(1);
    buffer[at] = (byte) value;
    length = at + 1;
  }

  void putShort(short value) {
    int at = room(2);
    SHORT.set(buffer, at, value);
    length = at + 2;
  }

  void putInt(int value) {
    int at = room(4);
    INT.set(buffer, at, value);
    length = at + 4;
  }

  void putLong(long value) {
    int at = room(8);
    LONG.set(buffer, at, value);
    length = at + 8;
  }

  /// Makes room without taking it, and returns where it begins.
  private int room(int bytes) {
    if (bytes > bytesMax - length) {
      throw new KeyCodecException(
          KeyCodecException.Reason.TOO_LONG, "key exceeds " + bytesMax + " bytes");
    }
    if (length + bytes > buffer.length) {
      int grown = Math.max(length + bytes, (int) Math.min(bytesMax, buffer.length * 2L));
      buffer = Arrays.copyOf(buffer, grown);
    }
    return length;
  }
}
