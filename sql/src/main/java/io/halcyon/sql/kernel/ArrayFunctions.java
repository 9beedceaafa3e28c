package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Order;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Functions of arrays: PostgreSQL's `arrayfuncs.c` and `array_userfuncs.c`.
final class ArrayFunctions {
  private ArrayFunctions() {}

  static void define(KernelTable table) {
    shapes(table);
    building(table);
    searching(table);
    table.two("arraycontains", ArrayFunctions::contains);
    table.two("arraycontained", (SqlArray a, SqlArray b) -> contains(b, a));
    table.two("arrayoverlap", ArrayFunctions::overlaps);
    table.rows("array_unnest", (a, _) -> array(a, 0).list());
    table.rows("generate_subscripts_nodir", (a, _) -> subscripts(a, false));
    table.rows("generate_subscripts", (a, _) -> subscripts(a, Boolean.TRUE.equals(a[2])));
    texts(table);
    table.two(
        "width_bucket_array",
        (Object operand, SqlArray thresholds) -> widthBucket(operand, thresholds));
  }

  static SqlArray array(@Nullable Object[] arguments, int index) {
    return (SqlArray) Objects.requireNonNull(arguments[index]);
  }

  private static void shapes(KernelTable table) {
    table.one("array_ndims", (SqlArray a) -> a.dimensions() == 0 ? null : a.dimensions());
    table.one("array_dims", ArrayFunctions::dims);
    table.two(
        "array_length", (SqlArray a, Integer d) -> hasDimension(a, d) ? a.lengths()[d - 1] : null);
    table.two(
        "array_lower",
        (SqlArray a, Integer d) -> hasDimension(a, d) ? a.lowerBounds()[d - 1] : null);
    table.two(
        "array_upper", (SqlArray a, Integer d) -> hasDimension(a, d) ? a.upperBound(d - 1) : null);
    table.one("array_cardinality", (SqlArray a) -> a.size());
  }

  private static boolean hasDimension(SqlArray array, int dimension) {
    return dimension >= 1 && dimension <= array.dimensions();
  }

  private static @Nullable String dims(SqlArray array) {
    if (array.dimensions() == 0) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < array.dimensions(); i++) {
      text.append('[').append(array.lowerBounds()[i]).append(':');
      text.append(array.upperBound(i)).append(']');
    }
    return text.toString();
  }

  private static void building(KernelTable table) {
    table.typed(
        "array_append", types -> (a, _) -> appended((SqlArray) a[0], a[1], element(types), false));
    table.typed(
        "array_prepend", types -> (a, _) -> appended((SqlArray) a[1], a[0], element(types), true));
    table.any("array_cat", (a, _) -> joined((SqlArray) a[0], (SqlArray) a[1]));
    table.typed("array_fill", types -> (a, _) -> filled(a[0], a[1], null, element(types)));
    table.typed(
        "array_fill_with_lower_bounds",
        types -> (a, _) -> filled(a[0], a[1], Objects.requireNonNull(a[2]), element(types)));
    table.two("trim_array", ArrayFunctions::trimmed);
    table.any("array_remove", (a, _) -> a[0] == null ? null : without(array(a, 0), a[1]));
    table.any("array_replace", (a, _) -> a[0] == null ? null : replaced(array(a, 0), a[1], a[2]));
  }

  private static SqlType element(CallTypes types) {
    return Types.elementOf(types.result());
  }

  private static SqlArray appended(
      @Nullable SqlArray array, @Nullable Object value, SqlType element, boolean first) {
    if (array == null || array.dimensions() == 0) {
      return SqlArray.of(element, new @Nullable Object[] {value});
    }
    if (array.dimensions() > 1) {
      throw new SqlError("22000", "argument must be empty or one-dimensional array");
    }
    List<@Nullable Object> elements = new ArrayList<>(array.list());
    elements.add(first ? 0 : elements.size(), value);
    int lower = array.lowerBounds()[0];
    return new SqlArray(
        element, new int[] {elements.size()}, new int[] {lower}, elements.toArray());
  }

  private static @Nullable SqlArray joined(@Nullable SqlArray a, @Nullable SqlArray b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    if (a.dimensions() == 0) {
      return b;
    }
    if (b.dimensions() == 0) {
      return a;
    }
    int difference = a.dimensions() - b.dimensions();
    if (Math.abs(difference) > 1) {
      throw incompatible(
          "Arrays of %d and %d dimensions are not compatible for concatenation."
              .formatted(a.dimensions(), b.dimensions()));
    }
    SqlArray outer = difference >= 0 ? a : b;
    SqlArray inner = difference >= 0 ? b : a;
    int offset = Math.abs(difference);
    for (int i = 1; i < outer.dimensions(); i++) {
      int innerIndex = i - offset;
      boolean alike =
          innerIndex < 0
              || (outer.lengths()[i] == inner.lengths()[innerIndex]
                  && outer.lowerBounds()[i] == inner.lowerBounds()[innerIndex]);
      if (!alike) {
        throw incompatible(
            offset == 0
                ? "Arrays with differing element dimensions are not compatible for concatenation."
                : "Arrays with differing dimensions are not compatible for concatenation.");
      }
    }
    int[] lengths = outer.lengths().clone();
    lengths[0] += offset == 0 ? inner.lengths()[0] : 1;
    @Nullable Object[] elements = Arrays.copyOf(a.elements(), a.size() + b.size());
    System.arraycopy(b.elements(), 0, elements, a.size(), b.size());
    return new SqlArray(a.elementType(), lengths, outer.lowerBounds(), elements);
  }

  private static SqlError incompatible(String detail) {
    return new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot concatenate incompatible arrays")
        .withDetail(detail);
  }

  private static SqlArray filled(
      @Nullable Object value, @Nullable Object sizes, @Nullable Object bounds, SqlType element) {
    if (sizes == null) {
      throw new SqlError(
          SqlState.NULL_VALUE_NOT_ALLOWED, "dimension array or low bound array cannot be null");
    }
    SqlArray given = (SqlArray) sizes;
    int[] lengths = new int[given.size()];
    int[] lowerBounds = new int[lengths.length];
    long count = 1;
    for (int i = 0; i < lengths.length; i++) {
      if (given.elements()[i] == null) {
        throw new SqlError(SqlState.NULL_VALUE_NOT_ALLOWED, "dimension values cannot be null");
      }
      lengths[i] = (Integer) Objects.requireNonNull(given.elements()[i]);
      lowerBounds[i] =
          bounds == null ? 1 : (Integer) Objects.requireNonNull(((SqlArray) bounds).elements()[i]);
      count *= Math.max(0, lengths[i]);
      if (count > SqlArray.ELEMENTS_MAX) {
        throw new SqlError(
            SqlState.PROGRAM_LIMIT_EXCEEDED,
            "array size exceeds the maximum allowed (" + SqlArray.ELEMENTS_MAX + ")");
      }
    }
    if (lengths.length == 0 || count == 0) {
      return SqlArray.empty(element);
    }
    @Nullable Object[] elements = new @Nullable Object[(int) count];
    Arrays.fill(elements, value);
    return new SqlArray(element, lengths, lowerBounds, elements);
  }

  private static SqlArray trimmed(SqlArray array, Integer count) {
    int length = array.dimensions() == 0 ? 0 : array.lengths()[0];
    if (count < 0 || count > length) {
      throw new SqlError(
          SqlState.ARRAY_SUBSCRIPT_ERROR,
          "number of elements to trim must be between 0 and " + length);
    }
    int kept = length - count;
    if (kept == 0) {
      return SqlArray.empty(array.elementType());
    }
    int[] lengths = array.lengths().clone();
    lengths[0] = kept;
    int[] bounds = new int[lengths.length];
    Arrays.fill(bounds, 1);
    int size = array.size() / length * kept;
    return new SqlArray(
        array.elementType(), lengths, bounds, Arrays.copyOf(array.elements(), size));
  }

  private static boolean same(Comparator<Object> order, @Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return order.compare(a, b) == 0;
  }

  private static Comparator<Object> order(SqlArray array) {
    SqlType element = array.elementType();
    if (!Order.exists(element)) {
      throw new SqlError(
          SqlState.UNDEFINED_FUNCTION,
          "could not identify an equality operator for type " + element);
    }
    return Order.of(element);
  }

  private static SqlArray without(SqlArray array, @Nullable Object value) {
    if (array.dimensions() > 1) {
      throw SqlErrors.multidimensional("removing elements from multidimensional arrays");
    }
    Comparator<Object> order = order(array);
    List<@Nullable Object> kept = new ArrayList<>();
    for (@Nullable Object element : array.elements()) {
      if (!same(order, element, value)) {
        kept.add(element);
      }
    }
    if (kept.isEmpty()) {
      return SqlArray.empty(array.elementType());
    }
    return new SqlArray(
        array.elementType(), new int[] {kept.size()}, array.lowerBounds(), kept.toArray());
  }

  /// Errors of arrays with too many dimensions.
  private static final class SqlErrors {
    static SqlError multidimensional(String what) {
      return new SqlError(SqlState.FEATURE_NOT_SUPPORTED, what + " is not supported");
    }
  }

  private static SqlArray replaced(SqlArray array, @Nullable Object value, @Nullable Object other) {
    Comparator<Object> order = order(array);
    @Nullable Object[] elements = array.elements().clone();
    for (int i = 0; i < elements.length; i++) {
      if (same(order, elements[i], value)) {
        elements[i] = other;
      }
    }
    return new SqlArray(array.elementType(), array.lengths(), array.lowerBounds(), elements);
  }

  private static void searching(KernelTable table) {
    table.any("array_position", (a, _) -> position(a, 0));
    table.any("array_position_start", (a, _) -> position(a, 1));
    table.any(
        "array_positions",
        (a, _) -> {
          if (a[0] == null) {
            return null;
          }
          List<@Nullable Object> found = new ArrayList<>();
          SqlArray array = array(a, 0);
          requireOneDimension(array);
          Comparator<Object> order = order(array);
          for (int i = 0; i < array.size(); i++) {
            if (same(order, array.elements()[i], a[1])) {
              found.add(array.lowerBounds()[0] + i);
            }
          }
          return SqlArray.of(Types.INT4, found);
        });
  }

  private static void requireOneDimension(SqlArray array) {
    if (array.dimensions() > 1) {
      throw SqlErrors.multidimensional("searching for elements in multidimensional arrays");
    }
  }

  private static @Nullable Object position(@Nullable Object[] a, int hasStart) {
    if (a[0] == null) {
      return null;
    }
    SqlArray array = array(a, 0);
    requireOneDimension(array);
    if (array.size() == 0) {
      return null;
    }
    int from = 0;
    if (hasStart == 1) {
      if (a[2] == null) {
        throw new SqlError(SqlState.NULL_VALUE_NOT_ALLOWED, "initial position must not be null");
      }
      from = Math.max(0, (Integer) Objects.requireNonNull(a[2]) - array.lowerBounds()[0]);
    }
    Comparator<Object> order = order(array);
    for (int i = from; i < array.size(); i++) {
      if (same(order, array.elements()[i], a[1])) {
        return array.lowerBounds()[0] + i;
      }
    }
    return null;
  }

  /// NULL elements are equal to none.
  private static boolean contains(SqlArray whole, SqlArray part) {
    Comparator<Object> order = order(whole);
    for (@Nullable Object wanted : part.elements()) {
      boolean found = false;
      for (@Nullable Object element : whole.elements()) {
        found |= wanted != null && element != null && order.compare(wanted, element) == 0;
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private static boolean overlaps(SqlArray a, SqlArray b) {
    Comparator<Object> order = order(a);
    for (@Nullable Object left : a.elements()) {
      for (@Nullable Object right : b.elements()) {
        if (left != null && right != null && order.compare(left, right) == 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<Object> subscripts(@Nullable Object[] a, boolean reversed) {
    SqlArray array = array(a, 0);
    int dimension = (Integer) Objects.requireNonNull(a[1]);
    List<Object> rows = new ArrayList<>();
    if (hasDimension(array, dimension)) {
      for (int i = 0; i < array.lengths()[dimension - 1]; i++) {
        int index = array.lowerBounds()[dimension - 1] + i;
        rows.add(reversed ? 0 : rows.size(), index);
      }
    }
    return rows;
  }

  private static void texts(KernelTable table) {
    table.any("text_to_array", (a, _) -> toArray(a[0], a[1], null));
    table.any("text_to_array_null", (a, _) -> toArray(a[0], a[1], a[2]));
    table.rows("text_to_table", (a, _) -> parts(a[0], a[1], null));
    table.rows("text_to_table_null", (a, _) -> parts(a[0], a[1], a[2]));
    table.any(
        "array_to_text",
        (a, session) -> toText(array(a, 0), (String) Objects.requireNonNull(a[1]), null, session));
    table.any(
        "array_to_text_null",
        (a, session) ->
            a[0] == null || a[1] == null
                ? null
                : toText(
                    array(a, 0), (String) Objects.requireNonNull(a[1]), (String) a[2], session));
  }

  private static @Nullable Object toArray(
      @Nullable Object text, @Nullable Object separator, @Nullable Object nullText) {
    return text == null ? null : SqlArray.of(Types.TEXT, parts(text, separator, nullText));
  }

  private static List<@Nullable Object> parts(
      @Nullable Object text, @Nullable Object separator, @Nullable Object nullText) {
    List<@Nullable Object> parts = new ArrayList<>();
    if (!(text instanceof String whole) || whole.isEmpty()) {
      return parts;
    }
    List<String> found =
        separator instanceof String delimiter
            ? StringFunctions.split(whole, delimiter)
            : whole.codePoints().mapToObj(Character::toString).toList();
    for (String part : found) {
      parts.add(part.equals(nullText) ? null : part);
    }
    return parts;
  }

  private static String toText(
      SqlArray array, String separator, @Nullable String nullText, SessionContext session) {
    StringBuilder text = new StringBuilder();
    boolean first = true;
    for (@Nullable Object element : array.elements()) {
      @Nullable String part =
          element == null ? nullText : TextFormats.write(array.elementType(), element, session);
      if (part != null) {
        text.append(first ? "" : separator).append(part);
        first = false;
      }
    }
    return text.toString();
  }

  private static int widthBucket(Object operand, SqlArray thresholds) {
    if (thresholds.dimensions() > 1) {
      throw new SqlError(
          SqlState.ARRAY_SUBSCRIPT_ERROR, "thresholds must be one-dimensional array");
    }
    Comparator<Object> order = order(thresholds);
    int low = 0;
    int high = thresholds.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      @Nullable Object threshold = thresholds.elements()[middle];
      if (threshold == null) {
        throw new SqlError(
            SqlState.NULL_VALUE_NOT_ALLOWED, "thresholds array must not contain NULLs");
      }
      if (order.compare(operand, threshold) < 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
