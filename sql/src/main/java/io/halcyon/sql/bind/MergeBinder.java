package io.halcyon.sql.bind;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.bind.BoundChange.Merge;
import io.halcyon.sql.bind.BoundChange.Target;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Binds `MERGE` (PostgreSQL's `parse_merge.c`): the source joined with the table, and what is done
/// with each row of that.
final class MergeBinder {
  private final BindContext context;
  private final ChangeBinder changes;
  private final QueryBinder queries;

  MergeBinder(BindContext context, ChangeBinder changes, QueryBinder queries) {
    this.context = context;
    this.changes = changes;
    this.queries = queries;
  }

  /// @throws SqlError if there is `WITH RECURSIVE`
  static void requireNoRecursion(Query.@Nullable With with) {
    if (with != null && with.recursive()) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR, "WITH RECURSIVE is not supported for MERGE statement");
    }
  }

  BoundChange bind(DataStatement.Merge merge) {
    requireReachable(merge);
    Target target = changes.target(merge.table().name());
    // What is not matched knows the source only, whose columns are the first of the join's.
    Scope sourceScope = new Scope(null);
    BoundQuery source =
        new FromBinder(context, queries, sourceScope, List.of()).bind(List.of(merge.source()));
    String name =
        merge.table().alias() == null || merge.table().alias().name() == null
            ? target.relation().name()
            : merge.table().alias().name();
    if (sourceScope.hasSource(name)) {
      throw new SqlError(
              SqlState.DUPLICATE_ALIAS,
              "name \"%s\" specified more than once".formatted(name),
              merge.table().at())
          .withDetail("The name is used both as MERGE target table and data source.");
    }
    Scope both = new Scope(null);
    both.addAll(sourceScope);
    List<OutputColumn> columns = target.stored().outputs();
    ChangeBinder.add(both, target.stored(), merge.table().alias(), columns);
    sourceScope.hide(name);
    BoundExpression on =
        new ExpressionBinder(context, both, Clause.ON, queries).condition(merge.on(), "JOIN/ON");
    boolean inserts =
        merge.whens().stream().anyMatch(when -> when.action() instanceof DataStatement.MergeInsert);
    BoundQuery joined =
        BoundQuery.Join.of(
            inserts ? BoundQuery.Join.Kind.LEFT : BoundQuery.Join.Kind.INNER,
            source,
            new BoundQuery.Scan(target.stored(), columns, null),
            on,
            false);
    List<Merge.When> whens = new ArrayList<>();
    for (DataStatement.MergeWhen when : merge.whens()) {
      whens.add(when(when, target, when.matched() ? both : sourceScope));
    }
    return new Merge(target, joined, source.columns().size(), List.copyOf(whens));
  }

  private static void requireReachable(DataStatement.Merge merge) {
    Set<Boolean> unconditional = new HashSet<>();
    for (DataStatement.MergeWhen when : merge.whens()) {
      if (unconditional.contains(when.matched())) {
        throw new SqlError(
            SqlState.SYNTAX_ERROR,
            "unreachable WHEN clause specified after unconditional WHEN clause");
      }
      if (when.condition() == null) {
        unconditional.add(when.matched());
      }
    }
  }

  private Merge.When when(DataStatement.MergeWhen when, Target target, Scope scope) {
    Expression condition = when.condition();
    BoundExpression bound =
        condition == null
            ? null
            : new ExpressionBinder(context, scope, Clause.MERGE_WHEN, queries)
                .condition(condition, "WHEN");
    Merge.Action action =
        switch (when.action()) {
          case DataStatement.MergeNothing _ -> new Merge.Nothing();
          case DataStatement.MergeDelete _ -> new Merge.Remove();
          case DataStatement.MergeUpdate(var assignments) ->
              new Merge.Replace(
                  changes.assignments(
                      assignments, target, scope, target.relation().columns().size()));
          case DataStatement.MergeInsert insert ->
              new Merge.Add(new InsertBinder(changes, queries).values(insert, target, scope));
        };
    return new Merge.When(when.matched(), bound, action);
  }
}
