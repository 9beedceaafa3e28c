package io.halcyon.sql.bind;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.IndexElement;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.bind.BoundChange.Target;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds `INSERT`.
final class InsertBinder {
  private final ChangeBinder changes;
  private final QueryBinder queries;

  InsertBinder(ChangeBinder changes, QueryBinder queries) {
    this.changes = changes;
    this.queries = queries;
  }

  BoundChange bind(DataStatement.Insert insert) {
    Target target = changes.target(insert.table());
    List<Integer> ordinals = ordinals(insert.columns(), target);
    BoundQuery source = source(insert, target, ordinals);
    if (source.columns().size() > ordinals.size()) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR, "INSERT has more expressions than target columns", insert.at());
    }
    if (source.columns().size() < ordinals.size() && !insert.columns().isEmpty()) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR,
          "INSERT has more target columns than expressions",
          insert.columns().get(source.columns().size()).at());
    }
    List<@Nullable BoundExpression> values = values(insert, target, ordinals, source);
    Scope scope = scope(insert, target);
    return new BoundChange.Insert(
        target,
        source,
        values,
        insert.onConflict() == null ? null : conflict(insert, insert.onConflict(), target),
        changes.returning(insert.returning(), scope));
  }

  private static Scope scope(DataStatement.Insert insert, Target target) {
    Scope scope = new Scope(null);
    String alias = insert.alias();
    RelationDescriptor relation = target.stored();
    scope.add(
        alias == null ? relation.name() : alias,
        alias == null ? relation.schema() : null,
        relation.outputs());
    return scope;
  }

  /// Returns the columns that are given values, in the order of the values.
  private static List<Integer> ordinals(List<DataStatement.Target> given, Target target) {
    List<Integer> ordinals = new ArrayList<>();
    if (given.isEmpty()) {
      List<RelationDescriptor.Column> columns = target.relation().columns();
      for (int i = 0; i < columns.size(); i++) {
        if (!columns.get(i).hidden()) {
          ordinals.add(i);
        }
      }
      return ordinals;
    }
    for (DataStatement.Target column : given) {
      int ordinal = ChangeBinder.ordinal(column, target);
      if (ordinals.contains(ordinal)) {
        throw new SqlError(
            SqlState.DUPLICATE_COLUMN,
            "column \"%s\" specified more than once".formatted(column.column()),
            column.at());
      }
      ordinals.add(ordinal);
    }
    return ordinals;
  }

  private BoundQuery source(DataStatement.Insert insert, Target target, List<Integer> ordinals) {
    Query query = insert.source();
    if (query == null) {
      return new BoundQuery.SingleRow();
    }
    boolean plain =
        query.body() instanceof Query.Values
            && query.with() == null
            && query.orderBy().isEmpty()
            && query.limit() == null;
    return plain
        ? rows((Query.Values) query.body(), insert, target, ordinals)
        : queries.assigned(
            query,
            (column, unknown) ->
                column < ordinals.size()
                    ? changes.assigned(unknown, target.relation(), ordinals.get(column))
                    : changes.text(unknown));
  }

  /// Binds `VALUES` whose cells are brought to the columns' types one by one, and may be `DEFAULT`.
  private BoundQuery rows(
      Query.Values values, DataStatement.Insert insert, Target target, List<Integer> ordinals) {
    ExpressionBinder expressions = changes.expressions(new Scope(null), Clause.VALUES);
    int width = values.rows().getFirst().size();
    if (width > ordinals.size()) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR,
          "INSERT has more expressions than target columns",
          values.rows().getFirst().get(ordinals.size()).at());
    }
    List<OutputColumn> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      RelationDescriptor.Column column = target.relation().columns().get(ordinals.get(i));
      columns.add(new OutputColumn(column.name(), column.type(), column.modifier()));
    }
    List<List<BoundExpression>> rows = new ArrayList<>();
    for (List<Expression> row : values.rows()) {
      if (row.size() != width) {
        throw new SqlError(
            SqlState.SYNTAX_ERROR, "VALUES lists must all be the same length", row.getFirst().at());
      }
      List<BoundExpression> cells = new ArrayList<>(width);
      for (int i = 0; i < width; i++) {
        cells.add(cell(row.get(i), expressions, insert.overriding(), target, ordinals.get(i)));
      }
      rows.add(cells);
    }
    return new BoundQuery.Rows(List.copyOf(columns), rows);
  }

  private BoundExpression cell(
      Expression cell,
      ExpressionBinder expressions,
      DataStatement.Overriding overriding,
      Target target,
      int ordinal) {
    if (cell instanceof Expression.Default) {
      boolean generated = target.kinds().get(ordinal) == Target.Kind.GENERATED;
      return ChangeBinder.orNull(
          generated ? null : target.defaults().get(ordinal), target, ordinal, cell.at());
    }
    requireAllowed(overriding, target, ordinal, cell.at());
    return changes.assigned(expressions.bind(cell), target.relation(), ordinal);
  }

  /// Refuses a value for a column that the system gives one.
  private static void requireAllowed(
      DataStatement.Overriding overriding, Target target, int ordinal, Position at) {
    String name = target.relation().columns().get(ordinal).name();
    SqlError error =
        new SqlError(
            SqlState.GENERATED_ALWAYS,
            "cannot insert a non-DEFAULT value into column \"%s\"".formatted(name),
            at);
    switch (target.kinds().get(ordinal)) {
      case PLAIN -> {
        // Anything may be inserted.
      }
      case GENERATED ->
          throw error.withDetail("Column \"%s\" is a generated column.".formatted(name));
      case IDENTITY_ALWAYS -> {
        if (overriding == DataStatement.Overriding.NONE) {
          throw error
              .withDetail(
                  "Column \"%s\" is an identity column defined as GENERATED ALWAYS."
                      .formatted(name))
              .withHint("Use OVERRIDING SYSTEM VALUE to override.");
        }
      }
    }
  }

  /// Binds the values of an `INSERT` within a `MERGE`.
  ///
  /// @param scope what they may look at
  /// @return what each column of the table is given; null for what the system makes
  List<@Nullable BoundExpression> values(
      DataStatement.MergeInsert insert, Target target, Scope scope) {
    List<Integer> ordinals = ordinals(insert.columns(), target);
    List<Expression> given = insert.values();
    if (given.size() > ordinals.size()) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR,
          "INSERT has more expressions than target columns",
          given.get(ordinals.size()).at());
    }
    if (given.size() < ordinals.size() && !insert.columns().isEmpty()) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR,
          "INSERT has more target columns than expressions",
          insert.columns().get(given.size()).at());
    }
    ExpressionBinder expressions = changes.expressions(scope, Clause.VALUES);
    boolean user = insert.overriding() == DataStatement.Overriding.USER;
    List<@Nullable BoundExpression> values = new ArrayList<>();
    for (int ordinal = 0; ordinal < target.relation().columns().size(); ordinal++) {
      int at = ordinals.indexOf(ordinal);
      Target.Kind kind = target.kinds().get(ordinal);
      BoundExpression value =
          at >= 0 && at < given.size()
              ? cell(given.get(at), expressions, insert.overriding(), target, ordinal)
              : target.defaults().get(ordinal);
      if (user && kind == Target.Kind.IDENTITY_ALWAYS) {
        value = target.defaults().get(ordinal);
      }
      values.add(kind == Target.Kind.GENERATED ? null : value);
    }
    return Collections.unmodifiableList(values);
  }

  private List<@Nullable BoundExpression> values(
      DataStatement.Insert insert, Target target, List<Integer> ordinals, BoundQuery source) {
    int width = target.relation().columns().size();
    List<@Nullable BoundExpression> values = new ArrayList<>(width);
    boolean user = insert.overriding() == DataStatement.Overriding.USER;
    boolean bound = source instanceof BoundQuery.Rows;
    for (int ordinal = 0; ordinal < width; ordinal++) {
      int at = ordinals.indexOf(ordinal);
      boolean given = at >= 0 && at < source.columns().size();
      if (user && target.kinds().get(ordinal) == Target.Kind.IDENTITY_ALWAYS) {
        given = false;
      }
      if (target.kinds().get(ordinal) == Target.Kind.GENERATED) {
        if (given && !bound) {
          requireAllowed(insert.overriding(), target, ordinal, insert.at());
        }
        values.add(null);
      } else if (given) {
        OutputColumn column = source.columns().get(at);
        BoundExpression value =
            new BoundExpression.Column(
                insert.at(), column.type(), column.modifier(), 0, at, "", column.name());
        if (!bound) {
          requireAllowed(insert.overriding(), target, ordinal, insert.at());
          value = changes.assigned(value, target.relation(), ordinal);
        }
        values.add(value);
      } else {
        values.add(target.defaults().get(ordinal));
      }
    }
    return Collections.unmodifiableList(values);
  }

  private BoundChange.Conflict conflict(
      DataStatement.Insert insert, DataStatement.OnConflict conflict, Target target) {
    Scope own = new Scope(null);
    ChangeBinder.add(own, target.relation(), null, target.relation().outputs());
    ExpressionBinder ofTable = changes.expressions(own, Clause.WHERE);
    List<BoundExpression> elements = new ArrayList<>();
    for (IndexElement element : conflict.elements()) {
      elements.add(ofTable.bind(element.expression()));
    }
    Expression elementsWhere = conflict.elementsWhere();
    BoundChange.ConflictUpdate update = null;
    if (!conflict.assignments().isEmpty()) {
      if (conflict.elements().isEmpty() && conflict.constraint() == null) {
        throw new SqlError(
                SqlState.SYNTAX_ERROR,
                "ON CONFLICT DO UPDATE requires inference specification or constraint name",
                conflict.at())
            .withHint("For example, ON CONFLICT (column_name).");
      }
      update = update(insert, conflict, target);
    }
    return new BoundChange.Conflict(
        conflict.at(),
        List.copyOf(elements),
        elementsWhere == null ? null : ofTable.condition(elementsWhere, "WHERE"),
        conflict.constraint(),
        update);
  }

  private BoundChange.ConflictUpdate update(
      DataStatement.Insert insert, DataStatement.OnConflict conflict, Target target) {
    Scope scope = scope(insert, target);
    scope.add("excluded", null, target.relation().outputs());
    Expression where = conflict.where();
    return new BoundChange.ConflictUpdate(
        changes.assignments(
            conflict.assignments(), target, scope, target.relation().columns().size()),
        where == null ? null : changes.expressions(scope, Clause.WHERE).condition(where, "WHERE"));
  }
}
