package io.halcyon.sql.jsonpath;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.regex.Regex;
import io.halcyon.sql.regex.RegexFlags;
import io.halcyon.sql.value.Json;
import io.halcyon.sql.value.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Evaluates a path over a document. In lax mode arrays are opened and closed as needed, and what
/// is not there is left out; in strict mode it is an error.
public final class PathEvaluation {
  private final JsonPath path;
  private final Json root;
  private final Json variables;
  private final PathMethods methods;
  private final ArrayDepth arrays = new ArrayDepth();

  /// The lengths of the arrays whose subscripts are being evaluated: what `last` counts from.
  private static final class ArrayDepth {
    final List<Integer> lengths = new ArrayList<>();
  }

  private PathEvaluation(JsonPath path, Json root, Json variables) {
    this.path = path;
    this.root = root;
    this.variables = variables;
    this.methods = new PathMethods(path.isStrict());
  }

  /// Returns all items that a path leads to.
  ///
  /// @throws SqlError if it leads to an error
  public static List<Json> items(JsonPath path, Json document, Json variables) {
    PathEvaluation evaluation = new PathEvaluation(path, document, variables);
    return evaluation.items(path.root(), document);
  }

  private List<Json> items(PathNode.Items node, Json current) {
    return switch (node) {
      case PathNode.Root _ -> List.of(root);
      case PathNode.Current _ -> List.of(current);
      case PathNode.Last _ -> List.of(last());
      case PathNode.Literal(Json value) -> List.of(value);
      case PathNode.Variable(String name) -> List.of(variable(name));
      case PathNode.Member(var base, String key) -> members(items(base, current), key);
      case PathNode.AnyMember(var base) -> anyMembers(items(base, current));
      case PathNode.AnyElement(var base) -> anyElements(items(base, current));
      case PathNode.Descend descend -> {
        List<Json> found = new ArrayList<>();
        for (Json item : items(descend.base(), current)) {
          descend(item, 0, descend, found);
        }
        yield found;
      }
      case PathNode.Subscript subscript -> subscripts(subscript, current);
      case PathNode.Method(var base, String name) -> {
        List<Json> found = new ArrayList<>();
        boolean whole = name.equals("type") || name.equals("size");
        for (Json item : whole ? items(base, current) : unwrapped(items(base, current))) {
          found.addAll(methods.call(name, item));
        }
        yield found;
      }
      case PathNode.Filter(var base, var condition) -> {
        List<Json> found = new ArrayList<>();
        for (Json item : unwrapped(items(base, current))) {
          if (Boolean.TRUE.equals(holds(condition, item))) {
            found.add(item);
          }
        }
        yield found;
      }
      case PathNode.Signed(var operand, boolean negative) -> {
        List<Json> found = new ArrayList<>();
        for (Json item : unwrapped(items(operand, current))) {
          found.add(methods.signed(item, negative));
        }
        yield found;
      }
      case PathNode.Arithmetic(char operator, var left, var right) ->
          List.of(
              methods.arithmetic(
                  operator, unwrapped(items(left, current)), unwrapped(items(right, current))));
      case PathNode.Condition(var predicate) -> {
        @Nullable Boolean truth = holds(predicate, current);
        yield List.of(truth == null ? new Json.Null() : new Json.Bool(truth));
      }
    };
  }

  private Json last() {
    return new Json.Numeral(io.halcyon.sql.value.Numeric.of(arrays.lengths.getLast() - 1L));
  }

  private Json variable(String name) {
    @Nullable Json value =
        variables instanceof Json.Members(var members) ? members.get(name) : null;
    if (value != null) {
      return value;
    }
    throw new SqlError(
        SqlState.UNDEFINED_OBJECT, "could not find jsonpath variable \"" + name + "\"");
  }

  private List<Json> unwrapped(List<Json> items) {
    if (path.isStrict()) {
      return items;
    }
    List<Json> open = new ArrayList<>();
    for (Json item : items) {
      if (item instanceof Json.Array(var elements)) {
        open.addAll(elements);
      } else {
        open.add(item);
      }
    }
    return open;
  }

  private List<Json> members(List<Json> bases, String key) {
    List<Json> found = new ArrayList<>();
    for (Json item : unwrapped(bases)) {
      if (item instanceof Json.Members(var members)) {
        @Nullable Json value = members.get(key);
        if (value != null) {
          found.add(value);
        } else if (path.isStrict()) {
          throw new SqlError(
              SqlState.SQL_JSON_MEMBER_NOT_FOUND,
              "JSON object does not contain key \"" + key + "\"");
        }
      } else if (path.isStrict()) {
        throw new SqlError(
            SqlState.SQL_JSON_MEMBER_NOT_FOUND,
            "jsonpath member accessor can only be applied to an object");
      }
    }
    return found;
  }

  private List<Json> anyMembers(List<Json> bases) {
    List<Json> found = new ArrayList<>();
    for (Json item : unwrapped(bases)) {
      if (item instanceof Json.Members(var members)) {
        found.addAll(members.values());
      } else if (path.isStrict()) {
        throw new SqlError(
            SqlState.SQL_JSON_OBJECT_NOT_FOUND,
            "jsonpath wildcard member accessor can only be applied to an object");
      }
    }
    return found;
  }

  private List<Json> anyElements(List<Json> bases) {
    List<Json> found = new ArrayList<>();
    for (Json item : bases) {
      if (item instanceof Json.Array(var elements)) {
        found.addAll(elements);
      } else if (path.isStrict()) {
        throw new SqlError(
            SqlState.SQL_JSON_ARRAY_NOT_FOUND,
            "jsonpath wildcard array accessor can only be applied to an array");
      } else {
        found.add(item);
      }
    }
    return found;
  }

  private static void descend(Json item, int level, PathNode.Descend bounds, List<Json> found) {
    List<Json> children =
        switch (item) {
          case Json.Array(var elements) -> elements;
          case Json.Members(var members) -> List.copyOf(members.values());
          default -> List.of();
        };
    boolean deepEnough = bounds.from() < 0 ? children.isEmpty() : level >= bounds.from();
    boolean notTooDeep = bounds.to() < 0 || level <= bounds.to();
    if (deepEnough && notTooDeep) {
      found.add(item);
    }
    if (bounds.to() < 0 || level < bounds.to()) {
      for (Json child : children) {
        descend(child, level + 1, bounds, found);
      }
    }
  }

  private List<Json> subscripts(PathNode.Subscript subscript, Json current) {
    List<Json> found = new ArrayList<>();
    for (Json item : items(subscript.base(), current)) {
      if (path.isStrict() && !(item instanceof Json.Array)) {
        throw new SqlError(
            SqlState.SQL_JSON_ARRAY_NOT_FOUND,
            "jsonpath array accessor can only be applied to an array");
      }
      List<Json> elements = item instanceof Json.Array(var inner) ? inner : List.of(item);
      arrays.lengths.add(elements.size());
      for (PathNode.Range range : subscript.ranges()) {
        int from = index(range.from(), current);
        int to = range.to() == null ? from : index(range.to(), current);
        if (path.isStrict() && (from < 0 || from > to || to >= elements.size())) {
          throw new SqlError(
              SqlState.INVALID_JSON_SUBSCRIPT, "jsonpath array subscript is out of bounds");
        }
        for (int i = Math.max(from, 0); i <= Math.min(to, elements.size() - 1); i++) {
          found.add(elements.get(i));
        }
      }
      arrays.lengths.removeLast();
    }
    return found;
  }

  private int index(PathNode.Items node, Json current) {
    List<Json> values = items(node, current);
    if (values.size() != 1 || !(values.getFirst() instanceof Json.Numeral(var number))) {
      throw new SqlError(
          SqlState.INVALID_JSON_SUBSCRIPT,
          "jsonpath array subscript is not a single numeric value");
    }
    double value = number.doubleValue();
    if (Math.abs(value) > Integer.MAX_VALUE) {
      throw new SqlError(
          SqlState.INVALID_JSON_SUBSCRIPT, "jsonpath array subscript is out of integer range");
    }
    return (int) value;
  }

  /// Returns null where it is unknown, which is also where an operand fails.
  private @Nullable Boolean holds(PathNode.Predicate predicate, Json current) {
    return switch (predicate) {
      case PathNode.And(var left, var right) -> {
        @Nullable Boolean a = holds(left, current);
        if (Boolean.FALSE.equals(a)) {
          yield false;
        }
        @Nullable Boolean b = holds(right, current);
        yield Boolean.TRUE.equals(b) ? a : b;
      }
      case PathNode.Or(var left, var right) -> {
        @Nullable Boolean a = holds(left, current);
        if (Boolean.TRUE.equals(a)) {
          yield true;
        }
        @Nullable Boolean b = holds(right, current);
        yield Boolean.FALSE.equals(b) ? a : b;
      }
      case PathNode.Not(var operand) -> {
        @Nullable Boolean value = holds(operand, current);
        yield value == null ? null : (Boolean) !value;
      }
      case PathNode.IsUnknown(var operand) -> holds(operand, current) == null;
      case PathNode.Exists(var operand) -> {
        @Nullable List<Json> found = operand(operand, current, false);
        yield found == null ? null : (Boolean) !found.isEmpty();
      }
      case PathNode.Comparison(String operator, var left, var right) ->
          anyPair(left, right, current, (a, b) -> compared(operator, a, b));
      case PathNode.StartsWith(var whole, var initial) ->
          anyPair(
              whole,
              initial,
              current,
              (a, b) ->
                  (a instanceof Json.Text(String text) && b instanceof Json.Text(String start))
                      ? (Boolean) text.startsWith(start)
                      : null);
      case PathNode.LikeRegex like ->
          anyPair(
              like.text(),
              new PathNode.Literal(new Json.Null()),
              current,
              (a, _) -> a instanceof Json.Text(String text) ? (Boolean) matches(like, text) : null);
    };
  }

  /// Compares two items.
  private interface Test {
    @Nullable Boolean of(Json left, Json right);
  }

  private @Nullable List<Json> operand(PathNode.Items node, Json current, boolean unwrap) {
    try {
      List<Json> found = items(node, current);
      return unwrap ? unwrapped(found) : found;
    } catch (SqlError failed) {
      // within a predicate an error is unknown
      return null;
    }
  }

  private @Nullable Boolean anyPair(
      PathNode.Items left, PathNode.Items right, Json current, Test test) {
    @Nullable List<Json> lefts = operand(left, current, true);
    @Nullable List<Json> rights = operand(right, current, true);
    if (lefts == null || rights == null) {
      return null;
    }
    boolean unknown = false;
    boolean found = false;
    for (Json a : lefts) {
      for (Json b : rights) {
        @Nullable Boolean outcome = test.of(a, b);
        unknown |= outcome == null;
        found |= Boolean.TRUE.equals(outcome);
        if (path.isStrict() ? unknown : found) {
          return (unknown && path.isStrict()) ? null : (Boolean) found;
        }
      }
    }
    return found ? (Boolean) true : unknown ? null : (Boolean) false;
  }

  private static @Nullable Boolean compared(String operator, Json a, Json b) {
    boolean nulls = a instanceof Json.Null != b instanceof Json.Null;
    if (nulls) {
      return operator.equals("!=");
    }
    int order;
    if (a instanceof Json.Numeral(var left) && b instanceof Json.Numeral(var right)) {
      order = left.compareTo(right);
    } else if (a instanceof Json.Text(var left) && b instanceof Json.Text(var right)) {
      order = Order.strings(left, right);
    } else if (a instanceof Json.Bool(var left) && b instanceof Json.Bool(var right)) {
      order = Boolean.compare(left, right);
    } else if (a instanceof Json.Null && b instanceof Json.Null) {
      order = 0;
    } else {
      return null;
    }
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static boolean matches(PathNode.LikeRegex like, String text) {
    RegexFlags flags = Objects.requireNonNull(RegexFlags.NONE.with('p'));
    for (char flag : like.flags().toCharArray()) {
      flags =
          switch (flag) {
            case 'i' -> Objects.requireNonNull(flags.with('i'));
            case 'q' -> Objects.requireNonNull(flags.with('q'));
            case 'm' -> Objects.requireNonNull(flags.with(flags.newlineStops() ? 'n' : 'w'));
            case 's' -> Objects.requireNonNull(flags.with(flags.newlineAnchors() ? 'w' : 's'));
            default -> throw SqlError.unsupported("jsonpath regular expression flag \"x\"");
          };
    }
    return Regex.of(like.pattern(), flags).isIn(text);
  }
}
