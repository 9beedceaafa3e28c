package io.halcyon.sql.printer;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.DataStatement.Assignment;
import io.halcyon.sql.ast.DataStatement.MergeAction;
import io.halcyon.sql.ast.DataStatement.Overriding;
import io.halcyon.sql.ast.DataStatement.Target;
import io.halcyon.sql.ast.IndexElement;
import io.halcyon.sql.ast.Statement;
import java.util.List;
import java.util.function.Consumer;

/// Prints statements that change rows.
final class DataPrinter {
  private final SqlText out;
  private final QueryPrinter queries;
  private final ExpressionPrinter expressions;
  private final OptionPrinter options;
  private final IndexElementPrinter elements;

  DataPrinter(SqlText out, QueryPrinter queries, OptionPrinter options) {
    this.out = out;
    this.queries = queries;
    this.expressions = queries.expressions();
    this.options = options;
    this.elements = new IndexElementPrinter(out, expressions, options);
  }

  void print(DataStatement statement, Consumer<Statement> statements) {
    switch (statement) {
      case DataStatement.Insert insert -> insert(insert);
      case DataStatement.Update update -> {
        queries.with(update.with());
        out.raw("UPDATE ");
        queries.relation(update.table());
        assignments(update.assignments());
        queries.from(" FROM ", update.from());
        expressions.optional(" WHERE ", update.where());
        queries.returning(update.returning());
      }
      case DataStatement.Delete delete -> {
        queries.with(delete.with());
        out.raw("DELETE FROM ");
        queries.relation(delete.table());
        queries.from(" USING ", delete.using());
        expressions.optional(" WHERE ", delete.where());
        queries.returning(delete.returning());
      }
      case DataStatement.Merge merge -> merge(merge);
      case DataStatement.Copy copy -> copy(copy, statements);
      case DataStatement.Truncate truncate -> {
        out.raw("TRUNCATE TABLE ").list(truncate.tables(), queries::relation);
        out.when(truncate.restartIdentity(), " RESTART IDENTITY");
        out.when(truncate.cascade(), " CASCADE");
      }
      case DataStatement.Lock lock -> {
        out.raw("LOCK TABLE ").list(lock.tables(), queries::relation);
        out.raw(" IN ").raw(lock.mode()).raw(" MODE").when(lock.nowait(), " NOWAIT");
      }
    }
  }

  private void insert(DataStatement.Insert insert) {
    queries.with(insert.with());
    out.raw("INSERT INTO ").name(insert.table()).name(" AS ", insert.alias());
    out.listIn(" (", insert.columns(), this::target);
    overriding(insert.overriding());
    if (insert.source() == null) {
      out.raw(" DEFAULT VALUES");
    } else {
      out.raw(" ");
      queries.print(insert.source());
    }
    DataStatement.OnConflict conflict = insert.onConflict();
    if (conflict != null) {
      out.raw(" ON CONFLICT").listIn(" (", conflict.elements(), this::element);
      expressions.optional(" WHERE ", conflict.elementsWhere());
      out.name(" ON CONSTRAINT ", conflict.constraint());
      if (conflict.assignments().isEmpty()) {
        out.raw(" DO NOTHING");
      } else {
        out.raw(" DO UPDATE");
        assignments(conflict.assignments());
        expressions.optional(" WHERE ", conflict.where());
      }
    }
    queries.returning(insert.returning());
  }

  private void element(IndexElement element) {
    out.unlifted(() -> elements.print(element));
  }

  private void overriding(Overriding overriding) {
    out.when(overriding == Overriding.USER, " OVERRIDING USER VALUE");
    out.when(overriding == Overriding.SYSTEM, " OVERRIDING SYSTEM VALUE");
  }

  private void target(Target target) {
    out.name(target.column());
    expressions.path(target.path());
  }

  private void assignments(List<Assignment> assignments) {
    out.raw(" SET ").list(assignments, this::assignment);
  }

  private void assignment(Assignment assignment) {
    out.when(assignment.row(), "(").list(assignment.targets(), this::target);
    out.when(assignment.row(), ")").raw(" = ");
    expressions.print(assignment.value());
  }

  private void merge(DataStatement.Merge merge) {
    queries.with(merge.with());
    out.raw("MERGE INTO ");
    queries.relation(merge.table());
    out.raw(" USING ");
    queries.table(merge.source());
    expressions.optional(" ON ", merge.on());
    for (DataStatement.MergeWhen when : merge.whens()) {
      out.raw(when.matched() ? " WHEN MATCHED" : " WHEN NOT MATCHED");
      expressions.optional(" AND ", when.condition());
      out.raw(" THEN ");
      action(when.action());
    }
  }

  private void action(MergeAction action) {
    switch (action) {
      case DataStatement.MergeNothing _ -> out.raw("DO NOTHING");
      case DataStatement.MergeDelete _ -> out.raw("DELETE");
      case DataStatement.MergeUpdate update -> {
        out.raw("UPDATE");
        assignments(update.assignments());
      }
      case DataStatement.MergeInsert insert -> {
        out.raw("INSERT").listIn(" (", insert.columns(), this::target);
        overriding(insert.overriding());
        out.when(insert.values().isEmpty(), " DEFAULT VALUES");
        out.listIn(" VALUES (", insert.values(), expressions::print);
      }
    }
  }

  private void copy(DataStatement.Copy copy, Consumer<Statement> statements) {
    out.raw("COPY ");
    if (copy.statement() != null) {
      out.raw("(");
      statements.accept(copy.statement());
      out.raw(")");
    } else {
      out.name("", copy.table()).names(" (", copy.columns());
    }
    out.raw(copy.from() ? " FROM " : " TO ").when(copy.program(), "PROGRAM ");
    if (copy.file() != null) {
      out.string(copy.file());
    } else {
      out.raw(copy.from() ? "STDIN" : "STDOUT");
    }
    options.spaced(" WITH (", copy.options());
    expressions.optional(" WHERE ", copy.where());
  }
}
