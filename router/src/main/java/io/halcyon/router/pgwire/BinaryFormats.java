package io.halcyon.router.pgwire;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.JsonText;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Bytes;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Json;
import io.halcyon.sql.value.Numeric;
import io.halcyon.sql.value.SqlArray;
import io.halcyon.sql.value.TimeWithZone;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Values in PostgreSQL's binary format (the send and receive functions of its types). Stateless.
final class BinaryFormats {
  private static final BigInteger BASE = BigInteger.valueOf(10_000);
  private static final int DIGITS = 4;
  private static final int NEGATIVE = 0x4000;
  private static final int NAN = 0xC000;
  private static final int INFINITY = 0xD000;
  private static final int MINUS_INFINITY = 0xF000;

  private BinaryFormats() {}

  static byte[] write(SqlType type, Object value) {
    return switch (value) {
      case Boolean truth -> new byte[] {(byte) (truth ? 1 : 0)};
      case Integer number ->
          type.equals(Types.INT2)
              ? ByteBuffer.allocate(2).putShort(number.shortValue()).array()
              : ByteBuffer.allocate(4).putInt(number).array();
      case Long number -> ofLong(type, number);
      case Double number ->
          type.equals(Types.FLOAT4)
              ? ByteBuffer.allocate(4).putFloat(number.floatValue()).array()
              : ByteBuffer.allocate(8).putDouble(number).array();
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case Bytes(byte[] bytes) -> bytes;
      case UUID uuid ->
          ByteBuffer.allocate(16)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array();
      case Numeric numeric -> numeric(numeric);
      case Interval(int months, int days, long micros) ->
          ByteBuffer.allocate(16).putLong(micros).putInt(days).putInt(months).array();
      case TimeWithZone(long micros, int zone) ->
          ByteBuffer.allocate(12).putLong(micros).putInt(zone).array();
      case Json json -> jsonb(json);
      case SqlArray array -> array(array);
      default -> throw SqlError.unsupported("type " + type + " in binary format");
    };
  }

  private static byte[] ofLong(SqlType type, long value) {
    boolean wide =
        switch (type.oid()) {
          case Types.INT8_OID, Types.TIME_OID, Types.TIMESTAMP_OID, Types.TIMESTAMPTZ_OID -> true;
          default -> false;
        };
    return wide
        ? ByteBuffer.allocate(8).putLong(value).array()
        : ByteBuffer.allocate(4).putInt((int) value).array();
  }

  private static byte[] jsonb(Json json) {
    byte[] text = JsonText.write(json).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(text.length + 1).put((byte) 1).put(text).array();
  }

  private static byte[] numeric(Numeric numeric) {
    if (!numeric.isFinite()) {
      int sign = numeric.isNan() ? NAN : numeric.signum() > 0 ? INFINITY : MINUS_INFINITY;
      return ByteBuffer.allocate(8).putInt(0).putShort((short) sign).putShort((short) 0).array();
    }
    BigDecimal decimal = numeric.decimal();
    int scale = decimal.scale();
    int padded = (scale + DIGITS - 1) / DIGITS * DIGITS;
    BigInteger rest = decimal.setScale(padded).unscaledValue().abs();
    List<Integer> groups = new ArrayList<>();
    while (rest.signum() > 0) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      groups.addFirst(parts[1].intValue());
      rest = parts[0];
    }
    int weight = groups.size() - 1 - padded / DIGITS;
    while (!groups.isEmpty() && groups.getLast() == 0) {
      groups.removeLast();
    }
    ByteBuffer out = ByteBuffer.allocate(8 + 2 * groups.size());
    out.putShort((short) groups.size());
    out.putShort((short) (groups.isEmpty() ? 0 : weight));
    out.putShort((short) (decimal.signum() < 0 ? NEGATIVE : 0));
    out.putShort((short) scale);
    groups.forEach(group -> out.putShort(group.shortValue()));
    return out.array();
  }

  private static byte[] array(SqlArray array) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean nulls = false;
    for (Object element : array.elements()) {
      nulls |= element == null;
    }
    ByteBuffer head = ByteBuffer.allocate(12 + 8 * array.dimensions());
    head.putInt(array.dimensions()).putInt(nulls ? 1 : 0).putInt(array.elementType().oid());
    for (int i = 0; i < array.dimensions(); i++) {
      head.putInt(array.lengths()[i]).putInt(array.lowerBounds()[i]);
    }
    out.writeBytes(head.array());
    for (Object element : array.elements()) {
      byte[] bytes = element == null ? null : write(array.elementType(), element);
      int length = bytes == null ? -1 : bytes.length;
      out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
      if (bytes != null) {
        out.writeBytes(bytes);
      }
    }
    return out.toByteArray();
  }

  /// @throws SqlError if the bytes are no value of the type (22P03)
  static Object read(SqlType type, byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      Object value = read(type, in);
      if (in.hasRemaining()) {
        throw malformed();
      }
      return value;
    } catch (BufferUnderflowException e) {
      throw malformed();
    }
  }

  private static SqlError malformed() {
    return new SqlError(
        SqlState.INVALID_BINARY_REPRESENTATION, "incorrect binary data format in bind parameter");
  }

  private static Object read(SqlType type, ByteBuffer in) {
    if (type.isArray()) {
      return readArray(type, in);
    }
    return switch (type.name()) {
      case "bool" -> in.get() != 0;
      case "int2" -> (int) in.getShort();
      case "int4", "date" -> in.getInt();
      case "int8", "time", "timestamp", "timestamptz" -> in.getLong();
      case "float4" -> (double) in.getFloat();
      case "float8" -> in.getDouble();
      case "oid", "regclass", "regtype", "regproc" -> in.getInt() & 0xFFFF_FFFFL;
      case "text", "varchar", "bpchar", "name", "json", "unknown", "char" -> utf8(in);
      case "bytea" -> new Bytes(rest(in));
      case "uuid" -> new UUID(in.getLong(), in.getLong());
      case "numeric" -> readNumeric(in);
      case "interval" -> readInterval(in);
      case "timetz" -> new TimeWithZone(in.getLong(), in.getInt());
      case "jsonb" -> {
        if (in.get() != 1) {
          throw malformed();
        }
        yield JsonText.read(utf8(in));
      }
      default -> throw SqlError.unsupported("type " + type + " in binary format");
    };
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return bytes;
  }

  private static String utf8(ByteBuffer in) {
    return new String(rest(in), StandardCharsets.UTF_8);
  }

  private static Interval readInterval(ByteBuffer in) {
    long micros = in.getLong();
    int days = in.getInt();
    return new Interval(in.getInt(), days, micros);
  }

  private static Numeric readNumeric(ByteBuffer in) {
    int count = in.getShort() & 0xFFFF;
    int weight = in.getShort();
    int sign = in.getShort() & 0xFFFF;
    int scale = in.getShort() & 0xFFFF;
    switch (sign) {
      case NAN -> {
        return Numeric.NAN;
      }
      case INFINITY -> {
        return Numeric.INFINITY;
      }
      case MINUS_INFINITY -> {
        return Numeric.MINUS_INFINITY;
      }
      case 0, NEGATIVE -> {
        // A number.
      }
      default -> throw malformed();
    }
    BigInteger digits = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      int group = in.getShort();
      if (group < 0 || group >= 10_000) {
        throw malformed();
      }
      digits = digits.multiply(BASE).add(BigInteger.valueOf(group));
    }
    BigDecimal value = new BigDecimal(digits).scaleByPowerOfTen((weight + 1 - count) * DIGITS);
    value = value.setScale(scale, java.math.RoundingMode.DOWN);
    return Numeric.of(sign == NEGATIVE ? value.negate() : value);
  }

  private static SqlArray readArray(SqlType type, ByteBuffer in) {
    SqlType element = Types.elementOf(type);
    int dimensions = in.getInt();
    var _ = in.getInt();
    int oid = in.getInt();
    if (dimensions < 0 || dimensions > SqlArray.DIMENSIONS_MAX || oid != element.oid()) {
      throw malformed();
    }
    int[] lengths = new int[dimensions];
    int[] bounds = new int[dimensions];
    long size = dimensions == 0 ? 0 : 1;
    for (int i = 0; i < dimensions; i++) {
      lengths[i] = in.getInt();
      bounds[i] = in.getInt();
      size *= lengths[i];
      if (lengths[i] < 0 || size > in.remaining()) {
        throw malformed();
      }
    }
    @Nullable Object[] elements = new @Nullable Object[(int) size];
    for (int i = 0; i < elements.length; i++) {
      int length = in.getInt();
      if (length >= 0) {
        if (length > in.remaining()) {
          throw malformed();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        elements[i] = read(element, bytes);
      }
    }
    return new SqlArray(element, lengths, bounds, elements);
  }
}
