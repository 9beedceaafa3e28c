package io.halcyon.sql.table;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.JsonText;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.BitString;
import io.halcyon.sql.value.Bytes;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Json;
import io.halcyon.sql.value.Numeric;
import io.halcyon.sql.value.SqlArray;
import io.halcyon.sql.value.TimeWithZone;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Values of object carriers as bytes, by type; what is carried as a number or truth is stored by
/// {@link RowCodec} itself. Stateless.
///
/// | type | bytes |
/// |---|---|
/// | text and its kin, json | UTF-8 |
/// | bytea | as they are |
/// | uuid | 16 |
/// | numeric | `00 \| scale \| unscaled value, two's complement`, or 01, 02, 03: Infinity, -Infinity, NaN |
/// | interval | months, days, microseconds |
/// | timetz | microseconds, zone |
/// | jsonb | its text, parsed again when it is read |
/// | bit, varbit | its digits |
/// | arrays | dimensions, each length and lower bound, then each element: 0 for NULL, or `length + 1 \| bytes` |
///
/// Numbers without a size are varints, zigzag where they have a sign.
final class ValueCodec {
  private static final int FINITE = 0;

  private ValueCodec() {}

  static void write(SqlType type, Object value, ByteSink out) {
    switch (value) {
      case String text -> out.utf8(text);
      case Bytes(byte[] bytes) -> out.bytes(bytes);
      case UUID uuid -> {
        out.fixed64(uuid.getMostSignificantBits());
        out.fixed64(uuid.getLeastSignificantBits());
      }
      case Numeric numeric -> numeric(numeric, out);
      case Interval(int months, int days, long micros) -> {
        out.signed(months);
        out.signed(days);
        out.signed(micros);
      }
      case TimeWithZone(long micros, int zone) -> {
        out.signed(micros);
        out.signed(zone);
      }
      case Json json -> out.utf8(JsonText.write(json));
      case BitString(String digits) -> out.utf8(digits);
      case SqlArray array -> array(array, out);
      default -> throw SqlError.unsupported("storing values of type " + type);
    }
  }

  private static void numeric(Numeric numeric, ByteSink out) {
    if (!numeric.isFinite()) {
      out.octet(numeric.isNan() ? 3 : numeric.signum() > 0 ? 1 : 2);
      return;
    }
    BigDecimal decimal = numeric.decimal();
    out.octet(FINITE);
    out.unsigned(decimal.scale());
    out.bytes(decimal.unscaledValue().toByteArray());
  }

  private static void array(SqlArray array, ByteSink out) {
    out.unsigned(array.dimensions());
    for (int i = 0; i < array.dimensions(); i++) {
      out.unsigned(array.lengths()[i]);
      out.signed(array.lowerBounds()[i]);
    }
    ByteSink element = new ByteSink();
    for (Object value : array.elements()) {
      if (value == null) {
        out.unsigned(0);
      } else {
        element.reset();
        writeAny(array.elementType(), value, element);
        out.unsigned(element.length() + 1L);
        out.append(element);
      }
    }
  }

  private static void writeAny(SqlType type, Object value, ByteSink out) {
    switch (value) {
      case Boolean truth -> out.octet(truth ? 1 : 0);
      case Integer number -> out.signed(number);
      case Long number -> out.signed(number);
      case Double number -> out.fixed64(Double.doubleToRawLongBits(number));
      default -> write(type, value, out);
    }
  }

  /// Reads the value that all of `in` is.
  static Object read(SqlType type, ByteSource in) {
    if (type.isArray()) {
      return array(type, in);
    }
    return switch (type.name()) {
      case "bytea" -> new Bytes(in.rest());
      case "uuid" -> new UUID(in.fixed64(), in.fixed64());
      case "numeric" -> numeric(in);
      case "interval" -> new Interval((int) in.signed(), (int) in.signed(), in.signed());
      case "timetz" -> new TimeWithZone(in.signed(), (int) in.signed());
      case "jsonb" -> JsonText.read(in.utf8());
      case "bit", "varbit" -> new BitString(in.utf8());
      default -> in.utf8();
    };
  }

  private static Numeric numeric(ByteSource in) {
    return switch (in.octet()) {
      case FINITE -> {
        int scale = (int) in.unsigned();
        yield Numeric.of(new BigDecimal(new BigInteger(in.rest()), scale));
      }
      case 1 -> Numeric.INFINITY;
      case 2 -> Numeric.MINUS_INFINITY;
      case 3 -> Numeric.NAN;
      default -> throw corrupted("numeric");
    };
  }

  private static SqlArray array(SqlType type, ByteSource in) {
    SqlType elementType = Types.elementOf(type);
    int dimensions = (int) in.unsigned();
    if (dimensions < 0 || dimensions > SqlArray.DIMENSIONS_MAX) {
      throw corrupted("array");
    }
    int[] lengths = new int[dimensions];
    int[] lowerBounds = new int[dimensions];
    long count = dimensions == 0 ? 0 : 1;
    for (int i = 0; i < dimensions; i++) {
      lengths[i] = (int) in.unsigned();
      lowerBounds[i] = (int) in.signed();
      count *= lengths[i];
    }
    if (count < 0 || count > in.remaining()) {
      throw corrupted("array");
    }
    @Nullable Object[] elements = new @Nullable Object[(int) count];
    for (int i = 0; i < elements.length; i++) {
      long length = in.unsigned();
      elements[i] = length == 0 ? null : readAny(elementType, in.slice((int) length - 1));
    }
    return new SqlArray(elementType, lengths, lowerBounds, elements);
  }

  private static Object readAny(SqlType type, ByteSource in) {
    return switch (type.carrier()) {
      case BOOLEAN -> in.octet() != 0;
      case INT -> (int) in.signed();
      case LONG -> in.signed();
      case DOUBLE -> Double.longBitsToDouble(in.fixed64());
      case OBJECT -> read(type, in);
    };
  }

  static SqlError corrupted(String what) {
    return new SqlError(SqlState.DATA_CORRUPTED, "stored " + what + " is damaged");
  }
}
