package io.halcyon.sql.parser;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.DataStatement.Assignment;
import io.halcyon.sql.ast.DataStatement.MergeAction;
import io.halcyon.sql.ast.DataStatement.MergeWhen;
import io.halcyon.sql.ast.DataStatement.OnConflict;
import io.halcyon.sql.ast.DataStatement.Overriding;
import io.halcyon.sql.ast.DataStatement.Target;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.IndexElement;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.TableRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `INSERT`, `UPDATE`, `DELETE`, `MERGE`, `TRUNCATE` and `LOCK`.
final class DataParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  DataParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  DataStatement insert(Query.@Nullable With with) {
    Position at = cursor.position();
    cursor.expect("insert", "into");
    QualifiedName table = names.relation();
    @Nullable String alias = cursor.accept("as") ? names.columnId() : null;
    boolean defaults = cursor.accept("default", "values");
    List<Target> columns =
        !defaults && cursor.at("(") && !atQueryInParentheses()
            ? names.parenthesized(this::target)
            : List.of();
    Overriding overriding = defaults ? Overriding.NONE : overriding();
    @Nullable Query source = defaults ? null : grammar.queries.query();
    @Nullable OnConflict conflict = onConflict();
    List<Query.Item> returning = grammar.clauses.optionalReturning();
    return new DataStatement.Insert(
        at, with, table, alias, columns, overriding, source, conflict, returning);
  }

  private boolean atQueryInParentheses() {
    return cursor.ahead(1, "(")
        || cursor.ahead(1, "select")
        || cursor.ahead(1, "with")
        || cursor.ahead(1, "table")
        || (cursor.ahead(1, "values") && cursor.ahead(2, "("));
  }

  private Overriding overriding() {
    if (!cursor.accept("overriding")) {
      return Overriding.NONE;
    }
    Overriding kind = Overriding.USER;
    if (cursor.accept("system")) {
      kind = Overriding.SYSTEM;
    } else {
      cursor.expect("user");
    }
    cursor.expect("value");
    return kind;
  }

  private Target target() {
    Position at = cursor.position();
    return new Target(at, names.columnId(), grammar.expressions.primaries().path());
  }

  private Assignment assignment() {
    Position at = cursor.position();
    boolean row = cursor.at("(");
    List<Target> targets = row ? names.parenthesized(this::target) : List.of(target());
    cursor.expect("=");
    return new Assignment(at, targets, row, grammar.expressions.parse());
  }

  private List<Assignment> assignments() {
    cursor.expect("set");
    return names.list(this::assignment);
  }

  private @Nullable OnConflict onConflict() {
    Position at = cursor.position();
    if (!cursor.accept("on", "conflict")) {
      return null;
    }
    List<IndexElement> elements = List.of();
    @Nullable Expression elementsWhere = null;
    @Nullable String constraint = null;
    if (cursor.at("(")) {
      elements = names.parenthesized(grammar.clauses::indexElement);
      elementsWhere = grammar.clauses.optionalWhere();
    } else if (cursor.accept("on")) {
      cursor.expect("constraint");
      constraint = names.columnId();
    }
    cursor.expect("do");
    if (cursor.accept("nothing")) {
      return new OnConflict(at, elements, elementsWhere, constraint, List.of(), null);
    }
    cursor.expect("update");
    List<Assignment> assignments = assignments();
    @Nullable Expression where = grammar.clauses.optionalWhere();
    return new OnConflict(at, elements, elementsWhere, constraint, assignments, where);
  }

  DataStatement update(Query.@Nullable With with) {
    Position at = cursor.position();
    cursor.expect("update");
    TableRef.Relation table = grammar.tables.target();
    List<Assignment> assignments = assignments();
    List<TableRef> from = cursor.accept("from") ? grammar.tables.list() : List.of();
    @Nullable Expression where = whereOrCurrent();
    return new DataStatement.Update(
        at, with, table, assignments, from, where, grammar.clauses.optionalReturning());
  }

  DataStatement delete(Query.@Nullable With with) {
    Position at = cursor.position();
    cursor.expect("delete", "from");
    TableRef.Relation table = grammar.tables.target();
    List<TableRef> using = cursor.accept("using") ? grammar.tables.list() : List.of();
    @Nullable Expression where = whereOrCurrent();
    return new DataStatement.Delete(
        at, with, table, using, where, grammar.clauses.optionalReturning());
  }

  private @Nullable Expression whereOrCurrent() {
    if (!cursor.accept("where")) {
      return null;
    }
    Position at = cursor.position();
    return cursor.accept("current", "of")
        ? new Expression.CurrentOf(at, names.columnId())
        : grammar.expressions.parse();
  }

  DataStatement merge(Query.@Nullable With with) {
    Position at = cursor.position();
    cursor.expect("merge", "into");
    TableRef.Relation table = grammar.tables.target();
    cursor.expect("using");
    TableRef source = grammar.tables.tableRef();
    cursor.expect("on");
    Expression on = grammar.expressions.parse();
    List<MergeWhen> whens = new ArrayList<>();
    do {
      whens.add(mergeWhen());
    } while (cursor.at("when"));
    return new DataStatement.Merge(at, with, table, source, on, List.copyOf(whens));
  }

  private MergeWhen mergeWhen() {
    Position at = cursor.position();
    cursor.expect("when");
    boolean matched = !cursor.accept("not");
    cursor.expect("matched");
    @Nullable Expression condition = grammar.clauses.optional("and");
    cursor.expect("then");
    return new MergeWhen(at, matched, condition, mergeAction(matched));
  }

  private MergeAction mergeAction(boolean matched) {
    if (cursor.accept("do")) {
      cursor.expect("nothing");
      return new DataStatement.MergeNothing();
    }
    if (!matched) {
      return mergeInsert();
    }
    if (cursor.accept("delete")) {
      return new DataStatement.MergeDelete();
    }
    cursor.expect("update");
    return new DataStatement.MergeUpdate(assignments());
  }

  private MergeAction mergeInsert() {
    cursor.expect("insert");
    if (cursor.accept("default", "values")) {
      return new DataStatement.MergeInsert(List.of(), Overriding.NONE, List.of());
    }
    List<Target> columns = names.optionalParenthesized(this::target);
    Overriding overriding = overriding();
    cursor.expect("values");
    return new DataStatement.MergeInsert(
        columns, overriding, names.parenthesized(grammar.expressions::parse));
  }

  DataStatement truncate() {
    Position at = cursor.position();
    cursor.expect("truncate");
    cursor.accept("table");
    List<TableRef.Relation> tables = grammar.tables.relations();
    boolean restart = cursor.accept("restart", "identity");
    if (!restart && cursor.accept("continue")) {
      cursor.expect("identity");
    }
    return new DataStatement.Truncate(at, tables, restart, names.cascade());
  }

  DataStatement lock() {
    Position at = cursor.position();
    cursor.expect("lock");
    cursor.accept("table");
    List<TableRef.Relation> tables = grammar.tables.relations();
    String mode = "ACCESS EXCLUSIVE";
    if (cursor.accept("in")) {
      mode = lockMode();
      cursor.expect("mode");
    }
    return new DataStatement.Lock(at, tables, mode, cursor.accept("nowait"));
  }

  private String lockMode() {
    if (cursor.accept("access")) {
      return "ACCESS " + shareOrExclusive();
    }
    if (cursor.accept("row")) {
      return "ROW " + shareOrExclusive();
    }
    if (cursor.accept("share", "update")) {
      cursor.expect("exclusive");
      return "SHARE UPDATE EXCLUSIVE";
    }
    if (cursor.accept("share", "row")) {
      cursor.expect("exclusive");
      return "SHARE ROW EXCLUSIVE";
    }
    return shareOrExclusive();
  }

  private String shareOrExclusive() {
    if (cursor.accept("share")) {
      return "SHARE";
    }
    cursor.expect("exclusive");
    return "EXCLUSIVE";
  }
}
