package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Binds `GROUP BY`, and expands `ROLLUP`, `CUBE` and `GROUPING SETS` to the sets that they stand
/// for (`expand_grouping_sets` of PostgreSQL's `parse_agg.c`).
final class GroupingSetBinder {
  private static final int SETS_MAX = 4_096;
  private static final int CUBE_MAX = 12;

  private final Function<Expression, BoundExpression> binder;
  private final List<BoundExpression> keys = new ArrayList<>();

  /// What a query is grouped by.
  ///
  /// @param keys of all sets
  /// @param sets of keys, by number; one if it is a plain `GROUP BY`
  record Bound(List<BoundExpression> keys, List<List<Integer>> sets) {}

  /// @param binder binds one key
  GroupingSetBinder(Function<Expression, BoundExpression> binder) {
    this.binder = binder;
  }

  Bound bind(Query.Grouping grouping) {
    List<List<Integer>> sets = List.of(List.of());
    for (Query.GroupingItem item : grouping.items()) {
      sets = crossed(sets, expanded(item), item);
    }
    List<List<Integer>> ordered =
        sets.stream().map(set -> set.stream().distinct().sorted().toList()).toList();
    if (grouping.distinct()) {
      ordered = List.copyOf(new LinkedHashSet<>(ordered));
    }
    return new Bound(List.copyOf(keys), ordered);
  }

  private static List<List<Integer>> crossed(
      List<List<Integer>> left, List<List<Integer>> right, Query.GroupingItem item) {
    requireFew((long) left.size() * right.size(), item);
    List<List<Integer>> all = new ArrayList<>();
    for (List<Integer> first : left) {
      for (List<Integer> second : right) {
        all.add(joined(first, second));
      }
    }
    return all;
  }

  private static List<Integer> joined(List<Integer> first, List<Integer> second) {
    List<Integer> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  private static void requireFew(long sets, Query.GroupingItem item) {
    if (sets > SETS_MAX) {
      throw new SqlError(
          SqlState.STATEMENT_TOO_COMPLEX,
          "too many grouping sets present (maximum %d)".formatted(SETS_MAX),
          at(item));
    }
  }

  private static Position at(Query.GroupingItem item) {
    return switch (item) {
      case Query.GroupingKey(Expression expression) -> expression.at();
      case Query.EmptyGrouping(Position at) -> at;
      case Query.GroupingCube cube -> cube.at();
      case Query.GroupingSets sets -> sets.at();
    };
  }

  private List<List<Integer>> expanded(Query.GroupingItem item) {
    return switch (item) {
      case Query.EmptyGrouping _ -> List.of(List.of());
      case Query.GroupingKey(Expression expression) -> List.of(keysOf(expression));
      case Query.GroupingCube cube when cube.rollup() -> rollup(cube);
      case Query.GroupingCube cube -> cube(cube);
      case Query.GroupingSets sets -> {
        List<List<Integer>> all = new ArrayList<>();
        for (Query.GroupingItem set : sets.sets()) {
          all.addAll(expanded(set));
          requireFew(all.size(), item);
        }
        yield all;
      }
    };
  }

  private List<List<Integer>> rollup(Query.GroupingCube rollup) {
    List<List<Integer>> parts = rollup.keys().stream().map(this::keysOf).toList();
    List<List<Integer>> sets = new ArrayList<>();
    for (int length = parts.size(); length >= 0; length--) {
      sets.add(parts.subList(0, length).stream().flatMap(List::stream).toList());
    }
    return sets;
  }

  private List<List<Integer>> cube(Query.GroupingCube cube) {
    if (cube.keys().size() > CUBE_MAX) {
      throw new SqlError(
          SqlState.TOO_MANY_COLUMNS,
          "CUBE is limited to %d elements".formatted(CUBE_MAX),
          cube.at());
    }
    List<List<Integer>> parts = cube.keys().stream().map(this::keysOf).toList();
    List<List<Integer>> sets = new ArrayList<>();
    for (int members = (1 << parts.size()) - 1; members >= 0; members--) {
      int chosen = members;
      sets.add(
          IntStream.range(0, parts.size())
              .filter(part -> (chosen >> (parts.size() - 1 - part) & 1) == 1)
              .mapToObj(parts::get)
              .flatMap(List::stream)
              .toList());
    }
    return sets;
  }

  /// Returns the numbers of an item's keys: several if it is a list in parentheses.
  private List<Integer> keysOf(Expression written) {
    List<Expression> parts =
        written instanceof Expression.Row row && !row.explicit() ? row.fields() : List.of(written);
    List<Integer> numbers = new ArrayList<>();
    for (Expression part : parts) {
      BoundExpression key = binder.apply(part);
      int number = keys.indexOf(key);
      if (number < 0) {
        number = keys.size();
        keys.add(key);
      }
      numbers.add(number);
    }
    return numbers;
  }
}
