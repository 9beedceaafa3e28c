package io.halcyon.sql.execute;

import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.access.Tables;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import java.util.ArrayList;
import java.util.List;

/// How many rows a query may have. Stateless.
final class Estimates {
  private static final double SHARE = 0.33;
  private static final double UNKNOWN = 1_000;

  private Estimates() {}

  /// @param conditions over the query's columns
  static double rows(BoundQuery query, List<BoundExpression> conditions, Tables tables) {
    double all =
        switch (query) {
          case BoundQuery.Scan scan -> scan(scan, conditions, tables);
          case BoundQuery.Filter filter -> {
            List<BoundExpression> both = new ArrayList<>(conditions);
            for (BoundExpression condition : Conjuncts.of(filter.condition())) {
              if (Conjuncts.movable(condition)) {
                both.add(condition);
              }
            }
            yield rows(filter.input(), both, tables);
          }
          case BoundQuery.SingleRow _ -> 1;
          case BoundQuery.Rows rows -> rows.rows().size();
          case BoundQuery.Project project -> rows(project.input(), List.of(), tables);
          case BoundQuery.Sort sort -> rows(sort.input(), conditions, tables);
          case BoundQuery.Distinct distinct -> rows(distinct.input(), conditions, tables);
          case BoundQuery.DistinctOn distinct -> rows(distinct.input(), List.of(), tables);
          case BoundQuery.Group group ->
              group.keys().isEmpty() ? 1 : Math.sqrt(rows(group.input(), List.of(), tables)) + 1;
          case BoundQuery.GroupingSets group ->
              group.sets().size() * (Math.sqrt(rows(group.input(), List.of(), tables)) + 1);
          case BoundQuery.Windows windows -> rows(windows.input(), List.of(), tables);
          case BoundQuery.Limit limit ->
              limit.count() instanceof BoundExpression.Constant constant
                      && constant.value() instanceof Long count
                  ? Math.min(count, rows(limit.input(), List.of(), tables))
                  : rows(limit.input(), List.of(), tables);
          case BoundQuery.Join join ->
              Math.max(rows(join.left(), List.of(), tables), rows(join.right(), List.of(), tables));
          case BoundQuery.SetOperation set ->
              rows(set.left(), List.of(), tables) + rows(set.right(), List.of(), tables);
          case BoundQuery.CommonTable table -> rows(table.definition().query(), List.of(), tables);
          case BoundQuery.FunctionScan _,
              BoundQuery.Recursion _,
              BoundQuery.Working _,
              BoundQuery.Changed _ ->
              UNKNOWN;
        };
    boolean counted =
        query instanceof BoundQuery.Scan
            || query instanceof BoundQuery.Filter
            || query instanceof BoundQuery.Sort
            || query instanceof BoundQuery.Distinct;
    return counted ? all : Math.max(1, all * Math.pow(SHARE, conditions.size()));
  }

  private static double scan(
      BoundQuery.Scan scan, List<BoundExpression> conditions, Tables tables) {
    TableAccess access =
        new TableAccess(scan.relation(), List.of(), conditions, Long.MAX_VALUE, null);
    return tables.paths(access).getFirst().rows();
  }
}
