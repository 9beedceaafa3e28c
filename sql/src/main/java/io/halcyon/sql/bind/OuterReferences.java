package io.halcyon.sql.bind;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells whether queries and expressions look at the rows around them. Stateless.
public final class OuterReferences {
  private OuterReferences() {}

  /// Returns whether a query gives other rows for other rows around it.
  public static boolean in(BoundQuery query) {
    return in(query, 0);
  }

  private static boolean in(BoundExpression expression, int level) {
    return switch (expression) {
      case BoundExpression.Column column -> column.levelsUp() > level;
      case BoundExpression.Subquery subquery -> in(subquery.query(), level + 1);
      default -> BoundTrees.children(expression).stream().anyMatch(child -> in(child, level));
    };
  }

  private static boolean in(BoundQuery query, int level) {
    return expressions(query).stream().anyMatch(expression -> in(expression, level))
        || inInputs(query, level);
  }

  private static boolean inInputs(BoundQuery query, int level) {
    return switch (query) {
      case BoundQuery.Join join ->
          in(join.left(), level) || in(join.right(), join.lateral() ? level + 1 : level);
      case BoundQuery.SetOperation set -> in(set.left(), level) || in(set.right(), level);
      case BoundQuery.Recursion recursion ->
          in(recursion.start(), level) || in(recursion.step(), level);
      case BoundQuery.CommonTable table -> in(table.definition().query(), level);
      default -> {
        BoundQuery input = input(query);
        yield input != null && in(input, level);
      }
    };
  }

  private static @Nullable BoundQuery input(BoundQuery query) {
    return switch (query) {
      case BoundQuery.Filter step -> step.input();
      case BoundQuery.Project step -> step.input();
      case BoundQuery.Group step -> step.input();
      case BoundQuery.GroupingSets step -> step.input();
      case BoundQuery.Windows step -> step.input();
      case BoundQuery.Sort step -> step.input();
      case BoundQuery.Distinct step -> step.input();
      case BoundQuery.DistinctOn step -> step.input();
      case BoundQuery.Limit step -> step.input();
      case BoundQuery.SingleRow _,
          BoundQuery.Rows _,
          BoundQuery.Scan _,
          BoundQuery.FunctionScan _,
          BoundQuery.Join _,
          BoundQuery.SetOperation _,
          BoundQuery.CommonTable _,
          BoundQuery.Recursion _,
          BoundQuery.Changed _,
          BoundQuery.Working _ ->
          null;
    };
  }

  private static List<BoundExpression> expressions(BoundQuery query) {
    return switch (query) {
      case BoundQuery.Rows rows -> rows.rows().stream().flatMap(List::stream).toList();
      case BoundQuery.FunctionScan scan -> scan.calls();
      case BoundQuery.Join join -> join.condition() == null ? List.of() : List.of(join.condition());
      case BoundQuery.Filter filter -> List.of(filter.condition());
      case BoundQuery.Project project -> project.expressions();
      case BoundQuery.Group group -> {
        List<BoundExpression> all = new ArrayList<>(group.keys());
        all.addAll(group.aggregates());
        yield all;
      }
      case BoundQuery.GroupingSets group -> {
        List<BoundExpression> all = new ArrayList<>(group.keys());
        all.addAll(group.aggregates());
        yield all;
      }
      case BoundQuery.Windows windows -> List.copyOf(windows.calls());
      case BoundQuery.Sort sort -> sort.keys().stream().map(SortKey::expression).toList();
      case BoundQuery.Limit limit -> {
        List<BoundExpression> all = new ArrayList<>();
        if (limit.count() != null) {
          all.add(limit.count());
        }
        if (limit.offset() != null) {
          all.add(limit.offset());
        }
        yield all;
      }
      case BoundQuery.SingleRow _,
          BoundQuery.Scan _,
          BoundQuery.SetOperation _,
          BoundQuery.CommonTable _,
          BoundQuery.Recursion _,
          BoundQuery.Changed _,
          BoundQuery.Working _,
          BoundQuery.Distinct _,
          BoundQuery.DistinctOn _ ->
          List.of();
    };
  }
}
