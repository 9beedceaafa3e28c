package io.halcyon.sql.value;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The order of a type's values: that of `<`, `ORDER BY`, `min` and equality. Strings are compared
/// by their code points (collation `C`), `NaN` is above all numbers.
public final class Order {
  private Order() {}

  /// Returns whether values of a type can be compared.
  public static boolean exists(SqlType type) {
    return find(type) != null;
  }

  /// Returns the order of a type that has one; of values that are not null.
  public static Comparator<Object> of(SqlType type) {
    @Nullable Comparator<Object> order = find(type);
    if (order == null) {
      throw new IllegalArgumentException("no order among values of type " + type);
    }
    return order;
  }

  private static @Nullable Comparator<Object> find(SqlType type) {
    if (type.isArray()) {
      SqlType element = Types.elementOf(type);
      return exists(element) ? (left, right) -> arrays((SqlArray) left, (SqlArray) right) : null;
    }
    return switch (type.carrier()) {
      case BOOLEAN -> (left, right) -> Boolean.compare((Boolean) left, (Boolean) right);
      case INT -> (left, right) -> Integer.compare((Integer) left, (Integer) right);
      case LONG -> (left, right) -> Long.compare((Long) left, (Long) right);
      case DOUBLE -> (left, right) -> doubles((Double) left, (Double) right);
      case OBJECT -> objects(type);
    };
  }

  private static @Nullable Comparator<Object> objects(SqlType type) {
    return switch (type.name()) {
      case "text", "varchar", "name", "char" ->
          (left, right) -> strings((String) left, (String) right);
      case "bpchar" ->
          (left, right) -> strings(withoutPadding((String) left), withoutPadding((String) right));
      case "numeric" -> (left, right) -> ((Numeric) left).compareTo((Numeric) right);
      case "interval" -> (left, right) -> ((Interval) left).compareTo((Interval) right);
      case "timetz" -> (left, right) -> ((TimeWithZone) left).compareTo((TimeWithZone) right);
      case "bytea" -> (left, right) -> ((Bytes) left).compareTo((Bytes) right);
      case "bit", "varbit" -> (left, right) -> ((BitString) left).compareTo((BitString) right);
      case "uuid" -> (left, right) -> uuids((UUID) left, (UUID) right);
      case "jsonb" -> (left, right) -> ((Json) left).compareTo((Json) right);
      case "record" -> (left, right) -> rows((Row) left, (Row) right);
      default -> null;
    };
  }

  /// Compares by code points, which is the order of UTF-8's bytes.
  public static int strings(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean surrogates = Character.isSurrogate(a) != Character.isSurrogate(b);
        return surrogates ? (Character.isSurrogate(a) ? 1 : -1) : a - b;
      }
    }
    return left.length() - right.length();
  }

  /// Returns a `character` without the spaces at its end, which do not count.
  public static String withoutPadding(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  /// Compares so that `NaN` is equal to itself and above all, and both zeros are equal.
  public static int doubles(double left, double right) {
    if (left < right) {
      return -1;
    }
    if (left > right) {
      return 1;
    }
    return left == right ? 0 : Boolean.compare(Double.isNaN(left), Double.isNaN(right));
  }

  private static int uuids(UUID left, UUID right) {
    int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
  }

  /// Compares element by element, then by number of elements, dimensions, and their sizes.
  public static int arrays(SqlArray left, SqlArray right) {
    Comparator<Object> order = of(left.elementType());
    int byElements = all(left.list(), right.list(), _ -> order);
    if (byElements != 0) {
      return byElements;
    }
    int bySize = Integer.compare(left.size(), right.size());
    if (bySize != 0) {
      return bySize;
    }
    int byDimensions = Integer.compare(left.dimensions(), right.dimensions());
    if (byDimensions != 0) {
      return byDimensions;
    }
    for (int i = 0; i < left.dimensions(); i++) {
      int byLength = Integer.compare(left.lengths()[i], right.lengths()[i]);
      if (byLength != 0) {
        return byLength;
      }
    }
    for (int i = 0; i < left.dimensions(); i++) {
      int byBound = Integer.compare(left.lowerBounds()[i], right.lowerBounds()[i]);
      if (byBound != 0) {
        return byBound;
      }
    }
    return 0;
  }

  /// Compares field by field.
  public static int rows(Row left, Row right) {
    return all(
        java.util.Arrays.asList(left.values()),
        java.util.Arrays.asList(right.values()),
        index -> of(left.types().get(index)));
  }

  /// The order at an index.
  private interface OrderAt {
    Comparator<Object> of(int index);
  }

  /// Compares what both have; NULL is above all and equal to itself.
  private static int all(
      List<@Nullable Object> left, List<@Nullable Object> right, OrderAt orders) {
    int common = Math.min(left.size(), right.size());
    for (int i = 0; i < common; i++) {
      @Nullable Object a = left.get(i);
      @Nullable Object b = right.get(i);
      if (a == null || b == null) {
        if (a != null || b != null) {
          return a == null ? 1 : -1;
        }
        continue;
      }
      int compared = orders.of(i).compare(a, b);
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }
}
