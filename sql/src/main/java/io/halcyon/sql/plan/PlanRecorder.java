package io.halcyon.sql.plan;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.bind.SortKey;
import io.halcyon.sql.value.Batch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Takes down what an executor opens, and counts what that gives: what `EXPLAIN` shows is what has
/// run, or would have. A query that is opened again, for each row of another one say, counts on.
/// Serves one statement, on its thread.
public final class PlanRecorder {
  private final LongSupplier nanoTime;
  private final PlanNode root = new PlanNode();
  private final Deque<PlanNode> open = new ArrayDeque<>();
  private final IdentityHashMap<BoundQuery, PlanNode> nodes = new IdentityHashMap<>();
  private final IdentityHashMap<BoundQuery, PlanNode> joins = new IdentityHashMap<>();
  private int subPlans;

  /// @param nanoTime to measure with
  public PlanRecorder(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    open.push(root);
  }

  /// Returns what has no operator above it.
  public PlanNode root() {
    return root;
  }

  /// Notes that a query is being opened.
  public PlanNode enter(BoundQuery query) {
    PlanNode node = nodes.get(query);
    if (node == null) {
      node = new PlanNode();
      nodes.put(query, node);
      open.element().add(node);
    }
    open.push(node);
    return node;
  }

  /// Notes that the query that was entered last is open.
  ///
  /// @return its rows, counted
  public BatchSource leave(PlanNode node, BatchSource rows) {
    open.pop();
    return node.name() == null ? rows : counted(node, rows);
  }

  /// Notes that a join with a query is being opened, whose other side was opened before.
  public PlanNode enterJoin(BoundQuery right) {
    PlanNode node = joins.get(right);
    if (node == null) {
      node = new PlanNode();
      joins.put(right, node);
      PlanNode left = open.element().takeLast();
      if (left != null) {
        node.add(left);
      }
      open.element().add(node);
    }
    open.push(node);
    return node;
  }

  /// Names the operator that is being opened.
  ///
  /// @param rows how many are expected
  public void describe(String name, double rows) {
    open.element().describe(name, rows);
  }

  /// Says more about the operator that is being opened.
  ///
  /// @param over the query whose columns the expressions look at
  public void detail(String label, List<BoundExpression> expressions, BoundQuery over) {
    open.element()
        .detail(label, expressions.stream().map(each -> ExpressionText.of(each, over)).toList());
  }

  public void detail(String label, String text) {
    open.element().detail(label, List.of(text));
  }

  /// Says by what the operator that is being opened sorts.
  public void order(String label, List<SortKey> keys, BoundQuery over) {
    List<String> texts = new ArrayList<>();
    for (SortKey key : keys) {
      String nulls =
          key.nullsFirst() == key.descending()
              ? ""
              : key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
      texts.add(
          ExpressionText.made(key.expression(), over) + (key.descending() ? " DESC" : "") + nulls);
    }
    open.element().detail(label, texts);
  }

  /// Returns the queries in expressions that are seen for the first time.
  public List<BoundQuery> newSubqueries(List<BoundExpression> expressions) {
    List<BoundQuery> found = new ArrayList<>();
    expressions.forEach(expression -> subqueries(expression, found));
    return found;
  }

  private void subqueries(BoundExpression expression, List<BoundQuery> found) {
    if (expression instanceof BoundExpression.Subquery subquery
        && !nodes.containsKey(subquery.query())) {
      found.add(subquery.query());
    }
    BoundTrees.children(expression).forEach(child -> subqueries(child, found));
  }

  /// Notes that a query follows that is within an expression over the rows of what was opened last.
  public void enterSubPlan() {
    subPlans++;
    PlanNode node = new PlanNode();
    node.describe("SubPlan " + subPlans, 0);
    open.element().lastNamed().add(node);
    open.push(node);
  }

  /// Notes that what follows belongs to the operator on top.
  public void enterTop() {
    open.push(root.lastNamed());
  }

  /// Notes that what a change of rows reads follows, and what it is called.
  public PlanNode enterNamed(String name) {
    PlanNode node = new PlanNode();
    node.describe(name, 0);
    open.element().add(node);
    open.push(node);
    return node;
  }

  /// Ends what was entered last.
  public void leave() {
    open.pop();
  }

  private BatchSource counted(PlanNode node, BatchSource rows) {
    return new BatchSource() {
      private boolean asked;

      @Override
      public @Nullable Batch next() {
        if (!asked) {
          asked = true;
          node.asked();
        }
        long before = nanoTime.getAsLong();
        Batch batch = rows.next();
        node.gave(batch == null ? 0 : batch.size(), nanoTime.getAsLong() - before);
        return batch;
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }
}
