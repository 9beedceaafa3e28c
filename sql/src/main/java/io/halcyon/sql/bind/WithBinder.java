package io.halcyon.sql.bind;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.bind.BoundQuery.CommonTable;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Binds `WITH`.
final class WithBinder {
  private final QueryBinder queries;
  private final BindContext context;

  WithBinder(QueryBinder queries, BindContext context) {
    this.queries = queries;
    this.context = context;
  }

  /// Returns the tables that are known behind the clause.
  ///
  /// @param outermost whether the clause is that of the statement itself
  CommonTables bind(
      Query.With with, CommonTables around, @Nullable Scope outer, boolean outermost) {
    CommonTables known = around;
    Set<String> names = new HashSet<>();
    for (Query.CommonTable table : with.tables()) {
      if (!names.add(table.name())) {
        throw new SqlError(
            SqlState.DUPLICATE_ALIAS,
            "WITH query name \"%s\" specified more than once".formatted(table.name()),
            table.at());
      }
      if (table.statement() instanceof DataStatement change) {
        requireOutermost(outermost, table);
        BoundQuery.Changed changed = changed(table, change, known);
        List<OutputColumn> columns = named(changed.columns(), table);
        known = known.with(table.name(), new CommonTable.Definition(changed), columns, 0);
        continue;
      }
      Query query = (Query) table.statement();
      if (table.search() != null || table.cycle() != null) {
        throw SqlError.unsupported("SEARCH and CYCLE", table.at());
      }
      boolean recursive =
          with.recursive()
              && query.body() instanceof Query.SetOperation union
              && union.operator() == Query.SetOperator.UNION
              && query.with() == null;
      BoundQuery bound =
          recursive ? recursion(table, query, known, outer) : queries.bodyWith(query, known, outer);
      List<OutputColumn> columns = named(bound.columns(), table);
      int depth = outer == null ? 0 : outer.depth() + 1;
      known = known.with(table.name(), new CommonTable.Definition(bound), columns, depth);
    }
    return known;
  }

  private static void requireOutermost(boolean outermost, Query.CommonTable table) {
    if (!outermost) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED,
          "WITH clause containing a data-modifying statement must be at the top level",
          table.at());
    }
  }

  private BoundQuery.Changed changed(
      Query.CommonTable table, DataStatement statement, CommonTables known) {
    if (context.targets == null) {
      throw SqlError.unsupported("a WITH query that changes rows, here", table.at());
    }
    if (statement instanceof DataStatement.Merge merge) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED, "MERGE not supported in WITH query", merge.at());
    }
    ChangeBinder changes = new ChangeBinder(context, queries, context.targets);
    BoundQuery.Changed changed =
        new BoundQuery.Changed(
            table.name(), queries.knowing(known, () -> changes.change(statement)));
    context.changed.add(changed);
    return changed;
  }

  private BoundQuery recursion(
      Query.CommonTable table, Query query, CommonTables known, @Nullable Scope outer) {
    Query.SetOperation union = (Query.SetOperation) query.body();
    BoundQuery start = queries.bodyWith(union.left(), known, outer);
    List<OutputColumn> columns = named(start.columns(), table);
    BoundQuery.Working working = new BoundQuery.Working(columns);
    CommonTables inside = known.recursing(table.name(), working);
    BoundQuery step = queries.bodyWith(union.right(), inside, outer);
    if (!reads(step, working)) {
      return queries.bodyWith(query, known, outer);
    }
    if (!query.orderBy().isEmpty() || query.limit() != null) {
      throw SqlError.unsupported("ORDER BY or LIMIT of a recursive query", query.at());
    }
    if (step.columns().size() != columns.size()) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR,
          "each UNION query must have the same number of columns",
          union.right().at());
    }
    for (int i = 0; i < columns.size(); i++) {
      OutputColumn given = step.columns().get(i);
      if (!given.type().equals(columns.get(i).type())) {
        SqlError error =
            new SqlError(
                SqlState.DATATYPE_MISMATCH,
                ("recursive query \"%s\" column %d has type %s in non-recursive term"
                        + " but type %s overall")
                    .formatted(table.name(), i + 1, columns.get(i).type(), given.type()),
                union.left().at());
        throw error.withHint("Cast the output of the non-recursive term to the correct type.");
      }
    }
    BoundQuery converted = new SetBinder(queries, context).converted(step, columns, query.at());
    return new BoundQuery.Recursion(start, converted, union.all(), working, columns);
  }

  /// Returns whether a query reads the rows of a recursion.
  private static boolean reads(BoundQuery query, BoundQuery.Working working) {
    return switch (query) {
      case BoundQuery.Working rows -> rows == working;
      case BoundQuery.Join join -> reads(join.left(), working) || reads(join.right(), working);
      case BoundQuery.SetOperation set -> reads(set.left(), working) || reads(set.right(), working);
      case BoundQuery.Recursion recursion ->
          reads(recursion.start(), working) || reads(recursion.step(), working);
      case BoundQuery.CommonTable common -> reads(common.definition().query(), working);
      case BoundQuery.Filter step ->
          reads(step.input(), working) || inExpressions(List.of(step.condition()), working);
      case BoundQuery.Project step ->
          reads(step.input(), working) || inExpressions(step.expressions(), working);
      case BoundQuery.Group step -> reads(step.input(), working);
      case BoundQuery.GroupingSets step -> reads(step.input(), working);
      case BoundQuery.Windows step -> reads(step.input(), working);
      case BoundQuery.Sort step -> reads(step.input(), working);
      case BoundQuery.Distinct step -> reads(step.input(), working);
      case BoundQuery.DistinctOn step -> reads(step.input(), working);
      case BoundQuery.Limit step -> reads(step.input(), working);
      case BoundQuery.SingleRow _,
          BoundQuery.Rows _,
          BoundQuery.Scan _,
          BoundQuery.FunctionScan _,
          BoundQuery.Changed _ ->
          false;
    };
  }

  private static boolean inExpressions(
      List<BoundExpression> expressions, BoundQuery.Working working) {
    return expressions.stream()
        .anyMatch(expression ->
            expression instanceof BoundExpression.Subquery subquery
                ? reads(subquery.query(), working)
                : inExpressions(BoundTrees.children(expression), working));
  }

  private static List<OutputColumn> named(List<OutputColumn> columns, Query.CommonTable table) {
    if (table.columns().size() > columns.size()) {
      throw new SqlError(
          SqlState.INVALID_COLUMN_REFERENCE,
          "WITH query \"%s\" has %d columns available but %d columns specified"
              .formatted(table.name(), columns.size(), table.columns().size()),
          table.at());
    }
    List<OutputColumn> named = new ArrayList<>(columns);
    for (int i = 0; i < table.columns().size(); i++) {
      OutputColumn column = columns.get(i);
      named.set(i, new OutputColumn(table.columns().get(i), column.type(), column.modifier()));
    }
    return List.copyOf(named);
  }
}
