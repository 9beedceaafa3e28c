package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Order;
import io.halcyon.sql.value.Row;
import io.halcyon.sql.value.SqlArray;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The comparison operators of all types.
final class ComparisonFunctions {
  /// Endings of PostgreSQL's names.
  private static final Map<String, Comparison> ENDINGS =
      Map.of(
          "eq", Comparison.EQUAL,
          "ne", Comparison.UNEQUAL,
          "lt", Comparison.LESS,
          "le", Comparison.LESS_OR_EQUAL,
          "gt", Comparison.GREATER,
          "ge", Comparison.GREATER_OR_EQUAL);

  private static final List<String> INTEGERS =
      List.of(
          "int2",
          "int4",
          "int8",
          "int24",
          "int42",
          "int28",
          "int82",
          "int48",
          "int84",
          "oid",
          "date_",
          "time_",
          "timestamp_");
  private static final List<String> FLOATS = List.of("float4", "float8", "float48", "float84");

  /// Names with the types whose order they use.
  private static final Map<String, SqlType> OBJECTS =
      Map.ofEntries(
          Map.entry("bpchar", Types.BPCHAR),
          Map.entry("bytea", Types.BYTEA),
          Map.entry("uuid_", Types.UUID),
          Map.entry("numeric_", Types.NUMERIC),
          Map.entry("interval_", Types.INTERVAL),
          Map.entry("timetz_", Types.TIMETZ),
          Map.entry("bit", Types.BIT),
          Map.entry("jsonb_", Types.JSONB));

  private ComparisonFunctions() {}

  static void define(KernelTable table) {
    ENDINGS.forEach((ending, comparison) -> define(table, ending, comparison));
    table.two("array_eq", (SqlArray a, SqlArray b) -> arrays(a, b) == 0);
    table.two("array_ne", (SqlArray a, SqlArray b) -> arrays(a, b) != 0);
    table.two("array_lt", (SqlArray a, SqlArray b) -> arrays(a, b) < 0);
    table.two("array_le", (SqlArray a, SqlArray b) -> arrays(a, b) <= 0);
    table.two("array_gt", (SqlArray a, SqlArray b) -> arrays(a, b) > 0);
    table.two("array_ge", (SqlArray a, SqlArray b) -> arrays(a, b) >= 0);
    table.two("record_eq", (Row a, Row b) -> rows(a, b) == 0);
    table.two("record_ne", (Row a, Row b) -> rows(a, b) != 0);
    table.two("record_lt", (Row a, Row b) -> rows(a, b) < 0);
    table.two("record_le", (Row a, Row b) -> rows(a, b) <= 0);
    table.two("record_gt", (Row a, Row b) -> rows(a, b) > 0);
    table.two("record_ge", (Row a, Row b) -> rows(a, b) >= 0);
  }

  private static void define(KernelTable table, String ending, Comparison comparison) {
    for (String name : INTEGERS) {
      table.vectors(name + ending, new LongComparison(comparison));
    }
    for (String name : FLOATS) {
      table.vectors(name + ending, new DoubleComparison(comparison));
    }
    table.vectors("bool" + ending, new BooleanComparison(comparison));
    boolean equality = comparison == Comparison.EQUAL || comparison == Comparison.UNEQUAL;
    table.vectors((equality ? "text" : "text_") + ending, new TextComparison(comparison));
    for (String name : List.of("name", "char")) {
      table.vectors(name + ending, new TextComparison(comparison));
    }
    table.vectors("name" + ending + "text", new TextComparison(comparison));
    table.vectors("text" + ending + "name", new TextComparison(comparison));
    if (!equality) {
      table.vectors("text_pattern_" + ending, new TextComparison(comparison));
      table.vectors("bpchar_pattern_" + ending, objects(comparison, Types.BPCHAR));
    }
    OBJECTS.forEach((name, type) -> table.vectors(name + ending, objects(comparison, type)));
    times(table, ending, comparison);
  }

  private static Kernel objects(Comparison comparison, SqlType type) {
    Comparator<Object> order = Order.of(type);
    return new ObjectComparison(comparison, order);
  }

  /// Comparisons of dates and timestamps with each other.
  private static void times(KernelTable table, String ending, Comparison comparison) {
    table.two(
        "date_" + ending + "_timestamp",
        (Integer a, Long b) -> comparison.holds(Long.compare(midnight(a), b)));
    table.two(
        "timestamp_" + ending + "_date",
        (Long a, Integer b) -> comparison.holds(Long.compare(a, midnight(b))));
    table.twoIn(
        "date_" + ending + "_timestamptz",
        (Integer a, Long b, SessionContext session) ->
            comparison.holds(Long.compare(utc(midnight(a), session), b)));
    table.twoIn(
        "timestamptz_" + ending + "_date",
        (Long a, Integer b, SessionContext session) ->
            comparison.holds(Long.compare(a, utc(midnight(b), session))));
    table.twoIn(
        "timestamp_" + ending + "_timestamptz",
        (Long a, Long b, SessionContext session) ->
            comparison.holds(Long.compare(utc(a, session), b)));
    table.twoIn(
        "timestamptz_" + ending + "_timestamp",
        (Long a, Long b, SessionContext session) ->
            comparison.holds(Long.compare(a, utc(b, session))));
  }

  /// Returns the beginning of a day; beyond all timestamps an infinity.
  private static long midnight(int day) {
    if (!Calendar.isFinite(day)) {
      return day > 0 ? Calendar.INFINITY : Calendar.MINUS_INFINITY;
    }
    return day >= Calendar.TIMESTAMP_END / Calendar.MICROS_PER_DAY
        ? Calendar.INFINITY
        : day * Calendar.MICROS_PER_DAY;
  }

  private static long utc(long local, SessionContext session) {
    return Calendar.isFinite(local) ? Calendar.toUtc(local, session.zone()) : local;
  }

  private static int arrays(SqlArray left, SqlArray right) {
    return Order.arrays(left, right);
  }

  private static int rows(Row left, Row right) {
    if (left.types().size() != right.types().size()) {
      throw new io.halcyon.sql.error.SqlError(
          io.halcyon.sql.error.SqlState.DATATYPE_MISMATCH,
          "cannot compare record types with different numbers of columns");
    }
    for (int i = 0; i < left.types().size(); i++) {
      if (!left.types().get(i).equals(right.types().get(i))) {
        throw new io.halcyon.sql.error.SqlError(
            io.halcyon.sql.error.SqlState.DATATYPE_MISMATCH,
            "cannot compare dissimilar column types %s and %s at record column %d"
                .formatted(left.types().get(i), right.types().get(i), i + 1));
      }
    }
    return Order.rows(left, right);
  }
}
