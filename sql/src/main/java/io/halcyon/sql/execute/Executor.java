package io.halcyon.sql.execute;

import io.halcyon.sql.access.AccessPath;
import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.access.Tables;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.bind.OuterReferences;
import io.halcyon.sql.bind.SortKey;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.evaluate.GroupKey;
import io.halcyon.sql.plan.PlanNode;
import io.halcyon.sql.plan.PlanRecorder;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Opens queries: turns their steps into sources of batches, and on the way moves conditions to
/// where rows come from, asks tables only for columns that are looked at, and chooses how to read
/// and to join. Serves one statement, on its thread.
public final class Executor implements EvaluationContext.Subqueries {
  private final Tables tables;
  private final MemoryBudget budget;
  private final IdentityHashMap<BoundQuery, List<@Nullable Object[]>> answers =
      new IdentityHashMap<>();
  private final IdentityHashMap<BoundQuery.CommonTable.Definition, List<Batch>> commonTables =
      new IdentityHashMap<>();
  private final IdentityHashMap<BoundQuery.Working, List<Batch>> working = new IdentityHashMap<>();

  private final @Nullable PlanRecorder recorder;
  private final BooleanSupplier cancelled;
  private ChangedRows changes =
      changed -> {
        throw new IllegalStateException("a query that changes rows: " + changed.name());
      };

  /// Makes the changes within a statement's `WITH`.
  public interface ChangedRows {
    /// Returns what a change returns; makes it if it was not made yet.
    List<Batch> rows(BoundQuery.Changed changed);
  }

  public Executor(Tables tables, MemoryBudget budget) {
    this(tables, budget, null, () -> false);
  }

  /// @param recorder takes down what is opened; null if nobody wants to know
  /// @param cancelled asked before each batch of each step: then the statement fails (57014)
  public Executor(
      Tables tables,
      MemoryBudget budget,
      @Nullable PlanRecorder recorder,
      BooleanSupplier cancelled) {
    this.tables = tables;
    this.budget = budget;
    this.recorder = recorder;
    this.cancelled = cancelled;
  }

  /// Says who makes the changes within the statement's `WITH`.
  public void makeChanges(ChangedRows by) {
    changes = by;
  }

  /// Returns an executor of queries that read no tables.
  public static Executor withoutTables() {
    return new Executor(Tables.NONE, new MemoryBudget(1L << 30));
  }

  /// Returns a context for expressions that read no tables and have no parameters.
  public static EvaluationContext contextWithoutTables(SessionContext session) {
    return new EvaluationContext(session, List.of(), withoutTables(), List.of());
  }

  /// Returns all rows of a query, a batch at a time, all of them kept.
  public List<Batch> all(BoundQuery query, EvaluationContext context) {
    return Sources.all(open(query, context), budget);
  }

  /// Returns all rows of a query as one batch.
  public Batch whole(BoundQuery query, EvaluationContext context) {
    return Sources.whole(open(query, context), query.columns(), budget);
  }

  /// Opens a query.
  public BatchSource open(BoundQuery query, EvaluationContext context) {
    return open(query, Request.all(query.columns().size()), context).rows();
  }

  /// Returns all rows of a query within an expression. One that does not look at the rows around it
  /// is run once.
  @Override
  public List<@Nullable Object[]> rows(BoundQuery query, EvaluationContext context) {
    List<@Nullable Object[]> known = answers.get(query);
    if (known != null) {
      return known;
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (BatchSource source = open(query, context)) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        budget.reserve(batch);
        for (int row = 0; row < batch.size(); row++) {
          rows.add(batch.row(row));
        }
      }
    }
    if (!OuterReferences.in(query) && working.isEmpty()) {
      answers.put(query, rows);
    }
    return rows;
  }

  /// Reserves room for rows that are kept.
  public void keep(Batch rows) {
    budget.reserve(rows);
  }

  MemoryBudget budget() {
    return budget;
  }

  Tables tables() {
    return tables;
  }

  @Nullable PlanRecorder recorder() {
    return recorder;
  }

  Opened open(BoundQuery query, Request request, EvaluationContext context) {
    PlanRecorder to = recorder;
    if (to == null) {
      return cancellable(opened(query, request, context));
    }
    PlanNode node = to.enter(query);
    Descriptions.describe(to, query, request, tables);
    Opened opened = cancellable(opened(query, request, context));
    return new Opened(to.leave(node, opened.rows()), opened.sorted());
  }

  private Opened cancellable(Opened opened) {
    return new Opened(Sources.cancellable(opened.rows(), cancelled), opened.sorted());
  }

  /// Opens queries within expressions, so that they are known before they run.
  ///
  /// @param width of the rows that the expressions look at
  private void subPlans(List<BoundExpression> expressions, int width, EvaluationContext context) {
    PlanRecorder to = recorder;
    if (to == null) {
      return;
    }
    for (BoundQuery query : to.newSubqueries(expressions)) {
      to.enterSubPlan();
      open(query, context.within(new @Nullable Object[width])).close();
      to.leave();
    }
  }

  private Opened opened(BoundQuery query, Request request, EvaluationContext context) {
    return switch (query) {
      case BoundQuery.SingleRow _ ->
          filtered(BatchSource.of(Batch.SINGLE_ROW), query, request, context);
      case BoundQuery.Rows rows ->
          filtered(BatchSource.lazily(() -> Leaves.values(rows, context)), query, request, context);
      case BoundQuery.FunctionScan scan ->
          filtered(Sources.lazily(() -> Leaves.functions(scan, context)), query, request, context);
      case BoundQuery.Scan scan -> scan(scan, request, context);
      case BoundQuery.Join join -> new Joins(this, context).open(join, request);
      case BoundQuery.Filter filter -> filter(filter, request, context);
      case BoundQuery.Project project -> project(project, request, context);
      case BoundQuery.Group group -> group(group, request, context);
      case BoundQuery.GroupingSets group -> groupingSets(group, request, context);
      case BoundQuery.Windows windows -> windows(windows, request, context);
      case BoundQuery.Sort sort -> sort(sort, request, context);
      case BoundQuery.Distinct distinct -> distinct(distinct, request, context);
      case BoundQuery.DistinctOn distinct -> distinctOn(distinct, request, context);
      case BoundQuery.Limit limit -> limit(limit, request, context);
      case BoundQuery.SetOperation set -> SetOperations.open(this, set, request, context);
      case BoundQuery.CommonTable table -> commonTable(table, request, context);
      case BoundQuery.Recursion recursion -> {
        if (recorder != null) {
          open(recursion.start(), context).close();
          open(recursion.step(), context).close();
        }
        yield filtered(
            Sources.lazily(() -> recursion(recursion, context)), query, request, context);
      }
      case BoundQuery.Changed rows ->
          filtered(Sources.lazily(() -> Sources.of(changes.rows(rows))), query, request, context);
      case BoundQuery.Working rows ->
          filtered(Sources.of(working.getOrDefault(rows, List.of())), query, request, context);
    };
  }

  /// Checks a request's conditions on rows that have not been checked.
  static Opened filtered(
      BatchSource rows, BoundQuery query, Request request, EvaluationContext context) {
    return Opened.unsorted(filtered(rows, request.conditions(), query.columns().size(), context));
  }

  static BatchSource filtered(
      BatchSource rows, List<BoundExpression> conditions, int width, EvaluationContext context) {
    BatchSource source = rows;
    for (BoundExpression condition : conditions) {
      CompiledExpression compiled = CompiledExpression.folded(condition, width, context);
      source = Sources.mapped(source, batch -> compiled.filter(batch, context));
    }
    return source;
  }

  private Opened scan(BoundQuery.Scan scan, Request request, EvaluationContext context) {
    int width = scan.columns().size();
    BitSet needed = (BitSet) request.needed().clone();
    List<Integer> columns = needed.stream().filter(i -> i < width).boxed().toList();
    TableAccess all =
        new TableAccess(
            scan.relation(), columns, request.conditions(), Long.MAX_VALUE, scan.lock());
    AccessPath path = Paths.choose(tables.paths(all), request);
    boolean sorted = Paths.delivers(path, request);
    long rowsMax = request.order().isEmpty() || sorted ? request.rowsMax() : Long.MAX_VALUE;
    TableAccess access =
        new TableAccess(scan.relation(), columns, request.conditions(), rowsMax, scan.lock());
    Descriptions.describe(recorder, scan, access, path, tables);
    BatchSource rows = tables.open(access, path, context);
    return new Opened(Sources.mapped(rows, batch -> widened(batch, columns, scan)), sorted);
  }

  /// Puts the columns that were read where they belong.
  private static Batch widened(Batch rows, List<Integer> columns, BoundQuery.Scan scan) {
    List<Vector> wide = new ArrayList<>(scan.columns().size());
    int at = 0;
    for (int i = 0; i < scan.columns().size(); i++) {
      if (at < columns.size() && columns.get(at) == i) {
        wide.add(rows.columns().get(at++));
      } else {
        wide.add(Vector.repeat(scan.columns().get(i).type().carrier(), null, rows.size()));
      }
    }
    return new Batch(rows.size(), wide);
  }

  private Opened filter(BoundQuery.Filter filter, Request request, EvaluationContext context) {
    int width = filter.columns().size();
    List<BoundExpression> moved = new ArrayList<>();
    List<BoundExpression> kept = new ArrayList<>();
    BitSet columns = new BitSet();
    for (BoundExpression condition : Conjuncts.of(filter.condition())) {
      (Conjuncts.movable(condition) ? moved : kept).add(condition);
      Conjuncts.columns(condition, width, columns);
    }
    Request below = request.with(moved, columns);
    if (!kept.isEmpty()) {
      below = new Request(below.conditions(), below.needed(), below.order(), Long.MAX_VALUE);
    }
    Opened input = open(filter.input(), below, context);
    subPlans(List.of(filter.condition()), width, context);
    return new Opened(filtered(input.rows(), kept, width, context), input.sorted());
  }

  private Opened project(BoundQuery.Project project, Request request, EvaluationContext context) {
    List<BoundExpression> expressions = project.expressions();
    int inputWidth = project.input().columns().size();
    List<BoundExpression> moved = new ArrayList<>();
    List<BoundExpression> kept = new ArrayList<>();
    BitSet needed = new BitSet();
    for (BoundExpression condition : request.conditions()) {
      BitSet outputs = Conjuncts.columns(condition, expressions.size());
      if (outputs.stream().allMatch(i -> Conjuncts.movable(expressions.get(i)))) {
        BoundExpression below = Conjuncts.substitute(condition, expressions::get);
        moved.add(below);
        Conjuncts.columns(below, inputWidth, needed);
      } else {
        kept.add(condition);
      }
    }
    expressions.forEach(expression -> Conjuncts.columns(expression, inputWidth, needed));
    List<SortKey> order = Paths.below(request.order(), expressions);
    long rowsMax =
        kept.isEmpty() && request.order().size() == order.size()
            ? request.rowsMax()
            : Long.MAX_VALUE;
    Opened input = open(project.input(), new Request(moved, needed, order, rowsMax), context);
    subPlans(expressions, inputWidth, context);
    List<CompiledExpression> compiled =
        expressions.stream().map(e -> CompiledExpression.folded(e, inputWidth, context)).toList();
    BatchSource rows =
        Sources.mapped(
            input.rows(),
            batch ->
                new Batch(
                    batch.size(), compiled.stream().map(e -> e.evaluate(batch, context)).toList()));
    return new Opened(
        filtered(rows, kept, expressions.size(), context),
        input.sorted() && order.size() == request.order().size());
  }

  private Opened group(BoundQuery.Group group, Request request, EvaluationContext context) {
    int width = group.input().columns().size();
    BitSet needed = new BitSet();
    group.keys().forEach(key -> Conjuncts.columns(key, width, needed));
    group.aggregates().forEach(aggregate -> Conjuncts.columns(aggregate, width, needed));
    List<BoundExpression> moved = new ArrayList<>();
    List<BoundExpression> kept = new ArrayList<>();
    for (BoundExpression condition : request.conditions()) {
      boolean ofKeys =
          !group.keys().isEmpty()
              && Conjuncts.columns(condition, group.columns().size()).stream()
                  .allMatch(i -> i < group.keys().size() && Conjuncts.movable(group.keys().get(i)));
      if (ofKeys) {
        BoundExpression below = Conjuncts.substitute(condition, group.keys()::get);
        moved.add(below);
        Conjuncts.columns(below, width, needed);
      } else {
        kept.add(condition);
      }
    }
    BatchSource input =
        open(group.input(), Request.of(needed).withConditions(moved), context).rows();
    BatchSource rows = GroupSource.of(group, input, context, budget);
    return Opened.unsorted(filtered(rows, kept, group.columns().size(), context));
  }

  private Opened groupingSets(
      BoundQuery.GroupingSets group, Request request, EvaluationContext context) {
    int width = group.input().columns().size();
    BitSet needed = new BitSet();
    group.keys().forEach(key -> Conjuncts.columns(key, width, needed));
    group.aggregates().forEach(aggregate -> Conjuncts.columns(aggregate, width, needed));
    BatchSource input = open(group.input(), Request.of(needed), context).rows();
    return filtered(GroupingSetSource.of(group, input, context, budget), group, request, context);
  }

  private Opened windows(BoundQuery.Windows windows, Request request, EvaluationContext context) {
    int width = windows.input().columns().size();
    BitSet needed = (BitSet) request.needed().clone();
    request.conditions().forEach(c -> Conjuncts.columns(c, windows.columns().size(), needed));
    needed.clear(width, windows.columns().size());
    windows.calls().forEach(call -> Conjuncts.columns(call, width, needed));
    BatchSource input = open(windows.input(), Request.of(needed), context).rows();
    return filtered(WindowSource.of(windows, input, context, budget), windows, request, context);
  }

  private Opened sort(BoundQuery.Sort sort, Request request, EvaluationContext context) {
    int width = sort.columns().size();
    BitSet needed = (BitSet) request.needed().clone();
    for (SortKey key : sort.keys()) {
      Conjuncts.columns(key.expression(), sort.input().columns().size(), needed);
    }
    Opened input =
        open(
            sort.input(),
            new Request(request.conditions(), needed, sort.keys(), request.rowsMax()),
            context);
    boolean same = request.order().isEmpty() || request.order().equals(sort.keys());
    if (input.sorted()) {
      BatchSource cut =
          Sources.mapped(
              input.rows(), batch -> new Batch(batch.size(), batch.columns().subList(0, width)));
      return new Opened(cut, same);
    }
    Descriptions.describe(recorder, sort, request, same, tables);
    return new Opened(
        SortSource.of(
            input.rows(),
            sort.input().columns(),
            sort.keys(),
            width,
            request.order().isEmpty() || same ? request.rowsMax() : Long.MAX_VALUE,
            budget),
        same);
  }

  private Opened distinct(
      BoundQuery.Distinct distinct, Request request, EvaluationContext context) {
    int width = distinct.columns().size();
    Request below = Request.all(width).withConditions(request.conditions());
    BatchSource input = open(distinct.input(), below, context).rows();
    List<SqlType> types = distinct.columns().stream().map(OutputColumn::type).toList();
    List<Integer> columns = IntStream.range(0, width).boxed().toList();
    return Opened.unsorted(new DistinctSource(input, columns, types, budget));
  }

  private Opened distinctOn(
      BoundQuery.DistinctOn distinct, Request request, EvaluationContext context) {
    BatchSource input = open(distinct.input(), context);
    List<SqlType> types =
        distinct.keys().stream().map(i -> distinct.columns().get(i).type()).toList();
    BatchSource first = new DistinctSource(input, distinct.keys(), types, budget);
    return filtered(first, distinct, request, context);
  }

  private Opened limit(BoundQuery.Limit limit, Request request, EvaluationContext context) {
    long offset = bound(limit.offset(), 0, SqlState.INVALID_ROW_COUNT_IN_OFFSET, "OFFSET", context);
    long count =
        bound(limit.count(), Long.MAX_VALUE, SqlState.INVALID_ROW_COUNT_IN_LIMIT, "LIMIT", context);
    long wanted = count > Long.MAX_VALUE - offset ? Long.MAX_VALUE : count + offset;
    BitSet needed = (BitSet) request.needed().clone();
    request.conditions().forEach(c -> Conjuncts.columns(c, limit.columns().size(), needed));
    Opened input = open(limit.input(), new Request(List.of(), needed, List.of(), wanted), context);
    return filtered(new LimitSource(input.rows(), offset, count), limit, request, context);
  }

  private static long bound(
      @Nullable BoundExpression expression,
      long otherwise,
      String sqlState,
      String clause,
      EvaluationContext context) {
    if (expression == null
        || !(CompiledExpression.value(expression, context) instanceof Long value)) {
      return otherwise;
    }
    if (value < 0) {
      throw new SqlError(sqlState, clause + " must not be negative");
    }
    return value;
  }

  private Opened commonTable(
      BoundQuery.CommonTable table, Request request, EvaluationContext context) {
    BoundQuery.CommonTable.Definition definition = table.definition();
    if (definition.references() == 1
        || definition.query() instanceof BoundQuery.Changed
        || OuterReferences.in(definition.query())) {
      return open(definition.query(), request, context);
    }
    if (recorder != null && !commonTables.containsKey(definition)) {
      // Known before it runs.
      open(definition.query(), context).close();
    }
    BatchSource rows =
        Sources.lazily(() -> {
          List<Batch> known = commonTables.get(definition);
          if (known == null) {
            known = Sources.all(open(definition.query(), context), budget);
            commonTables.put(definition, known);
          }
          return Sources.of(known);
        });
    return filtered(rows, table, request, context);
  }

  /// Runs a recursion to its end (PostgreSQL's documentation, 7.8.2.1).
  private BatchSource recursion(BoundQuery.Recursion recursion, EvaluationContext context) {
    List<Batch> all = new ArrayList<>();
    List<SqlType> types = recursion.columns().stream().map(OutputColumn::type).toList();
    List<Integer> columns = IntStream.range(0, types.size()).boxed().toList();
    Set<GroupKey> seen = new HashSet<>();
    List<Batch> last = Sources.all(open(recursion.start(), context), budget);
    while (true) {
      if (!recursion.all()) {
        last = DistinctSource.fresh(last, columns, types, seen);
      }
      if (last.isEmpty()) {
        working.remove(recursion.working());
        return Sources.of(all);
      }
      all.addAll(last);
      working.put(recursion.working(), last);
      last = Sources.all(open(recursion.step(), context), budget);
    }
  }
}
