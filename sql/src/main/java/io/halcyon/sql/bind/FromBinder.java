package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds the items of `FROM` and puts their columns into a scope.
final class FromBinder {
  private final BindContext context;
  private final QueryBinder queries;
  private final Scope scope;

  FromBinder(BindContext context, QueryBinder queries, Scope scope) {
    this.context = context;
    this.queries = queries;
    this.scope = scope;
  }

  BoundQuery bind(List<TableRef> items) {
    @Nullable BoundQuery input = null;
    for (TableRef item : items) {
      BoundQuery bound = bind(item);
      input = input == null ? bound : cross(input, bound);
    }
    return input == null ? new BoundQuery.SingleRow() : input;
  }

  private static BoundQuery cross(BoundQuery left, BoundQuery right) {
    List<OutputColumn> columns = new ArrayList<>(left.columns());
    columns.addAll(right.columns());
    return new BoundQuery.CrossJoin(left, right, List.copyOf(columns));
  }

  private BoundQuery bind(TableRef item) {
    return switch (item) {
      case TableRef.Relation relation -> relation(relation);
      case TableRef.Subquery subquery -> subquery(subquery);
      case TableRef.Functions functions -> functions(functions);
      case TableRef.Join join -> join(join);
    };
  }

  private BoundQuery join(TableRef.Join join) {
    boolean cross = join.kind() == TableRef.JoinKind.CROSS && join.alias() == null;
    if (!cross) {
      throw SqlError.unsupported("JOIN", join.at());
    }
    return cross(bind(join.left()), bind(join.right()));
  }

  private BoundQuery relation(TableRef.Relation relation) {
    if (relation.sample() != null) {
      throw SqlError.unsupported("TABLESAMPLE", relation.at());
    }
    List<String> name = relation.name().parts();
    @Nullable RelationDescriptor found = context.catalog.relation(name);
    if (found == null) {
      throw new SqlError(
          SqlState.UNDEFINED_TABLE,
          "relation \"" + String.join(".", name) + "\" does not exist",
          relation.at());
    }
    List<OutputColumn> columns =
        found.columns().stream()
            .map(column -> new OutputColumn(column.name(), column.type(), column.modifier()))
            .toList();
    List<OutputColumn> named = named(columns, relation.alias(), found.name());
    @Nullable String alias = aliasName(relation.alias());
    scope.add(alias == null ? found.name() : alias, alias == null ? found.schema() : null, named);
    return new BoundQuery.Scan(found, named);
  }

  private BoundQuery subquery(TableRef.Subquery subquery) {
    if (subquery.lateral()) {
      throw SqlError.unsupported("LATERAL", subquery.at());
    }
    TableRef.@Nullable Alias alias = subquery.alias();
    if (alias == null || alias.name() == null) {
      boolean values = subquery.query().body() instanceof Query.Values;
      throw new SqlError(
              SqlState.SYNTAX_ERROR,
              (values ? "VALUES" : "subquery") + " in FROM must have an alias",
              subquery.at())
          .withHint(
              values
                  ? "For example, FROM (VALUES ...) [AS] foo."
                  : "For example, FROM (SELECT ...) [AS] foo.");
    }
    BoundQuery bound = queries.query(subquery.query(), null);
    List<OutputColumn> named = named(bound.columns(), alias, alias.name());
    scope.add(alias.name(), null, named);
    return bound;
  }

  private BoundQuery functions(TableRef.Functions functions) {
    TableRef.@Nullable Alias alias = functions.alias();
    if (functions.items().stream().anyMatch(item -> !item.columns().isEmpty())
        || (alias != null && !alias.typedColumns().isEmpty())) {
      throw SqlError.unsupported("a column definition list", functions.at());
    }
    ExpressionBinder expressions =
        new ExpressionBinder(context, scope, Clause.FROM_FUNCTION, queries);
    List<BoundExpression> calls = new ArrayList<>();
    List<OutputColumn> columns = new ArrayList<>();
    String name = ColumnNames.of(functions.items().getFirst().call());
    for (TableRef.FunctionItem item : functions.items()) {
      BoundExpression call = expressions.bind(item.call());
      if (BoundTrees.hasColumns(call)) {
        throw SqlError.unsupported("a function over columns of FROM", item.call().at());
      }
      calls.add(call);
      @Nullable String single = functions.items().size() == 1 ? aliasName(alias) : null;
      String columnName = single == null ? ColumnNames.of(item.call()) : single;
      columns.addAll(columnsOf(call, columnName, item.call()));
    }
    if (functions.ordinality()) {
      columns.add(new OutputColumn("ordinality", Types.INT8, -1));
    }
    String known = alias == null || alias.name() == null ? name : alias.name();
    List<OutputColumn> named = named(columns, alias, known);
    scope.add(known, null, named);
    return new BoundQuery.FunctionScan(named, List.copyOf(calls), functions.ordinality());
  }

  private static List<OutputColumn> columnsOf(
      BoundExpression call, String name, Expression written) {
    if (call instanceof BoundExpression.Call bound) {
      List<Function.Output> outputs = bound.function().outputs();
      if (outputs.size() > 1) {
        return outputs.stream()
            .map(output -> new OutputColumn(output.name(), output.type(), -1))
            .toList();
      }
      if (outputs.size() == 1) {
        return List.of(new OutputColumn(outputs.getFirst().name(), call.type(), -1));
      }
    }
    if (call.type().equals(Types.RECORD)) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR,
          "a column definition list is required for functions returning \"record\"",
          written.at());
    }
    return List.of(new OutputColumn(name, call.type(), call.modifier()));
  }

  private static @Nullable String aliasName(TableRef.@Nullable Alias alias) {
    return alias == null ? null : alias.name();
  }

  /// Gives columns the names of an alias.
  private static List<OutputColumn> named(
      List<OutputColumn> columns, TableRef.@Nullable Alias alias, String table) {
    if (alias == null || alias.columns().isEmpty()) {
      return columns;
    }
    if (alias.columns().size() > columns.size()) {
      throw new SqlError(
          SqlState.INVALID_COLUMN_REFERENCE,
          "table \"%s\" has %d columns available but %d columns specified"
              .formatted(table, columns.size(), alias.columns().size()));
    }
    List<OutputColumn> named = new ArrayList<>(columns);
    for (int i = 0; i < alias.columns().size(); i++) {
      OutputColumn column = columns.get(i);
      named.set(i, new OutputColumn(alias.columns().get(i), column.type(), column.modifier()));
    }
    return List.copyOf(named);
  }
}
