package io.halcyon.client;

import io.halcyon.proto.v1.SqlRows;
import io.halcyon.proto.v1.SqlValues;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of a result. Columns are named by their position, counted from 0, or by their name (the
/// first of that name; upper and lower case are told apart).
///
/// Getters of numbers, truth values and times fail with `IllegalStateException` where the value is
/// NULL or is of no such kind; {@link #get} and {@link #getString} return null for NULL. Immutable.
public final class SqlRow {
  private static final DateTimeFormatter LOCAL =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter(java.util.Locale.ROOT);
  private static final DateTimeFormatter ZONED =
      new DateTimeFormatterBuilder()
          .append(LOCAL)
          .appendOffset("+HH:mm:ss", "+00")
          .toFormatter(java.util.Locale.ROOT);

  private final List<SqlColumn> columns;
  private final SqlRows batch;
  private final int row;

  SqlRow(List<SqlColumn> columns, SqlRows batch, int row) {
    this.columns = columns;
    this.batch = batch;
    this.row = row;
  }

  public List<SqlColumn> columns() {
    return columns;
  }

  public boolean isNull(int column) {
    var nulls = batch.getColumns(column).getNulls();
    int at = row >> 3;
    return at < nulls.size() && (nulls.byteAt(at) >> (row & 7) & 1) == 1;
  }

  public boolean isNull(String column) {
    return isNull(index(column));
  }

  /// Returns a value: a `Long` for smallint, integer, bigint and oid, a `Double` for real and
  /// double precision, a `Boolean`, a `byte[]` for bytea, and PostgreSQL's text for any other type.
  public @Nullable Object get(int column) {
    if (isNull(column)) {
      return null;
    }
    SqlValues values = batch.getColumns(column);
    return switch (values.getValuesCase()) {
      case INTEGERS -> values.getIntegers().getValues(row);
      case DOUBLES -> values.getDoubles().getValues(row);
      case BOOLEANS -> values.getBooleans().getValues(row);
      case BLOBS -> values.getBlobs().getValues(row).toByteArray();
      case TEXTS -> values.getTexts().getValues(row);
      case VALUES_NOT_SET -> throw new IllegalStateException("a column without values");
    };
  }

  public @Nullable Object get(String column) {
    return get(index(column));
  }

  /// Returns a value as text; null for NULL.
  public @Nullable String getString(int column) {
    Object value = get(column);
    return switch (value) {
      case null -> null;
      case byte[] bytes -> "\\x" + java.util.HexFormat.of().formatHex(bytes);
      case Double number when columns.get(column).typeName().equals("real") ->
          Float.toString(number.floatValue());
      default -> value.toString();
    };
  }

  public @Nullable String getString(String column) {
    return getString(index(column));
  }

  public long getLong(int column) {
    Object value = required(column);
    return switch (value) {
      case Long number -> number;
      case String text ->
          parsed(column, text, "a long", () -> new BigDecimal(text).longValueExact());
      default -> throw wrong(column, "a long");
    };
  }

  public long getLong(String column) {
    return getLong(index(column));
  }

  public int getInt(int column) {
    long value = getLong(column);
    return parsed(column, Long.toString(value), "an int", () -> Math.toIntExact(value));
  }

  public int getInt(String column) {
    return getInt(index(column));
  }

  public double getDouble(int column) {
    Object value = required(column);
    return switch (value) {
      case Double number -> number;
      case Long number -> number;
      case String text -> parsed(column, text, "a double", () -> Double.parseDouble(text));
      default -> throw wrong(column, "a double");
    };
  }

  public double getDouble(String column) {
    return getDouble(index(column));
  }

  public BigDecimal getBigDecimal(int column) {
    String text = text(column);
    return parsed(column, text, "a number", () -> new BigDecimal(text));
  }

  public BigDecimal getBigDecimal(String column) {
    return getBigDecimal(index(column));
  }

  public boolean getBoolean(int column) {
    Object value = required(column);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(column, "a truth value");
  }

  public boolean getBoolean(String column) {
    return getBoolean(index(column));
  }

  public byte[] getBytes(int column) {
    Object value = required(column);
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    throw wrong(column, "bytes");
  }

  public byte[] getBytes(String column) {
    return getBytes(index(column));
  }

  public UUID getUuid(String column) {
    int at = index(column);
    String text = text(at);
    return parsed(at, text, "a UUID", () -> UUID.fromString(text));
  }

  public LocalDate getLocalDate(String column) {
    int at = index(column);
    String text = text(at);
    return parsed(at, text, "a date", () -> LocalDate.parse(text));
  }

  public LocalTime getLocalTime(String column) {
    int at = index(column);
    String text = text(at);
    return parsed(at, text, "a time of day", () -> LocalTime.parse(text));
  }

  /// Returns a `timestamp`.
  public LocalDateTime getLocalDateTime(String column) {
    int at = index(column);
    String text = text(at);
    return parsed(at, text, "a timestamp", () -> LocalDateTime.parse(text, LOCAL));
  }

  /// Returns a `timestamp with time zone`.
  public Instant getInstant(String column) {
    int at = index(column);
    String text = text(at);
    return parsed(
        at,
        text,
        "a timestamp with time zone",
        () -> OffsetDateTime.parse(text, ZONED).toInstant());
  }

  private String text(int column) {
    required(column);
    return String.valueOf(getString(column));
  }

  private Object required(int column) {
    Object value = get(column);
    if (value == null) {
      throw new IllegalStateException(
          "column \"%s\" is NULL; ask isNull() first".formatted(columns.get(column).name()));
    }
    return value;
  }

  private interface Parsing<T> {
    T parse();
  }

  private <T> T parsed(int column, String text, String wanted, Parsing<T> parsing) {
    try {
      return parsing.parse();
    } catch (ArithmeticException | IllegalArgumentException | java.time.DateTimeException e) {
      throw new IllegalStateException(
          "column \"%s\" (%s) is not %s here: %s"
              .formatted(columns.get(column).name(), columns.get(column).typeName(), wanted, text),
          e);
    }
  }

  private IllegalStateException wrong(int column, String wanted) {
    return new IllegalStateException(
        "column \"%s\" is of type %s, not %s"
            .formatted(columns.get(column).name(), columns.get(column).typeName(), wanted));
  }

  private int index(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "there is no column \"%s\"; there are %s"
            .formatted(name, columns.stream().map(SqlColumn::name).toList()));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < columns.size(); i++) {
      text.append(i == 0 ? "" : ", ")
          .append(columns.get(i).name())
          .append('=')
          .append(getString(i));
    }
    return text.append('}').toString();
  }
}
