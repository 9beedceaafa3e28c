package io.halcyon.sql.schema;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.bind.SortKey;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Finds the stored relations that a query reads. Stateless.
final class Uses {
  private Uses() {}

  static List<Integer> of(BoundQuery query) {
    SortedSet<Integer> found = new TreeSet<>();
    collect(query, found);
    return List.copyOf(found);
  }

  private static void collect(BoundQuery query, SortedSet<Integer> found) {
    switch (query) {
      case BoundQuery.Scan scan -> found.add((int) scan.relation().id());
      case BoundQuery.Join join -> {
        collect(join.left(), found);
        collect(join.right(), found);
        if (join.condition() != null) {
          collect(join.condition(), found);
        }
      }
      case BoundQuery.Filter filter -> {
        collect(filter.input(), found);
        collect(filter.condition(), found);
      }
      case BoundQuery.Project project -> {
        collect(project.input(), found);
        project.expressions().forEach(expression -> collect(expression, found));
      }
      case BoundQuery.Group group -> {
        collect(group.input(), found);
        group.keys().forEach(expression -> collect(expression, found));
        group.aggregates().forEach(expression -> collect(expression, found));
      }
      case BoundQuery.GroupingSets group -> {
        collect(group.input(), found);
        group.keys().forEach(expression -> collect(expression, found));
        group.aggregates().forEach(expression -> collect(expression, found));
      }
      case BoundQuery.Windows windows -> {
        collect(windows.input(), found);
        windows.calls().forEach(expression -> collect(expression, found));
      }
      case BoundQuery.Sort sort -> {
        collect(sort.input(), found);
        sort.keys().stream().map(SortKey::expression).forEach(key -> collect(key, found));
      }
      case BoundQuery.Distinct distinct -> collect(distinct.input(), found);
      case BoundQuery.DistinctOn distinct -> collect(distinct.input(), found);
      case BoundQuery.Limit limit -> collect(limit.input(), found);
      case BoundQuery.SetOperation set -> {
        collect(set.left(), found);
        collect(set.right(), found);
      }
      case BoundQuery.CommonTable table -> collect(table.definition().query(), found);
      case BoundQuery.Recursion recursion -> {
        collect(recursion.start(), found);
        collect(recursion.step(), found);
      }
      case BoundQuery.Rows rows ->
          rows.rows().forEach(row -> row.forEach(cell -> collect(cell, found)));
      case BoundQuery.FunctionScan scan -> scan.calls().forEach(call -> collect(call, found));
      case BoundQuery.SingleRow _, BoundQuery.Working _, BoundQuery.Changed _ -> {
        // Nothing is read.
      }
    }
  }

  private static void collect(BoundExpression expression, SortedSet<Integer> found) {
    if (expression instanceof BoundExpression.Subquery subquery) {
      collect(subquery.query(), found);
    }
    BoundTrees.children(expression).forEach(child -> collect(child, found));
  }
}
