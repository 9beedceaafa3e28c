package io.halcyon.sql.execute;

import io.halcyon.sql.access.AccessPath;
import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundQuery.Join.Kind;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.plan.PlanNode;
import io.halcyon.sql.plan.PlanRecorder;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.SqlArray;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Opens joins of two sides: with a hash table of the right, by looking up what a batch of the left
/// needs, or, where the right looks at the left, row by row. Serves one statement.
final class Joins {
  /// Up to this share of a table's rows it is cheaper to look up than to read all.
  private static final double LOOKUP_SHARE = 0.2;

  private final Executor executor;
  private final EvaluationContext context;

  Joins(Executor executor, EvaluationContext context) {
    this.executor = executor;
    this.context = context;
  }

  /// A condition `left = right`, each side over one side of the join.
  ///
  /// @param function the operator's, if its first operand is the one over the right
  record Equality(
      BoundExpression left, BoundExpression right, SqlType type, @Nullable Function function) {}

  Opened open(BoundQuery.Join join, Request request) {
    if (join.lateral()) {
      return lateral(join, request);
    }
    if (join.kind() == Kind.INNER) {
      return new JoinOrder(executor, this, context).open(join, request);
    }
    return outer(join, request);
  }

  private Opened lateral(BoundQuery.Join join, Request request) {
    int leftWidth = join.left().columns().size();
    int width = join.columns().size();
    List<BoundExpression> ofLeft = new ArrayList<>();
    List<BoundExpression> kept = new ArrayList<>();
    for (BoundExpression condition : request.conditions()) {
      boolean left = Conjuncts.columns(condition, width).nextSetBit(leftWidth) < 0;
      (left ? ofLeft : kept).add(condition);
    }
    BatchSource left =
        executor.open(join.left(), Request.all(leftWidth).withConditions(ofLeft), context).rows();
    BoundExpression condition = join.condition();
    PlanRecorder recorder = executor.recorder();
    if (recorder != null) {
      recorder.describe(
          join.kind() == Kind.LEFT ? "Nested Loop Left Join" : "Nested Loop",
          Estimates.rows(join, request.conditions(), executor.tables()));
      executor
          .open(join.right(), context.within(new @Nullable Object[join.left().columns().size()]))
          .close();
    }
    BatchSource rows =
        new LateralJoin(
            left,
            row -> executor.open(join.right(), context.within(row)),
            join.left().columns(),
            join.right().columns(),
            condition == null ? null : CompiledExpression.folded(condition, width, context),
            join.kind() == Kind.LEFT,
            context);
    return Opened.unsorted(Executor.filtered(rows, kept, width, context));
  }

  private Opened outer(BoundQuery.Join join, Request request) {
    int leftWidth = join.left().columns().size();
    int width = join.columns().size();
    boolean keepsLeft = join.kind() == Kind.LEFT;
    boolean keepsRight = join.kind() == Kind.RIGHT;
    List<BoundExpression> ofLeft = new ArrayList<>();
    List<BoundExpression> ofRight = new ArrayList<>();
    List<BoundExpression> above = new ArrayList<>();
    BitSet needed = (BitSet) request.needed().clone();
    for (BoundExpression condition : request.conditions()) {
      BitSet columns = Conjuncts.columns(condition, width);
      needed.or(columns);
      if (keepsLeft && columns.nextSetBit(leftWidth) < 0) {
        ofLeft.add(condition);
      } else if (keepsRight && columns.nextSetBit(0) >= leftWidth) {
        ofRight.add(Conjuncts.shifted(condition, leftWidth));
      } else {
        above.add(condition);
      }
    }
    List<BoundExpression> on = new ArrayList<>();
    for (BoundExpression condition : Conjuncts.of(join.condition())) {
      BitSet columns = Conjuncts.columns(condition, width);
      needed.or(columns);
      boolean movable = Conjuncts.movable(condition) && !columns.isEmpty();
      if (keepsLeft && movable && columns.nextSetBit(0) >= leftWidth) {
        ofRight.add(Conjuncts.shifted(condition, leftWidth));
      } else if (keepsRight && movable && columns.nextSetBit(leftWidth) < 0) {
        ofLeft.add(condition);
      } else {
        on.add(condition);
      }
    }
    Side left = new Side(join.left(), ofLeft, needed.get(0, leftWidth));
    Side right = new Side(join.right(), ofRight, needed.get(leftWidth, width));
    BatchSource rows =
        joined(
            join.kind(),
            left.open(executor, context),
            estimate(left),
            left.query().columns(),
            right,
            on);
    return Opened.unsorted(Executor.filtered(rows, above, width, context));
  }

  /// One side of a join.
  record Side(BoundQuery query, List<BoundExpression> conditions, BitSet needed) {
    BatchSource open(Executor executor, EvaluationContext context) {
      BitSet all = (BitSet) needed.clone();
      int width = query.columns().size();
      conditions.forEach(condition -> Conjuncts.columns(condition, width, all));
      return executor.open(query, Request.of(all).withConditions(conditions), context).rows();
    }
  }

  double estimate(Side side) {
    return Estimates.rows(side.query(), side.conditions(), executor.tables());
  }

  /// Joins rows with a side.
  ///
  /// @param on conditions over both
  BatchSource joined(
      Kind kind,
      BatchSource left,
      double leftRows,
      List<OutputColumn> leftColumns,
      Side right,
      List<BoundExpression> on) {
    int leftWidth = leftColumns.size();
    int width = leftWidth + right.query().columns().size();
    List<Equality> equalities = new ArrayList<>();
    List<BoundExpression> rest = new ArrayList<>();
    for (BoundExpression condition : on) {
      Equality equality = equality(condition, leftWidth, width);
      if (equality == null) {
        rest.add(condition);
      } else {
        equalities.add(equality);
      }
    }
    HashJoin.Spec spec =
        new HashJoin.Spec(
            kind,
            leftColumns,
            right.query().columns(),
            compiled(equalities.stream().map(Equality::left).toList(), leftWidth),
            compiled(equalities.stream().map(Equality::right).toList(), width - leftWidth),
            equalities.stream().map(Equality::type).toList(),
            residual(rest, width));
    HashJoin.Inner lookup =
        kind == Kind.INNER || kind == Kind.LEFT ? lookup(right, equalities, leftRows) : null;
    HashJoin.Inner inner = lookup == null ? _ -> right.open(executor, context) : lookup;
    PlanRecorder recorder = executor.recorder();
    if (recorder == null) {
      return new HashJoin(spec, left, inner, lookup != null, context, executor.budget());
    }
    PlanNode node = recorder.enterJoin(right.query());
    String method =
        lookup != null ? "Lookup Join" : equalities.isEmpty() ? "Nested Loop" : "Hash Join";
    String side = kind == Kind.INNER ? "" : name(kind);
    recorder.describe(
        side.isEmpty()
            ? method
            : method.replace("Join", side + "Join").replace("Loop", "Loop " + side.strip()),
        Math.max(leftRows, lookup == null ? estimate(right) : 1));
    BoundQuery both =
        BoundQuery.Join.cross(new BoundQuery.Rows(leftColumns, List.of()), right.query());
    List<BoundExpression> keys = new ArrayList<>(on);
    keys.removeAll(rest);
    recorder.detail(lookup == null ? "Hash Cond" : "Lookup Cond", keys, both);
    recorder.detail("Join Filter", rest, both);
    BatchSource joined =
        new HashJoin(spec, left, inner, lookup != null, context, executor.budget());
    // The other side is opened when its rows are asked for: it is known before.
    inner.apply(Batches.nulls(leftColumns, 0)).close();
    return recorder.leave(node, joined);
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case INNER -> "";
      case LEFT -> "Left ";
      case RIGHT -> "Right ";
      case FULL -> "Full ";
    };
  }

  private List<CompiledExpression> compiled(List<BoundExpression> expressions, int width) {
    return expressions.stream().map(e -> CompiledExpression.folded(e, width, context)).toList();
  }

  private @Nullable CompiledExpression residual(List<BoundExpression> rest, int width) {
    return switch (rest.size()) {
      case 0 -> null;
      case 1 -> CompiledExpression.folded(rest.getFirst(), width, context);
      default ->
          CompiledExpression.folded(
              new BoundExpression.And(rest.getFirst().at(), List.copyOf(rest)), width, context);
    };
  }

  /// Returns what a condition says if it is an equality between the sides; else null.
  static @Nullable Equality equality(BoundExpression condition, int leftWidth, int width) {
    if (!(condition instanceof BoundExpression.Call call)
        || call.arguments().size() != 2
        || !Paths.isEquality(call.function().id())
        || !Conjuncts.movable(condition)) {
      return null;
    }
    BoundExpression first = call.arguments().getFirst();
    BoundExpression second = call.arguments().getLast();
    if (!comparable(first.type(), second.type())) {
      return null;
    }
    BitSet ofFirst = Conjuncts.columns(first, width);
    BitSet ofSecond = Conjuncts.columns(second, width);
    if (ofFirst.isEmpty() || ofSecond.isEmpty()) {
      return null;
    }
    if (ofFirst.nextSetBit(leftWidth) < 0 && ofSecond.nextSetBit(0) >= leftWidth) {
      boolean same = first.type().equals(second.type());
      return new Equality(
          first, Conjuncts.shifted(second, leftWidth), first.type(), same ? call.function() : null);
    }
    if (ofSecond.nextSetBit(leftWidth) < 0 && ofFirst.nextSetBit(0) >= leftWidth) {
      return new Equality(
          second, Conjuncts.shifted(first, leftWidth), first.type(), call.function());
    }
    return null;
  }

  /// Returns whether values of two types are equal just if their carriers' values are.
  private static boolean comparable(SqlType left, SqlType right) {
    return left.equals(right) || (left.isInteger() && right.isInteger());
  }

  /// Returns how the rows of a table that a batch needs are looked up by an index; null if reading
  /// all is better or there is no such index.
  private HashJoin.@Nullable Inner lookup(Side right, List<Equality> equalities, double leftRows) {
    if (!(right.query() instanceof BoundQuery.Scan scan)) {
      return null;
    }
    double all = Estimates.rows(scan, List.of(), executor.tables());
    if (leftRows > all * LOOKUP_SHARE) {
      return null;
    }
    for (Equality equality : equalities) {
      if (equality.function() == null
          || Types.arrayOf(equality.left().type()) == null
          || !(equality.right() instanceof BoundExpression.Column)) {
        continue;
      }
      BoundExpression any = any(equality, new @Nullable Object[0]);
      AccessPath path = executor.tables().paths(access(scan, right, any)).getFirst();
      if (path.rows() * leftRows < all && !path.name().equals("Seq Scan")) {
        return rows -> lookedUp(scan, right, equality, rows);
      }
    }
    return null;
  }

  private static TableAccess access(BoundQuery.Scan scan, Side side, BoundExpression any) {
    List<BoundExpression> conditions = new ArrayList<>(side.conditions());
    conditions.add(any);
    return new TableAccess(
        scan.relation(),
        side.needed().stream().boxed().toList(),
        conditions,
        Long.MAX_VALUE,
        scan.lock());
  }

  private static BoundExpression any(Equality equality, @Nullable Object[] values) {
    Position at = equality.right().at();
    SqlType element = equality.left().type();
    SqlType array = Objects.requireNonNull(Types.arrayOf(element));
    return new BoundExpression.QuantifiedArray(
        at,
        Objects.requireNonNull(equality.function()),
        false,
        equality.right(),
        new BoundExpression.Constant(at, array, -1, SqlArray.of(element, values)));
  }

  private BatchSource lookedUp(BoundQuery.Scan scan, Side side, Equality equality, Batch rows) {
    Vector keys =
        CompiledExpression.folded(equality.left(), rows.columns().size(), context)
            .evaluate(rows, context);
    Set<Object> values = new LinkedHashSet<>();
    for (int row = 0; row < rows.size(); row++) {
      Object value = keys.get(row);
      if (value != null) {
        values.add(value);
      }
    }
    List<BoundExpression> conditions = new ArrayList<>(side.conditions());
    conditions.add(any(equality, values.toArray()));
    return new Side(scan, conditions, side.needed()).open(executor, context);
  }
}
