package io.halcyon.sql.table;

import io.halcyon.core.key.IntervalKey;
import io.halcyon.core.key.KeyType;
import io.halcyon.core.key.KeyType.Scalar;
import io.halcyon.core.key.NumericKey;
import io.halcyon.core.key.TimeTzKey;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Bytes;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Numeric;
import io.halcyon.sql.value.SqlArray;
import io.halcyon.sql.value.TimeWithZone;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Values of SQL types as columns of keys, and back. Stateless.
///
/// A column of a key is *exact* if what is read back is what was written; of one that is not (the
/// scale of a numeric, the blanks of a `char(n)`), the value is stored beside the key as well.
final class KeyColumns {
  private KeyColumns() {}

  /// Returns the type of key column for a SQL type.
  ///
  /// @throws SqlError if it has no order that keys could follow
  static KeyType keyType(SqlType type) {
    if (type.isArray()) {
      return new KeyType.ArrayOf(scalar(Types.elementOf(type)));
    }
    return scalar(type);
  }

  private static Scalar scalar(SqlType type) {
    return switch (type.name()) {
      case "bool" -> Scalar.BOOL;
      case "int2", "int4", "date" -> Scalar.INT4;
      case "int8", "time", "timestamp", "timestamptz" -> Scalar.INT8;
      case "float4", "float8" -> Scalar.FLOAT8;
      case "numeric" -> Scalar.NUMERIC;
      case "text", "varchar", "bpchar", "name", "char" -> Scalar.TEXT;
      case "bytea" -> Scalar.BYTEA;
      case "uuid" -> Scalar.UUID;
      case "timetz" -> Scalar.TIMETZ;
      case "interval" -> Scalar.INTERVAL;
      case "oid", "regclass", "regtype", "regproc", "regnamespace", "regrole" -> Scalar.INT8;
      default -> throw SqlError.unsupported("type " + type + " as a column of a key or index");
    };
  }

  static boolean exact(SqlType type) {
    return !type.isArray() && scalar(type).exact() && !type.equals(Types.BPCHAR);
  }

  /// Returns the key's form of a value.
  static Object toKey(SqlType type, Object value) {
    if (type.isArray()) {
      SqlArray array = (SqlArray) value;
      if (array.dimensions() > 1) {
        throw SqlError.unsupported("an array of several dimensions as a column of a key or index");
      }
      SqlType element = Types.elementOf(type);
      List<@Nullable Object> items = new ArrayList<>(array.size());
      for (Object item : array.elements()) {
        items.add(item == null ? null : toKey(element, item));
      }
      return items;
    }
    return switch (value) {
      case Numeric numeric -> numericKey(numeric);
      case Bytes(byte[] bytes) -> bytes;
      case TimeWithZone(long micros, int zoneSeconds) -> new TimeTzKey(micros, zoneSeconds);
      case Interval(int months, int days, long micros) -> new IntervalKey(months, days, micros);
      case String text when type.equals(Types.BPCHAR) -> text.stripTrailing();
      default -> value;
    };
  }

  private static NumericKey numericKey(Numeric numeric) {
    if (numeric.isFinite()) {
      return NumericKey.of(numeric.decimal());
    }
    if (numeric.isNan()) {
      return NumericKey.Special.NAN;
    }
    return numeric.signum() > 0
        ? NumericKey.Special.POSITIVE_INFINITY
        : NumericKey.Special.NEGATIVE_INFINITY;
  }

  /// Returns the value of an exact column that was read from a key.
  static Object fromKey(Object key) {
    return switch (key) {
      case byte[] bytes -> new Bytes(bytes);
      case TimeTzKey(long micros, int zoneWestSeconds) -> new TimeWithZone(micros, zoneWestSeconds);
      case UUID uuid -> uuid;
      default -> key;
    };
  }
}
