package io.halcyon.sql.execute;

import io.halcyon.sql.access.AccessPath;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.SortKey;
import io.halcyon.sql.function.Operators;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Chooses among the ways to read a table. Stateless.
final class Paths {
  private static final double SORT_COST = 0.2;
  private static final Set<Integer> EQUALITIES = new HashSet<>();

  static {
    Operators.named("=", false).forEach(operator -> EQUALITIES.add(operator.function()));
  }

  private Paths() {}

  static boolean isEquality(int function) {
    return EQUALITIES.contains(function);
  }

  /// Returns the cheapest path, given that what is not in the order must be sorted, and that of
  /// what is only a part may have to be read.
  static AccessPath choose(List<AccessPath> paths, Request request) {
    AccessPath best = paths.getFirst();
    if (request.order().isEmpty()) {
      return best;
    }
    double least = Double.MAX_VALUE;
    for (AccessPath path : paths) {
      double cost;
      if (delivers(path, request)) {
        double share = Math.min(1, (request.rowsMax() + 1.0) / Math.max(1, path.rows()));
        cost = path.cost() * share;
      } else {
        cost = path.cost() + SORT_COST * path.rows() * Math.log(path.rows() + 2);
      }
      if (cost < least) {
        least = cost;
        best = path;
      }
    }
    return best;
  }

  /// Returns whether a path's rows come in the order that is welcome.
  static boolean delivers(AccessPath path, Request request) {
    if (request.order().isEmpty()) {
      return false;
    }
    Set<Integer> fixed = fixed(request.conditions());
    int at = 0;
    for (SortKey wanted : request.order()) {
      if (!(wanted.expression() instanceof BoundExpression.Column column)
          || column.levelsUp() > 0) {
        return false;
      }
      if (fixed.contains(column.index())) {
        continue;
      }
      while (at < path.ordering().size() && fixed.contains(index(path.ordering().get(at)))) {
        at++;
      }
      if (at == path.ordering().size() || !same(path.ordering().get(at), wanted, column.index())) {
        return false;
      }
      at++;
    }
    return true;
  }

  private static boolean same(SortKey given, SortKey wanted, int column) {
    return index(given) == column
        && given.descending() == wanted.descending()
        && given.nullsFirst() == wanted.nullsFirst();
  }

  private static int index(SortKey key) {
    return key.expression() instanceof BoundExpression.Column column ? column.index() : -1;
  }

  /// Returns the columns that have one value in all rows.
  private static Set<Integer> fixed(List<BoundExpression> conditions) {
    Set<Integer> fixed = new HashSet<>();
    for (BoundExpression condition : conditions) {
      if (condition instanceof BoundExpression.Call call
          && isEquality(call.function().id())
          && call.arguments().size() == 2) {
        BoundExpression left = call.arguments().getFirst();
        BoundExpression right = call.arguments().getLast();
        if (left instanceof BoundExpression.Column column
            && column.levelsUp() == 0
            && Conjuncts.columns(right, 0).isEmpty()) {
          fixed.add(column.index());
        }
      }
    }
    return fixed;
  }

  /// Returns an order of a projection's columns as one of its input's; as much of it as there is.
  static List<SortKey> below(List<SortKey> order, List<BoundExpression> expressions) {
    List<SortKey> below = new ArrayList<>();
    for (SortKey key : order) {
      if (!(key.expression() instanceof BoundExpression.Column column)
          || !(expressions.get(column.index()) instanceof BoundExpression.Column source)
          || source.levelsUp() > 0) {
        return List.of();
      }
      below.add(new SortKey(source, key.descending(), key.nullsFirst()));
    }
    return below;
  }
}
