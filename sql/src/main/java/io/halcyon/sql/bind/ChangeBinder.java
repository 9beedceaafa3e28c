package io.halcyon.sql.bind;

import io.halcyon.sql.access.TableAccess.RowLock;
import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.bind.BoundChange.Returning;
import io.halcyon.sql.bind.BoundChange.Target;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Binds `INSERT`, `UPDATE`, `DELETE` and `MERGE`. One binder binds one statement; not thread-safe.
public final class ChangeBinder {
  private final BindContext context;
  private final QueryBinder queries;
  private final Function<RelationDescriptor, Target> targets;

  /// A bound statement.
  ///
  /// @param beside what its `WITH` changes, in the order of the text
  /// @param parameters the types of its parameters
  public record Bound(
      BoundChange change, List<BoundQuery.Changed> beside, List<SqlType> parameters) {}

  ChangeBinder(
      BindContext context, QueryBinder queries, Function<RelationDescriptor, Target> targets) {
    this.context = context;
    this.queries = queries;
    this.targets = targets;
  }

  /// Binds a statement, and finds the types of those parameters that are not declared.
  ///
  /// @param targets what changes of a table must know of it
  /// @param declared types of the first parameters; `unknown` where they are to be found
  /// @throws SqlError if it means nothing
  public static Bound prepare(
      DataStatement statement,
      Catalog catalog,
      Function<RelationDescriptor, Target> targets,
      SessionContext session,
      List<SqlType> declared) {
    BindContext context = new BindContext(catalog, session, declared, false, targets);
    BoundChange change =
        new ChangeBinder(context, new QueryBinder(context), targets).change(statement);
    return new Bound(change, List.copyOf(context.changed), context.parameters.decided());
  }

  BoundChange change(DataStatement statement) {
    return switch (statement) {
      case DataStatement.Insert insert ->
          queries.with(insert.with(), null, () -> new InsertBinder(this, queries).bind(insert));
      case DataStatement.Update update -> queries.with(update.with(), null, () -> update(update));
      case DataStatement.Delete delete -> queries.with(delete.with(), null, () -> delete(delete));
      case DataStatement.Merge merge -> {
        MergeBinder.requireNoRecursion(merge.with());
        yield queries.with(
            merge.with(), null, () -> new MergeBinder(context, this, queries).bind(merge));
      }
      case DataStatement.Copy copy -> throw SqlError.unsupported("COPY", copy.at());
      case DataStatement.Truncate _ ->
          throw new IllegalArgumentException("TRUNCATE changes no single rows");
      case DataStatement.Lock _ -> throw new IllegalArgumentException("LOCK changes no rows");
    };
  }

  /// Finds the table that a statement names.
  Target target(QualifiedName name) {
    RelationDescriptor found = context.catalog.relation(name.parts());
    if (found == null) {
      throw new SqlError(
          SqlState.UNDEFINED_TABLE,
          "relation \"" + String.join(".", name.parts()) + "\" does not exist",
          name.at());
    }
    return switch (found.kind()) {
      case TABLE -> targets.apply(found);
      case VIEW -> throw SqlError.unsupported("changing rows through a view", name.at());
      case VIRTUAL ->
          throw new SqlError(
              SqlState.INSUFFICIENT_PRIVILEGE,
              "permission denied: \"" + found.name() + "\" is a system catalog",
              name.at());
    };
  }

  private BoundChange update(DataStatement.Update update) {
    Target target = target(update.table().name());
    Scope scope = new Scope(null);
    BoundQuery source = source(target, update.table(), update.from(), update.where(), scope);
    SortedMap<Integer, BoundExpression> assignments =
        assignments(update.assignments(), target, scope, target.relation().columns().size());
    return new BoundChange.Update(
        target, source, assignments, returning(update.returning(), scope));
  }

  private BoundChange delete(DataStatement.Delete delete) {
    Target target = target(delete.table().name());
    Scope scope = new Scope(null);
    BoundQuery source = source(target, delete.table(), delete.using(), delete.where(), scope);
    return new BoundChange.Delete(target, source, returning(delete.returning(), scope));
  }

  private BoundQuery source(
      Target target,
      TableRef.Relation table,
      List<TableRef> from,
      @Nullable Expression where,
      Scope scope) {
    List<OutputColumn> columns = target.stored().outputs();
    add(scope, target.stored(), table.alias(), columns);
    BoundQuery source = new BoundQuery.Scan(target.stored(), columns, RowLock.CHANGE);
    if (!from.isEmpty()) {
      source = new FromBinder(context, queries, scope, List.of()).bind(source, from);
    }
    if (where == null) {
      return source;
    }
    BoundExpression condition = expressions(scope, Clause.WHERE).condition(where, "WHERE");
    return new BoundQuery.Filter(source, condition);
  }

  static void add(
      Scope scope,
      RelationDescriptor relation,
      TableRef.@Nullable Alias alias,
      List<OutputColumn> columns) {
    String name = alias == null ? null : alias.name();
    scope.add(
        name == null ? relation.name() : name, name == null ? relation.schema() : null, columns);
  }

  ExpressionBinder expressions(Scope scope, Clause clause) {
    return new ExpressionBinder(context, scope, clause, queries);
  }

  /// Binds `SET`.
  SortedMap<Integer, BoundExpression> assignments(
      List<DataStatement.Assignment> assignments, Target target, Scope scope, int width) {
    SortedMap<Integer, BoundExpression> bound = new TreeMap<>();
    for (DataStatement.Assignment assignment : assignments) {
      List<DataStatement.Target> columns = assignment.targets();
      if (!assignment.row()) {
        assign(columns.getFirst(), assignment.value(), target, scope, bound);
      } else if (assignment.value() instanceof Expression.Row row) {
        if (row.fields().size() != columns.size()) {
          throw new SqlError(
              SqlState.SYNTAX_ERROR,
              "number of columns does not match number of values",
              assignment.at());
        }
        for (int i = 0; i < columns.size(); i++) {
          assign(columns.get(i), row.fields().get(i), target, scope, bound);
        }
      } else {
        throw SqlError.unsupported("a subquery as the source of several columns", assignment.at());
      }
    }
    if (bound.lastKey() >= width) {
      throw new IllegalStateException("an assignment beyond the table");
    }
    return bound;
  }

  private void assign(
      DataStatement.Target column,
      Expression value,
      Target target,
      Scope scope,
      SortedMap<Integer, BoundExpression> bound) {
    int ordinal = ordinal(column, target);
    BoundExpression assigned;
    if (value instanceof Expression.Default) {
      assigned = orNull(target.defaults().get(ordinal), target, ordinal, column.at());
    } else {
      requirePlain(target, ordinal, column.at());
      assigned =
          assigned(expressions(scope, Clause.SELECT).bind(value), target.relation(), ordinal);
    }
    if (target.kinds().get(ordinal) == Target.Kind.GENERATED) {
      return;
    }
    if (bound.put(ordinal, assigned) != null) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR,
          "multiple assignments to same column \"%s\"".formatted(column.column()),
          column.at());
    }
  }

  private static void requirePlain(Target target, int ordinal, Position at) {
    String name = target.relation().columns().get(ordinal).name();
    SqlError error =
        new SqlError(
            SqlState.GENERATED_ALWAYS,
            "column \"%s\" can only be updated to DEFAULT".formatted(name),
            at);
    switch (target.kinds().get(ordinal)) {
      case PLAIN -> {
        // Anything may be assigned.
      }
      case GENERATED ->
          throw error.withDetail("Column \"%s\" is a generated column.".formatted(name));
      case IDENTITY_ALWAYS ->
          throw error.withDetail(
              "Column \"%s\" is an identity column defined as GENERATED ALWAYS.".formatted(name));
    }
  }

  static BoundExpression orNull(
      @Nullable BoundExpression value, Target target, int ordinal, Position at) {
    RelationDescriptor.Column column = target.relation().columns().get(ordinal);
    return value == null ? new BoundExpression.Constant(at, column.type(), -1, null) : value;
  }

  BoundExpression assigned(BoundExpression value, RelationDescriptor relation, int ordinal) {
    RelationDescriptor.Column column = relation.columns().get(ordinal);
    return RowExpressions.assigned(
        value, column.name(), column.type(), column.modifier(), context.coercion);
  }

  BoundExpression text(BoundExpression unknown) {
    return context.coercion.implicit(unknown, Types.TEXT);
  }

  static int ordinal(DataStatement.Target column, Target target) {
    if (!column.path().isEmpty()) {
      throw SqlError.unsupported("assigning to a part of a column", column.at());
    }
    List<RelationDescriptor.Column> columns = target.relation().columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column.column()) && !columns.get(i).hidden()) {
        return i;
      }
    }
    throw new SqlError(
        SqlState.UNDEFINED_COLUMN,
        "column \"%s\" of relation \"%s\" does not exist"
            .formatted(column.column(), target.relation().name()),
        column.at());
  }

  /// Binds `RETURNING`.
  Returning returning(List<Query.Item> items, Scope scope) {
    if (items.isEmpty()) {
      return Returning.NONE;
    }
    List<OutputColumn> columns = new ArrayList<>();
    List<BoundExpression> bound = new ArrayList<>();
    for (Query.Item item : items) {
      if (item.expression() instanceof Expression.ColumnRef reference && reference.star()) {
        star(reference, scope, columns, bound);
        continue;
      }
      BoundExpression value = expressions(scope, Clause.RETURNING).bind(item.expression());
      if (value.type().equals(Types.UNKNOWN)) {
        value = context.coercion.implicit(value, Types.TEXT);
      }
      columns.add(new OutputColumn(ColumnNames.of(item), value.type(), value.modifier()));
      bound.add(value);
    }
    return new Returning(true, List.copyOf(columns), List.copyOf(bound));
  }

  private static void star(
      Expression.ColumnRef reference,
      Scope scope,
      List<OutputColumn> columns,
      List<BoundExpression> bound) {
    String table = reference.parts().isEmpty() ? null : reference.parts().getLast();
    List<Scope.Named> found = scope.star(table, reference.at());
    if (found == null) {
      throw new SqlError(
          SqlState.UNDEFINED_TABLE,
          "missing FROM-clause entry for table \"" + table + "\"",
          reference.at());
    }
    for (Scope.Named column : found) {
      BoundExpression value = column.expression();
      columns.add(new OutputColumn(column.name(), value.type(), value.modifier()));
      bound.add(value);
    }
  }
}
