package io.halcyon.sql.jsonpath;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.kernel.NumericArithmetic;
import io.halcyon.sql.text.FloatText;
import io.halcyon.sql.value.Json;
import io.halcyon.sql.value.Numeric;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Item methods and arithmetic of paths.
final class PathMethods {
  private final boolean strict;

  PathMethods(boolean strict) {
    this.strict = strict;
  }

  List<Json> call(String name, Json item) {
    return switch (name) {
      case "type" -> List.of(new Json.Text(typeName(item)));
      case "size" -> List.of(size(item));
      case "keyvalue" -> keyValues(item);
      case "double" -> List.of(asDouble(item));
      default -> List.of(new Json.Numeral(rounded(name, number(name, item))));
    };
  }

  private static String typeName(Json json) {
    return switch (json) {
      case Json.Null _ -> "null";
      case Json.Bool _ -> "boolean";
      case Json.Numeral _ -> "number";
      case Json.Text _ -> "string";
      case Json.Array _ -> "array";
      case Json.Members _ -> "object";
    };
  }

  private Json size(Json item) {
    if (item instanceof Json.Array(var elements)) {
      return new Json.Numeral(Numeric.of(elements.size()));
    }
    if (strict) {
      throw new SqlError(
          SqlState.SQL_JSON_ARRAY_NOT_FOUND,
          "jsonpath item method .size() can only be applied to an array");
    }
    return new Json.Numeral(Numeric.ONE);
  }

  private static List<Json> keyValues(Json item) {
    if (!(item instanceof Json.Members(var members))) {
      throw new SqlError(
          SqlState.SQL_JSON_OBJECT_NOT_FOUND,
          "jsonpath item method .keyvalue() can only be applied to an object");
    }
    List<Json> pairs = new ArrayList<>();
    members.forEach((key, value) -> {
      SortedMap<String, Json> pair = new TreeMap<>(Json.KEY_ORDER);
      pair.put("key", new Json.Text(key));
      pair.put("value", value);
      pair.put("id", new Json.Numeral(Numeric.ZERO));
      pairs.add(new Json.Members(pair));
    });
    return pairs;
  }

  private static Json asDouble(Json item) {
    try {
      return switch (item) {
        case Json.Numeral number -> {
          double value = FloatText.readDouble(number.value().toString());
          yield new Json.Numeral(
              Numeric.of(new java.math.BigDecimal(Double.toString(value)).stripTrailingZeros()));
        }
        case Json.Text(String text) -> {
          double value = FloatText.readDouble(text);
          if (!Double.isFinite(value)) {
            throw nonNumeric("double", "NaN or Infinity is not allowed for ");
          }
          yield new Json.Numeral(
              Numeric.of(new java.math.BigDecimal(Double.toString(value)).stripTrailingZeros()));
        }
        default ->
            throw new SqlError(
                SqlState.NON_NUMERIC_SQL_JSON_ITEM,
                "jsonpath item method .double() can only be applied to a string or numeric value");
      };
    } catch (SqlError error) {
      if (error.sqlState().equals(SqlState.INVALID_TEXT_REPRESENTATION)) {
        throw new SqlError(
            SqlState.NON_NUMERIC_SQL_JSON_ITEM,
            "string argument of jsonpath item method .double() is not a valid representation of a"
                + " double precision number");
      }
      throw error;
    }
  }

  private static SqlError nonNumeric(String method, String reason) {
    return new SqlError(
        SqlState.NON_NUMERIC_SQL_JSON_ITEM, reason + "jsonpath item method ." + method + "()");
  }

  private static Numeric number(String method, Json item) {
    if (item instanceof Json.Numeral(Numeric value)) {
      return value;
    }
    throw new SqlError(
        SqlState.NON_NUMERIC_SQL_JSON_ITEM,
        "jsonpath item method ." + method + "() can only be applied to a numeric value");
  }

  private static Numeric rounded(String method, Numeric value) {
    return switch (method) {
      case "abs" -> value.signum() < 0 ? value.negate() : value;
      case "floor" -> Numeric.of(value.decimal().setScale(0, RoundingMode.FLOOR));
      default -> Numeric.of(value.decimal().setScale(0, RoundingMode.CEILING));
    };
  }

  Json signed(Json item, boolean negative) {
    if (item instanceof Json.Numeral(Numeric value)) {
      return negative ? new Json.Numeral(value.negate()) : item;
    }
    throw new SqlError(
        "2203B",
        "operand of unary jsonpath operator " + (negative ? "-" : "+") + " is not a numeric value");
  }

  Json arithmetic(char operator, List<Json> lefts, List<Json> rights) {
    Numeric left = single("left", operator, lefts);
    Numeric right = single("right", operator, rights);
    return new Json.Numeral(
        switch (operator) {
          case '+' -> NumericArithmetic.add(left, right);
          case '-' -> NumericArithmetic.subtract(left, right);
          case '*' -> NumericArithmetic.multiply(left, right);
          case '/' -> NumericArithmetic.divide(left, right);
          default -> NumericArithmetic.modulo(left, right);
        });
  }

  private static Numeric single(String side, char operator, List<Json> items) {
    if (items.size() == 1 && items.getFirst() instanceof Json.Numeral(Numeric value)) {
      return value;
    }
    throw new SqlError(
        SqlState.SINGLETON_SQL_JSON_ITEM_REQUIRED,
        side + " operand of jsonpath operator " + operator + " is not a single numeric value");
  }
}
