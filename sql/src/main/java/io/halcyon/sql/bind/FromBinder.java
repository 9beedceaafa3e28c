package io.halcyon.sql.bind;

import io.halcyon.sql.access.TableAccess.RowLock;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.storage.StorageTransaction.LockStrength;
import io.halcyon.sql.storage.StorageTransaction.LockWait;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds the items of `FROM` and puts their columns into a scope.
final class FromBinder {
  private final BindContext context;
  private final QueryBinder queries;
  private final Scope scope;
  private final List<Query.Locking> locking;

  /// @param locking clauses of the query, for the tables that are among the items
  FromBinder(BindContext context, QueryBinder queries, Scope scope, List<Query.Locking> locking) {
    this.context = context;
    this.queries = queries;
    this.scope = scope;
    this.locking = locking;
  }

  BoundQuery bind(List<TableRef> items) {
    BoundQuery input = bind(null, items);
    for (Query.Locking lock : locking) {
      for (QualifiedName table : lock.tables()) {
        if (!scope.hasSource(table.last())) {
          throw new SqlError(
              SqlState.UNDEFINED_TABLE,
              "relation \"%s\" in %s clause not found in FROM clause"
                  .formatted(table.last(), words(lock)),
              table.at());
        }
      }
    }
    return input;
  }

  /// Binds items behind what the scope has already.
  ///
  /// @param first what that is; null if there is nothing
  BoundQuery bind(@Nullable BoundQuery first, List<TableRef> items) {
    @Nullable BoundQuery input = first;
    for (TableRef item : items) {
      BoundQuery bound = bind(item);
      boolean lateral = lateral(item, bound);
      if (input == null) {
        // What looks at the items before it finds a row without columns.
        input = lateral ? apply(new BoundQuery.SingleRow(), bound) : bound;
      } else {
        input = lateral ? apply(input, bound) : BoundQuery.Join.cross(input, bound);
      }
    }
    return input == null ? new BoundQuery.SingleRow() : input;
  }

  private static BoundQuery apply(BoundQuery left, BoundQuery right) {
    return BoundQuery.Join.of(BoundQuery.Join.Kind.INNER, left, right, null, true);
  }

  private BoundQuery bind(TableRef item) {
    return switch (item) {
      case TableRef.Relation relation -> relation(relation);
      case TableRef.Subquery subquery -> subquery(subquery);
      case TableRef.Functions functions -> functions(functions);
      case TableRef.Join join -> join(join);
    };
  }

  /// Returns whether an item looks at the items before it.
  private static boolean lateral(TableRef item, BoundQuery bound) {
    return switch (item) {
      case TableRef.Subquery subquery -> subquery.lateral();
      case TableRef.Functions _ -> OuterReferences.in(bound);
      case TableRef.Relation _, TableRef.Join _ -> false;
    };
  }

  private BoundQuery join(TableRef.Join join) {
    Scope inner = new Scope(scope.outer());
    FromBinder sides = new FromBinder(context, queries, inner, locking);
    BoundQuery left = sides.bind(join.left());
    int leftWidth = inner.width();
    List<Scope.Named> leftColumns = shown(inner);
    BoundQuery right = sides.bind(join.right());
    List<Scope.Named> rightColumns = shown(inner);
    rightColumns.removeIf(leftColumns::contains);
    boolean lateral = lateral(join.right(), right);
    BoundQuery.Join.Kind kind =
        switch (join.kind()) {
          case CROSS, INNER -> BoundQuery.Join.Kind.INNER;
          case LEFT -> BoundQuery.Join.Kind.LEFT;
          case RIGHT -> BoundQuery.Join.Kind.RIGHT;
          case FULL -> BoundQuery.Join.Kind.FULL;
        };
    if (lateral && (kind == BoundQuery.Join.Kind.RIGHT || kind == BoundQuery.Join.Kind.FULL)) {
      throw new SqlError(
          SqlState.INVALID_COLUMN_REFERENCE,
          "the combining JOIN type must be INNER or LEFT for a LATERAL reference",
          join.at());
    }
    BoundExpression condition = null;
    if (join.on() != null) {
      condition =
          new ExpressionBinder(context, inner, Clause.ON, queries).condition(join.on(), "JOIN/ON");
    } else if (join.using() != null || join.natural()) {
      condition = using(join, kind, inner, leftColumns, rightColumns);
    }
    TableRef.Alias alias = join.alias();
    if (alias != null && alias.name() != null) {
      scope.addNamed(inner, alias.name(), alias.columns());
    } else {
      scope.addAll(inner);
    }
    if (leftWidth != left.columns().size()) {
      throw new IllegalStateException("a scope that is not as wide as its rows");
    }
    return BoundQuery.Join.of(kind, left, right, condition, lateral);
  }

  private static List<Scope.Named> shown(Scope scope) {
    return new ArrayList<>(
        java.util.Objects.requireNonNull(scope.star(null, new io.halcyon.sql.ast.Position(0))));
  }

  private @Nullable BoundExpression using(
      TableRef.Join join,
      BoundQuery.Join.Kind kind,
      Scope inner,
      List<Scope.Named> left,
      List<Scope.Named> right) {
    List<String> names =
        join.using() == null
            ? left.stream()
                .map(Scope.Named::name)
                .filter(name -> right.stream().anyMatch(other -> other.name().equals(name)))
                .distinct()
                .toList()
            : join.using().columns();
    if (join.using() != null && join.using().alias() != null) {
      throw SqlError.unsupported("an alias of USING", join.at());
    }
    List<BoundExpression> conditions = new ArrayList<>();
    for (String name : names) {
      BoundExpression leftColumn = named(name, left, "left", join);
      BoundExpression rightColumn = named(name, right, "right", join);
      List<BoundExpression> both = List.of(leftColumn, rightColumn);
      conditions.add(
          context.operators.call(OperatorName.of("="), leftColumn, rightColumn, join.at()));
      SqlType common = context.coercion.commonType(both, "JOIN/USING");
      List<BoundExpression> same = context.coercion.allToCommon(both, common, "JOIN/USING");
      BoundExpression one =
          switch (kind) {
            case INNER, LEFT -> same.getFirst();
            case RIGHT -> same.getLast();
            case FULL ->
                new BoundExpression.Coalesce(
                    join.at(), common, Coercion.commonModifier(same), same);
          };
      inner.merge(name, index(leftColumn), index(rightColumn), one);
    }
    return switch (conditions.size()) {
      case 0 -> null;
      case 1 -> conditions.getFirst();
      default -> new BoundExpression.And(join.at(), List.copyOf(conditions));
    };
  }

  private static int index(BoundExpression column) {
    return column instanceof BoundExpression.Column plain ? plain.index() : -1;
  }

  private static BoundExpression named(
      String name, List<Scope.Named> columns, String side, TableRef.Join join) {
    List<Scope.Named> found =
        columns.stream().filter(column -> column.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new SqlError(
          SqlState.UNDEFINED_COLUMN,
          "column \"%s\" specified in USING clause does not exist in %s table"
              .formatted(name, side),
          join.at());
    }
    if (found.size() > 1) {
      throw new SqlError(
          SqlState.AMBIGUOUS_COLUMN,
          "common column name \"%s\" appears more than once in %s table".formatted(name, side),
          join.at());
    }
    return found.getFirst().expression();
  }

  private BoundQuery relation(TableRef.Relation relation) {
    if (relation.sample() != null) {
      throw SqlError.unsupported("TABLESAMPLE", relation.at());
    }
    List<String> name = relation.name().parts();
    @Nullable String alias = aliasName(relation.alias());
    String known = alias == null ? name.getLast() : alias;
    if (name.size() == 1) {
      BoundQuery common = queries.commonTable(name.getFirst(), relation.at(), scope);
      if (common != null) {
        scope.add(known, null, named(common.columns(), relation.alias(), known));
        return common;
      }
    }
    @Nullable RelationDescriptor found = context.catalog.relation(name);
    if (found == null) {
      throw new SqlError(
          SqlState.UNDEFINED_TABLE,
          "relation \"" + String.join(".", name) + "\" does not exist",
          relation.at());
    }
    List<OutputColumn> columns = found.outputs();
    List<OutputColumn> named = named(columns, relation.alias(), found.name());
    scope.add(known, alias == null ? found.schema() : null, named);
    return switch (found.kind()) {
      case TABLE, VIRTUAL -> new BoundQuery.Scan(found, named, lock(known));
      case VIEW -> queries.view(java.util.Objects.requireNonNull(found.definition()), named);
    };
  }

  private @Nullable RowLock lock(String known) {
    RowLock found = null;
    for (Query.Locking lock : locking) {
      boolean meant =
          lock.tables().isEmpty()
              || lock.tables().stream().anyMatch(table -> table.last().equals(known));
      if (meant && (found == null || found.strength() == LockStrength.SHARE)) {
        found = rowLock(lock);
      }
    }
    return found;
  }

  private static RowLock rowLock(Query.Locking lock) {
    LockStrength strength =
        switch (lock.strength()) {
          case UPDATE, NO_KEY_UPDATE -> LockStrength.UPDATE;
          case SHARE, KEY_SHARE -> LockStrength.SHARE;
        };
    LockWait policy =
        switch (lock.waiting()) {
          case BLOCK -> LockWait.WAIT;
          case NOWAIT -> LockWait.NOWAIT;
          case SKIP_LOCKED -> LockWait.SKIP;
        };
    return new RowLock(strength, policy, false);
  }

  private static String words(Query.Locking lock) {
    return "FOR " + lock.strength().name().replace('_', ' ');
  }

  private BoundQuery subquery(TableRef.Subquery subquery) {
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
    BoundQuery bound = queries.query(subquery.query(), subquery.lateral() ? scope : scope.outer());
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
        new ExpressionBinder(context, new Scope(scope), Clause.FROM_FUNCTION, queries);
    List<BoundExpression> calls = new ArrayList<>();
    List<OutputColumn> columns = new ArrayList<>();
    String name = ColumnNames.of(functions.items().getFirst().call());
    for (TableRef.FunctionItem item : functions.items()) {
      BoundExpression call = expressions.bind(item.call());
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
