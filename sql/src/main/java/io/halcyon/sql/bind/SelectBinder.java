package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds one `SELECT`: `transformSelectStmt` of PostgreSQL's `analyze.c`, in its order, so that of
/// several errors the same one is found.
final class SelectBinder {
  private final BindContext context;
  private final QueryBinder queries;
  private final Unknowns unknowns;
  private final Scope scope;
  private final WindowBinder windows;

  SelectBinder(BindContext context, QueryBinder queries, Scope scope, Query.Select select) {
    this(
        context,
        queries,
        scope,
        select,
        (_, unknown) -> context.coercion.implicit(unknown, Types.TEXT));
  }

  SelectBinder(
      BindContext context,
      QueryBinder queries,
      Scope scope,
      Query.Select select,
      Unknowns unknowns) {
    this.unknowns = unknowns;
    this.context = context;
    this.queries = queries;
    this.scope = scope;
    this.windows = new WindowBinder(context, scope, queries, select.windows());
  }

  /// What becomes of literals and parameters in the select list whose type nothing else says.
  interface Unknowns {
    BoundExpression typed(int column, BoundExpression unknown);
  }

  BoundQuery bind(Query query, Query.Select select) {
    refuse(select);
    BoundQuery input = new FromBinder(context, queries, scope, query.locking()).bind(select.from());
    Outputs outputs = new Outputs();
    for (Query.Item item : select.items()) {
      item(item, outputs);
    }
    if (select.where() != null) {
      BoundExpression condition = expressions(Clause.WHERE).condition(select.where(), "WHERE");
      input = new BoundQuery.Filter(input, condition);
    }
    @Nullable BoundExpression having =
        select.having() == null
            ? null
            : expressions(Clause.HAVING).condition(select.having(), "HAVING");
    List<SortKey> order = order(query.orderBy(), outputs);
    GroupingSetBinder.Bound keys =
        select.groupBy() == null
            ? new GroupingSetBinder.Bound(List.of(), List.of(List.of()))
            : new GroupingSetBinder(key -> groupKey(key, outputs)).bind(select.groupBy());
    windows.bindDefinitions();
    outputs.resolveUnknowns(unknowns);
    boolean on = !select.distinct().on().isEmpty();
    if (select.distinct().distinct() && !on) {
      requireDistinctOrder(select, outputs, order, query.orderBy());
    }
    int visible = outputs.columns.size();
    if (on) {
      return distinctOn(query, select, input, keys, having, outputs, order);
    }
    List<SortKey> positions = outputs.place(order);
    BoundQuery projected = project(input, keys, having, outputs, select.groupBy() != null);
    if (select.distinct().distinct()) {
      projected = new BoundQuery.Distinct(projected);
    }
    if (!positions.isEmpty()) {
      projected =
          new BoundQuery.Sort(
              projected, positions, List.copyOf(outputs.columns.subList(0, visible)));
    }
    return query.limit() == null ? projected : queries.limit(projected, query.limit(), scope);
  }

  /// Binds `DISTINCT ON`: of rows that agree in some expressions the first in the order.
  private BoundQuery distinctOn(
      Query query,
      Query.Select select,
      BoundQuery input,
      GroupingSetBinder.Bound groupKeys,
      @Nullable BoundExpression having,
      Outputs outputs,
      List<SortKey> order) {
    int visible = outputs.columns.size();
    List<BoundExpression> on = new ArrayList<>();
    for (Expression written : select.distinct().on()) {
      BoundExpression key = key(written, Clause.DISTINCT_ON, outputs);
      if (!on.contains(key)) {
        on.add(key);
      }
    }
    List<SortKey> whole = new ArrayList<>(order);
    for (int i = 0; i < Math.min(on.size(), order.size()); i++) {
      if (!on.contains(order.get(i).expression())) {
        throw new SqlError(
            SqlState.INVALID_COLUMN_REFERENCE,
            "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
            select.distinct().on().getFirst().at());
      }
    }
    for (BoundExpression key : on) {
      if (whole.stream().noneMatch(known -> known.expression().equals(key))) {
        whole.add(new SortKey(key, false, false));
      }
    }
    List<SortKey> positions = outputs.place(whole);
    List<Integer> columns = on.stream().map(key -> outputs.expressions.indexOf(key)).toList();
    BoundQuery projected = project(input, groupKeys, having, outputs, select.groupBy() != null);
    List<OutputColumn> all = List.copyOf(outputs.columns);
    BoundQuery first =
        new BoundQuery.DistinctOn(new BoundQuery.Sort(projected, positions, all), columns);
    List<BoundExpression> shown = new ArrayList<>();
    for (int i = 0; i < visible; i++) {
      OutputColumn column = all.get(i);
      shown.add(
          new BoundExpression.Column(
              select.at(), column.type(), column.modifier(), 0, i, "", column.name()));
    }
    BoundQuery cut =
        new BoundQuery.Project(first, List.copyOf(all.subList(0, visible)), List.copyOf(shown));
    return query.limit() == null ? cut : queries.limit(cut, query.limit(), scope);
  }

  private static void refuse(Query.Select select) {
    if (select.into() != null) {
      throw SqlError.unsupported("SELECT INTO", select.into().at());
    }
    if (select.asOf() != null) {
      throw SqlError.unsupported("AS OF SYSTEM TIME", select.asOf().at());
    }
  }

  private ExpressionBinder expressions(Clause clause) {
    boolean allowed =
        clause == Clause.SELECT || clause == Clause.ORDER_BY || clause == Clause.DISTINCT_ON;
    return new ExpressionBinder(context, scope, clause, queries, allowed ? windows : null);
  }

  /// The select list, and behind it what only the order needs.
  private static final class Outputs {
    final List<OutputColumn> columns = new ArrayList<>();
    final List<BoundExpression> expressions = new ArrayList<>();
    final List<@Nullable Expression> written = new ArrayList<>();

    void add(String name, BoundExpression expression, @Nullable Expression source) {
      columns.add(new OutputColumn(name, expression.type(), expression.modifier()));
      expressions.add(expression);
      written.add(source);
    }

    /// What is still of unknown type gets one.
    void resolveUnknowns(Unknowns unknowns) {
      for (int i = 0; i < expressions.size(); i++) {
        if (expressions.get(i).type().equals(Types.UNKNOWN)) {
          BoundExpression typed = unknowns.typed(i, expressions.get(i));
          expressions.set(i, typed);
          columns.set(i, new OutputColumn(columns.get(i).name(), typed.type(), typed.modifier()));
        }
      }
    }

    /// Returns the keys as columns of the output, which grows by what is not there yet.
    List<SortKey> place(List<SortKey> order) {
      List<SortKey> placed = new ArrayList<>();
      for (SortKey key : order) {
        int index = expressions.indexOf(key.expression());
        if (index < 0) {
          index = expressions.size();
          add("", key.expression(), null);
        }
        BoundExpression column =
            new BoundExpression.Column(
                key.expression().at(),
                key.expression().type(),
                key.expression().modifier(),
                0,
                index,
                "",
                columns.get(index).name());
        placed.add(new SortKey(column, key.descending(), key.nullsFirst()));
      }
      return List.copyOf(placed);
    }
  }

  private void item(Query.Item item, Outputs outputs) {
    if (item.expression() instanceof Expression.ColumnRef reference && reference.star()) {
      star(reference, outputs);
      return;
    }
    BoundExpression bound = expressions(Clause.SELECT).bind(item.expression());
    outputs.add(ColumnNames.of(item), bound, item.expression());
  }

  private void star(Expression.ColumnRef reference, Outputs outputs) {
    if (reference.parts().isEmpty() && scope.isEmpty()) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR, "SELECT * with no tables specified is not valid", reference.at());
    }
    @Nullable String table = reference.parts().isEmpty() ? null : reference.parts().getLast();
    @Nullable List<Scope.Named> columns = scope.star(table, reference.at());
    if (columns == null) {
      throw new SqlError(
          SqlState.UNDEFINED_TABLE,
          "missing FROM-clause entry for table \"" + table + "\"",
          reference.at());
    }
    for (Scope.Named column : columns) {
      outputs.add(column.name(), column.expression(), null);
    }
  }

  private List<SortKey> order(List<SortItem> items, Outputs outputs) {
    List<SortKey> keys = new ArrayList<>();
    for (SortItem item : items) {
      BoundExpression expression = key(item.expression(), Clause.ORDER_BY, outputs);
      int index = outputs.expressions.indexOf(expression);
      SortKey made = SortKeys.of(item, expression, context.coercion);
      if (index >= 0 && expression.type().equals(Types.UNKNOWN)) {
        outputs.expressions.set(index, made.expression());
        outputs.columns.set(
            index, new OutputColumn(outputs.columns.get(index).name(), Types.TEXT, -1));
      }
      if (keys.stream().noneMatch(known -> known.expression().equals(made.expression()))) {
        keys.add(made);
      }
    }
    return keys;
  }

  /// Returns what an item of `ORDER BY` or `GROUP BY` means: an output column by name or number, or
  /// an expression (`findTargetlistEntrySQL92`).
  private BoundExpression key(Expression written, Clause clause, Outputs outputs) {
    if (written instanceof Expression.ColumnRef reference
        && !reference.star()
        && reference.parts().size() == 1) {
      @Nullable BoundExpression named = byName(reference, clause, outputs);
      if (named != null) {
        return named;
      }
    }
    if (written instanceof Expression.IntegerLiteral(Position at, int number)) {
      if (number < 1 || number > outputs.expressions.size()) {
        throw new SqlError(
            SqlState.INVALID_COLUMN_REFERENCE,
            "%s position %d is not in select list".formatted(clause.words(), number),
            at);
      }
      return outputs.expressions.get(number - 1);
    }
    if (written instanceof Expression.Constant constant
        && !(written instanceof Expression.TypedLiteral)
        && !(written instanceof Expression.BooleanLiteral)) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR, "non-integer constant in " + clause.words(), constant.at());
    }
    return expressions(clause).bind(written);
  }

  private @Nullable BoundExpression byName(
      Expression.ColumnRef reference, Clause clause, Outputs outputs) {
    String name = reference.parts().getFirst();
    // in GROUP BY an input column hides an output column of its name
    if (clause == Clause.GROUP_BY && scope.find(reference.parts(), reference.at()) != null) {
      return null;
    }
    @Nullable BoundExpression found = null;
    for (int i = 0; i < outputs.columns.size(); i++) {
      if (outputs.columns.get(i).name().equals(name)) {
        if (found != null && !found.equals(outputs.expressions.get(i))) {
          throw new SqlError(
              SqlState.AMBIGUOUS_COLUMN,
              "%s \"%s\" is ambiguous".formatted(clause.words(), name),
              reference.at());
        }
        found = outputs.expressions.get(i);
      }
    }
    return found;
  }

  private BoundExpression groupKey(Expression written, Outputs outputs) {
    BoundExpression key = key(written, Clause.GROUP_BY, outputs);
    if (BoundTrees.hasAggregates(key)) {
      throw new SqlError(
          SqlState.GROUPING_ERROR, "aggregate functions are not allowed in GROUP BY", written.at());
    }
    BoundExpression.WindowCall window = BoundTrees.windowCall(key);
    if (window != null) {
      throw new SqlError(
          SqlState.WINDOWING_ERROR, "window functions are not allowed in GROUP BY", window.at());
    }
    if (key.type().equals(Types.UNKNOWN)) {
      int index = outputs.expressions.indexOf(key);
      BoundExpression text = context.coercion.implicit(key, Types.TEXT);
      if (index >= 0) {
        outputs.expressions.set(index, text);
        outputs.columns.set(
            index, new OutputColumn(outputs.columns.get(index).name(), Types.TEXT, -1));
      }
      return text;
    }
    SortKeys.requireEquality(key);
    return key;
  }

  private static void requireDistinctOrder(
      Query.Select select, Outputs outputs, List<SortKey> order, List<SortItem> items) {
    outputs.expressions.forEach(SortKeys::requireEquality);
    for (int i = 0; i < order.size(); i++) {
      if (!outputs.expressions.contains(order.get(i).expression())) {
        throw new SqlError(
            SqlState.INVALID_COLUMN_REFERENCE,
            "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
            BoundTrees.start(order.get(i).expression()));
      }
    }
  }

  private BoundQuery project(
      BoundQuery input,
      GroupingSetBinder.Bound keys,
      @Nullable BoundExpression having,
      Outputs outputs,
      boolean grouped) {
    List<BoundExpression> all = new ArrayList<>(outputs.expressions);
    if (having != null) {
      all.add(having);
    }
    boolean groups = grouped || all.stream().anyMatch(BoundTrees::hasAggregates) || having != null;
    if (!groups) {
      return windowed(input, outputs, outputs.expressions);
    }
    Grouping grouping = new Grouping(keys.keys(), keys.sets());
    List<BoundExpression> rewritten = grouping.rewrite(all);
    BoundQuery group = grouping.over(input);
    if (having != null) {
      group = new BoundQuery.Filter(group, rewritten.getLast());
    }
    return windowed(group, outputs, rewritten.subList(0, outputs.expressions.size()));
  }

  /// Returns expressions over rows, and over windows of these.
  private static BoundQuery windowed(
      BoundQuery input, Outputs outputs, List<BoundExpression> expressions) {
    List<BoundExpression.WindowCall> calls = new ArrayList<>();
    int width = input.columns().size();
    List<BoundExpression> rewritten =
        expressions.stream().map(each -> withoutWindows(each, calls, width)).toList();
    BoundQuery rows = input;
    if (!calls.isEmpty()) {
      List<OutputColumn> columns = new ArrayList<>(input.columns());
      calls.forEach(call -> columns.add(new OutputColumn("", call.type(), call.modifier())));
      rows = new BoundQuery.Windows(input, List.copyOf(columns), List.copyOf(calls));
    }
    return new SetCalls(rows).project(List.copyOf(outputs.columns), rewritten);
  }

  private static BoundExpression withoutWindows(
      BoundExpression expression, List<BoundExpression.WindowCall> calls, int width) {
    if (expression instanceof BoundExpression.WindowCall call) {
      int index = calls.indexOf(call);
      if (index < 0) {
        index = calls.size();
        calls.add(call);
      }
      return new BoundExpression.Column(
          call.at(), call.type(), call.modifier(), 0, width + index, "", "");
    }
    return BoundTrees.replaceChildren(expression, child -> withoutWindows(child, calls, width));
  }
}
