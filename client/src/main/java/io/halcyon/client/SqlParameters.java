package io.halcyon.client;

import com.google.protobuf.ByteString;
import io.halcyon.proto.v1.SqlParameter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Java's values as parameters of statements.
final class SqlParameters {
  private static final int BOOL = 16;
  private static final int BYTEA = 17;
  private static final int INT8 = 20;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int FLOAT4 = 700;
  private static final int FLOAT8 = 701;
  private static final int DATE = 1082;
  private static final int TIME = 1083;
  private static final int TIMESTAMP = 1114;
  private static final int TIMESTAMPTZ = 1184;
  private static final int INTERVAL = 1186;
  private static final int NUMERIC = 1700;
  private static final int UUID_OID = 2950;

  /// The type is found by where the parameter stands.
  private static final int ANY = 0;

  private SqlParameters() {}

  /// @throws IllegalArgumentException if there is no type for it
  static SqlParameter of(@Nullable Object value) {
    return switch (value) {
      case null -> SqlParameter.getDefaultInstance();
      case Boolean flag -> text(BOOL, flag.toString());
      case Short number -> text(INT2, number.toString());
      case Integer number -> text(INT4, number.toString());
      case Long number -> text(INT8, number.toString());
      case Float number -> text(FLOAT4, number.toString());
      case Double number -> text(FLOAT8, number.toString());
      case BigDecimal number -> text(NUMERIC, number.toPlainString());
      case BigInteger number -> text(NUMERIC, number.toString());
      case String string -> text(ANY, string);
      case Character character -> text(ANY, character.toString());
      case byte[] bytes ->
          SqlParameter.newBuilder().setType(BYTEA).setBytes(ByteString.copyFrom(bytes)).build();
      case UUID uuid -> text(UUID_OID, uuid.toString());
      case Duration duration -> text(INTERVAL, duration.toString());
      case Temporal time -> time(time);
      case Collection<?> elements -> text(ANY, array(elements));
      default ->
          throw new IllegalArgumentException(
              "no SQL type for a parameter of "
                  + value.getClass().getName()
                  + "; give it as text (a String), whose type is found by where it stands");
    };
  }

  private static SqlParameter time(Temporal time) {
    return switch (time) {
      case LocalDate date -> text(DATE, date.toString());
      case LocalTime ofDay -> text(TIME, ofDay.toString());
      case LocalDateTime local -> text(TIMESTAMP, local.toString());
      case OffsetDateTime moment -> text(TIMESTAMPTZ, moment.toString());
      case ZonedDateTime moment -> text(TIMESTAMPTZ, moment.toOffsetDateTime().toString());
      case Instant moment -> text(TIMESTAMPTZ, moment.atOffset(ZoneOffset.UTC).toString());
      default ->
          throw new IllegalArgumentException(
              "no SQL type for a parameter of " + time.getClass().getName());
    };
  }

  /// Returns an array as PostgreSQL writes it; its type is found by where it stands.
  private static String array(Collection<?> elements) {
    StringJoiner text = new StringJoiner(",", "{", "}");
    for (Object element : elements) {
      switch (element) {
        case null -> text.add("NULL");
        case Collection<?> nested -> text.add(array(nested));
        case byte[] _ -> throw new IllegalArgumentException("an array of bytea is not supported");
        default -> {
          String value = of(element).getText();
          text.add('"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }
      }
    }
    return text.toString();
  }

  private static SqlParameter text(int type, String text) {
    return SqlParameter.newBuilder().setType(type).setText(text).build();
  }
}
