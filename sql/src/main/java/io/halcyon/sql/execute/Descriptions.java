package io.halcyon.sql.execute;

import io.halcyon.sql.access.AccessPath;
import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.access.Tables;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.plan.PlanRecorder;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the operators that are opened are called in plans. Stateless.
final class Descriptions {
  private Descriptions() {}

  /// Names what stands for itself; scans, sorts and joins are named when it is known how they are
  /// done.
  static void describe(PlanRecorder to, BoundQuery query, Request request, Tables tables) {
    double rows = Estimates.rows(query, request.conditions(), tables);
    switch (query) {
      case BoundQuery.SingleRow _ -> to.describe("Result", 1);
      case BoundQuery.Rows _ -> to.describe("Values Scan", rows);
      case BoundQuery.FunctionScan scan -> {
        to.describe("Function Scan", rows);
        to.detail("Function Call", scan.calls(), scan);
      }
      case BoundQuery.Group group -> {
        to.describe(group.keys().isEmpty() ? "Aggregate" : "HashAggregate", rows);
        to.detail("Group Key", group.keys(), group.input());
        to.detail("Filter", request.conditions(), group);
      }
      case BoundQuery.GroupingSets group -> {
        to.describe("MixedAggregate", rows);
        to.detail("Group Key", group.keys(), group.input());
        to.detail("Grouping Sets", String.valueOf(group.sets().size()));
      }
      case BoundQuery.Windows windows -> to.describe("WindowAgg", rows);
      case BoundQuery.Distinct _ -> to.describe("HashAggregate", rows);
      case BoundQuery.DistinctOn _ -> to.describe("Unique", rows);
      case BoundQuery.Limit _ -> to.describe("Limit", rows);
      case BoundQuery.SetOperation set ->
          to.describe(
              switch (set.operator()) {
                case UNION -> set.all() ? "Append" : "HashAggregate Append";
                case INTERSECT -> set.all() ? "HashSetOp Intersect All" : "HashSetOp Intersect";
                case EXCEPT -> set.all() ? "HashSetOp Except All" : "HashSetOp Except";
              },
              rows);
      case BoundQuery.CommonTable table
          when table.definition().references() > 1
              && !(table.definition().query() instanceof BoundQuery.Changed) ->
          to.describe("CTE Scan", rows);
      case BoundQuery.Changed changed -> to.describe("CTE Scan on " + changed.name(), rows);
      case BoundQuery.Recursion _ -> to.describe("Recursive Union", rows);
      case BoundQuery.Working _ -> to.describe("WorkTable Scan", rows);
      case BoundQuery.Filter _,
          BoundQuery.Project _,
          BoundQuery.Scan _,
          BoundQuery.Join _,
          BoundQuery.Sort _,
          BoundQuery.CommonTable _ -> {}
    }
  }

  static void describe(
      @Nullable PlanRecorder to,
      BoundQuery.Scan scan,
      TableAccess access,
      AccessPath path,
      Tables tables) {
    if (to == null) {
      return;
    }
    to.describe(path.name() + " on " + scan.relation().name(), path.rows());
    List<BoundExpression> bounding = tables.bounding(access, path);
    List<BoundExpression> checked = new ArrayList<>(access.conditions());
    checked.removeAll(bounding);
    to.detail("Index Cond", bounding, scan);
    to.detail("Filter", checked, scan);
    if (scan.relation().kind() == RelationDescriptor.Kind.TABLE) {
      to.detail("Shards", path.oneShard() ? "one" : "all");
    }
    if (path.reverse()) {
      to.detail("Direction", "Backward");
    }
    if (scan.lock() != null && !scan.lock().namedOnly()) {
      to.detail("Lock", scan.lock().strength().name());
    }
  }

  /// @param wholly whether no other order is asked for above
  static void describe(
      @Nullable PlanRecorder to,
      BoundQuery.Sort sort,
      Request request,
      boolean wholly,
      Tables tables) {
    if (to != null) {
      boolean few = request.rowsMax() < Batch.ROWS && (request.order().isEmpty() || wholly);
      to.describe(few ? "Top-N Sort" : "Sort", Estimates.rows(sort, request.conditions(), tables));
      to.order("Sort Key", sort.keys(), sort.input());
    }
  }
}
