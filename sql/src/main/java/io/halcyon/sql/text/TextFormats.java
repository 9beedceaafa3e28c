package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.function.Functions;
import io.halcyon.sql.jsonpath.JsonPath;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.BitString;
import io.halcyon.sql.value.Bytes;
import io.halcyon.sql.value.Interval;
import io.halcyon.sql.value.Json;
import io.halcyon.sql.value.Numeric;
import io.halcyon.sql.value.Row;
import io.halcyon.sql.value.SqlArray;
import io.halcyon.sql.value.TimeWithZone;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads and writes the text of values of any type: PostgreSQL's input and output functions.
public final class TextFormats {
  private static final long ARRAY_IN = 750;

  private TextFormats() {}

  /// Returns the value that a text means.
  ///
  /// @param modifier of the type; only intervals heed it, everything else is made to fit later
  /// @throws SqlError if it means none (22P02, 22003, 22007, 22008, ...)
  public static Object read(SqlType type, int modifier, String text, SessionContext session) {
    if (type.isArray()) {
      return ArrayText.read(Types.elementOf(type), modifier, text, session);
    }
    return switch (type.name()) {
      case "bool" -> BooleanText.read(text);
      case "int2" -> (int) IntegerText.read(text, Short.MIN_VALUE, Short.MAX_VALUE, "smallint");
      case "int4" -> (int) IntegerText.read(text, Integer.MIN_VALUE, Integer.MAX_VALUE, "integer");
      case "int8" -> IntegerText.read(text, Long.MIN_VALUE, Long.MAX_VALUE, "bigint");
      case "oid", "regproc", "regclass", "regtype" -> oid(type, text, session);
      case "float4" -> (double) FloatText.readReal(text);
      case "float8" -> FloatText.readDouble(text);
      case "numeric" -> NumericText.read(text);
      case "text", "varchar", "bpchar", "unknown" -> text;
      case "name" -> StringText.name(text);
      case "char" -> StringText.singleByte(text);
      case "bytea" -> BytesText.read(text);
      case "uuid" -> UuidText.read(text);
      case "bit" -> BitText.read(text);
      case "varbit" -> BitText.read(text);
      case "json" -> JsonText.validated(text);
      case "jsonb" -> JsonText.read(text);
      case "jsonpath" -> JsonPath.parse(text);
      default -> readTime(type, modifier, text, session);
    };
  }

  private static Object readTime(SqlType type, int modifier, String text, SessionContext session) {
    return switch (type.name()) {
      case "date" -> DateTimeInput.date(text, session);
      case "time" -> DateTimeInput.time(text, session);
      case "timetz" -> DateTimeInput.timeWithZone(text, session);
      case "timestamp" -> DateTimeInput.timestamp(text, session);
      case "timestamptz" -> DateTimeInput.timestampWithZone(text, session);
      case "interval" -> IntervalInput.read(text, modifier);
      case "record" ->
          throw new SqlError(
              SqlState.FEATURE_NOT_SUPPORTED,
              "input of anonymous composite types is not implemented");
      default -> {
        if (type.kind() == SqlType.Kind.PSEUDO) {
          throw new SqlError(
              SqlState.FEATURE_NOT_SUPPORTED, "cannot accept a value of type " + type.name());
        }
        throw SqlError.unsupported("type " + type);
      }
    };
  }

  private static Object oid(SqlType type, String text, SessionContext session) {
    @Nullable SqlType named = type.name().equals("regtype") ? typeNamed(text) : null;
    if (named != null) {
      return (long) named.oid();
    }
    if (!type.equals(Types.OID) && !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      if (type.name().equals("regproc")) {
        return function(text);
      }
      if (!type.name().equals("regclass")) {
        throw SqlError.unsupported("a name of type " + type);
      }
      @Nullable Long relation = session.services().relation(text);
      if (relation == null) {
        throw new SqlError(SqlState.UNDEFINED_TABLE, "relation \"" + text + "\" does not exist");
      }
      return relation;
    }
    return IntegerText.readOid(text);
  }

  /// Returns the text of a value.
  public static String write(SqlType type, Object value, SessionContext session) {
    return switch (value) {
      case Boolean bool -> bool ? "t" : "f";
      case Integer number ->
          type.oid() == Types.DATE_OID ? DateTimeOutput.date(number) : number.toString();
      case Long number -> writeLong(type, number, session);
      case Double number ->
          type.oid() == Types.FLOAT4_OID
              ? FloatText.writeReal(number.floatValue(), session)
              : FloatText.writeDouble(number, session);
      case String text -> type.equals(Types.CHAR) ? StringText.writeSingleByte(text) : text;
      case Numeric numeric -> numeric.toString();
      case Bytes bytes -> BytesText.write(bytes);
      case UUID uuid -> uuid.toString();
      case BitString bits -> bits.digits();
      case Json json -> JsonText.write(json);
      case Interval interval -> IntervalOutput.write(interval);
      case TimeWithZone time -> DateTimeOutput.timeWithZone(time);
      case SqlArray array -> ArrayText.write(array, session);
      case Row row -> RowText.write(row, session);
      default -> value.toString();
    };
  }

  /// Returns the text of an interval.
  public static String writeInterval(Interval interval) {
    return IntervalOutput.write(interval);
  }

  private static String writeLong(SqlType type, long value, SessionContext session) {
    return switch (type.oid()) {
      case Types.TIME_OID -> DateTimeOutput.time(value);
      case Types.TIMESTAMP_OID -> DateTimeOutput.timestamp(value);
      case Types.TIMESTAMPTZ_OID -> DateTimeOutput.timestampWithZone(value, session.zone());
      default ->
          switch (type.name()) {
            case "regtype" -> typeName(value);
            case "regclass" -> relationName(value, session);
            default -> Long.toString(value);
          };
    };
  }

  /// Returns the OID of the only function of a name.
  private static Object function(String text) {
    String name = text.startsWith("pg_catalog.") ? text.substring(11) : text;
    if (name.equals("array_in")) {
      // Nobody can call it; that the type of an array is read by it is how drivers know arrays.
      return ARRAY_IN;
    }
    List<Function> found = Functions.named(name);
    if (found.size() == 1) {
      return (long) found.getFirst().id();
    }
    throw found.isEmpty()
        ? new SqlError(SqlState.UNDEFINED_FUNCTION, "function \"" + text + "\" does not exist")
        : new SqlError(
            SqlState.AMBIGUOUS_FUNCTION, "more than one function named \"" + text + "\"");
  }

  private static String relationName(long oid, SessionContext session) {
    @Nullable String name = session.services().relationName(oid);
    return name == null ? (oid == 0 ? "-" : Long.toString(oid)) : name;
  }

  private static @Nullable SqlType typeNamed(String text) {
    for (SqlType type : Types.all()) {
      if (type.displayName().equals(text) || type.name().equals(text)) {
        return type;
      }
    }
    return null;
  }

  private static String typeName(long oid) {
    @Nullable SqlType type = Types.find((int) oid);
    return type == null ? (oid == 0 ? "-" : Long.toString(oid)) : type.displayName();
  }
}
