package io.halcyon.core.key;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads key columns that {@link KeyEncoder} wrote. The bytes are not trusted: every read is
/// checked against the end of the key, nothing is allocated beyond what is there, and only what an
/// encoder can have written is accepted, so that each key has one reading.
///
/// Every method throws {@link KeyCodecException} with reason MALFORMED if the bytes do not follow
/// the layout of the column asked for. Not thread-safe.
public final class KeyDecoder {
  private final byte[] key;
  private final int end;
  private int position;

  /// All bits set while an inverted part is read.
  private long mask;

  public KeyDecoder(byte[] key) {
    this(key, 0, key.length);
  }

  public KeyDecoder(byte[] buffer, int offset, int length) {
    if (offset < 0 || length < 0 || length > buffer.length - offset) {
      throw malformed("slice " + offset + "+" + length + " of " + buffer.length + " bytes");
    }
    this.key = buffer;
    this.position = offset;
    this.end = offset + length;
  }

  /// Returns whether bytes are left.
  public boolean hasNext() {
    return position < end;
  }

  /// Returns where the next column begins in the buffer.
  public int position() {
    return position;
  }

  /// Reads past the prefix of a table's index and returns the table's id.
  public int tablePrefix(int index) {
    mask = 0;
    if (getByte() != StoredKey.SQL) {
      throw malformed("not a key of a table");
    }
    int table = getInt();
    if ((getShort() & 0xFFFF) != index) {
      throw malformed("not a key of index " + index);
    }
    return table;
  }

  /// Reads a column of any type.
  ///
  /// @return a value of the Java type that `type` names, or null
  public @Nullable Object next(KeyType type, KeyOrder order) {
    mask = 0;
    int marker = getByte();
    if (marker == (order.nullsFirst() ? KeyEncoder.NULL_FIRST : KeyEncoder.NULL_LAST)) {
      return null;
    }
    if (marker != KeyEncoder.VALUE) {
      throw malformed("column marker " + marker);
    }
    mask = order.descending() ? -1 : 0;
    return switch (type) {
      case KeyType.Scalar scalar -> payload(scalar);
      case KeyType.ArrayOf(KeyType.Scalar element) -> array(element);
    };
  }

  private List<@Nullable Object> array(KeyType.Scalar element) {
    List<@Nullable Object> items = new ArrayList<>();
    int marker = getByte();
    while (marker != KeyEncoder.ARRAY_END) {
      switch (marker) {
        case KeyEncoder.VALUE -> items.add(payload(element));
        case KeyEncoder.NULL_LAST -> items.add(null);
        default -> throw malformed("array marker " + marker);
      }
      marker = getByte();
    }
    return Collections.unmodifiableList(items);
  }

  private Object payload(KeyType.Scalar type) {
    return switch (type) {
      case BOOL -> truth();
      case INT2 -> (short) (getShort() ^ Short.MIN_VALUE);
      case INT4, DATE -> getInt() ^ Integer.MIN_VALUE;
      case INT8, TIMESTAMP, TIMESTAMPTZ -> getLong() ^ Long.MIN_VALUE;
      case TIME -> timeOfDay();
      case FLOAT4 -> float4();
      case FLOAT8 -> float8();
      case NUMERIC -> NumericCodec.read(this);
      case TEXT -> text();
      case BYTEA -> unescaped();
      case UUID -> new UUID(getLong(), getLong());
      case TIMETZ -> timeTz();
      case INTERVAL -> interval();
      case JSONB ->
          throw new KeyCodecException(
              KeyCodecException.Reason.UNSUPPORTED_TYPE, "jsonb cannot be a key column");
    };
  }

  private boolean truth() {
    int value = getByte();
    if (value > 1) {
      throw malformed("boolean " + value);
    }
    return value == 1;
  }

  private long timeOfDay() {
    long micros = getLong() ^ Long.MIN_VALUE;
    if (micros < 0 || micros > TimeTzKey.DAY_MICROS) {
      throw malformed("time of day " + micros);
    }
    return micros;
  }

  private float float4() {
    int bits = getInt();
    int raw = bits < 0 ? bits ^ Integer.MIN_VALUE : ~bits;
    float value = Float.intBitsToFloat(raw);
    if (Float.floatToIntBits(value + 0.0f) != raw) {
      throw malformed("float is not normal");
    }
    return value;
  }

  private double float8() {
    long bits = getLong();
    long raw = bits < 0 ? bits ^ Long.MIN_VALUE : ~bits;
    double value = Double.longBitsToDouble(raw);
    if (Double.doubleToLongBits(value + 0.0) != raw) {
      throw malformed("float is not normal");
    }
    return value;
  }

  private String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(unescaped())).toString();
    } catch (CharacterCodingException invalid) {
      throw malformed("text is not UTF-8");
    }
  }

  private byte[] unescaped() {
    int start = position;
    int length = 0;
    while (true) {
      if (getByte() == 0) {
        int next = getByte();
        if (next == KeyEncoder.TERMINATOR) {
          break;
        }
        if (next != KeyEncoder.ESCAPED_ZERO) {
          throw malformed("escape " + next);
        }
      }
      length++;
    }
    byte[] bytes = new byte[length];
    position = start;
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) getByte();
      if (bytes[i] == 0) {
        position++;
      }
    }
    position += 2;
    return bytes;
  }

  private TimeTzKey timeTz() {
    long utcMicros = getLong() ^ Long.MIN_VALUE;
    int zone = getInt() ^ Integer.MIN_VALUE;
    try {
      return new TimeTzKey(Math.subtractExact(utcMicros, zone * 1_000_000L), zone);
    } catch (ArithmeticException | KeyCodecException outOfRange) {
      throw malformed("time with zone " + utcMicros + ", " + zone);
    }
  }

  private IntervalKey interval() {
    long days = getLong() ^ Long.MIN_VALUE;
    long micros = getLong();
    if (micros < 0 || micros >= TimeTzKey.DAY_MICROS) {
      throw malformed("interval beyond its days: " + micros);
    }
    return IntervalKey.ofSpan(days, micros);
  }

  void toggleInverted() {
    mask = ~mask;
  }

  int getByte() {
    need(1);
    return (key[position++] ^ (int) mask) & 0xFF;
  }

  short getShort() {
    need(2);
    short value = (short) ((short) KeyEncoder.SHORT.get(key, position) ^ mask);
    position += 2;
    return value;
  }

  int getInt() {
    need(4);
    int value = (int) KeyEncoder.INT.get(key, position) ^ (int) mask;
    position += 4;
    return value;
  }

  long getLong() {
    need(8);
    long value = (long) KeyEncoder.LONG.get(key, position) ^ mask;
    position += 8;
    return value;
  }

  private void need(int bytes) {
    if (end - position < bytes) {
      throw malformed("cut off at byte " + position);
    }
  }

  static KeyCodecException malformed(String detail) {
    return new KeyCodecException(KeyCodecException.Reason.MALFORMED, "malformed key: " + detail);
  }
}
