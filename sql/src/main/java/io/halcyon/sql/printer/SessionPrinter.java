package io.halcyon.sql.printer;

import io.halcyon.sql.ast.MaintenanceStatement;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.SessionStatement;
import io.halcyon.sql.ast.SessionStatement.Scope;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TransactionStatement;
import io.halcyon.sql.ast.TransactionStatement.Mode;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Prints statements on sessions, transactions and maintenance.
final class SessionPrinter {
  private final SqlText out;
  private final ExpressionPrinter expressions;
  private final OptionPrinter options;
  private final Consumer<Statement> statements;

  SessionPrinter(SqlText out, ExpressionPrinter expressions, Consumer<Statement> statements) {
    this.out = out;
    this.expressions = expressions;
    this.options = new OptionPrinter(out, expressions, this::print);
    this.statements = statements;
  }

  OptionPrinter options() {
    return options;
  }

  void print(SessionStatement statement) {
    switch (statement) {
      case SessionStatement.Set set -> set(set);
      case SessionStatement.SetFromCurrent set -> {
        out.raw("SET ").raw(scope(set.scope()));
        setting(set.name());
        out.raw(" FROM CURRENT");
      }
      case SessionStatement.Reset reset -> {
        out.raw("RESET ");
        settingOrAll(reset.name());
      }
      case SessionStatement.Show show -> {
        out.raw("SHOW ");
        settingOrAll(show.name());
      }
      case SessionStatement.SetConstraints set -> {
        out.raw("SET CONSTRAINTS ").when(set.names().isEmpty(), "ALL");
        out.list(set.names(), out::name).raw(set.deferred() ? " DEFERRED" : " IMMEDIATE");
      }
      case SessionStatement.Prepare prepare -> {
        out.name("PREPARE ", prepare.name());
        out.listIn(" (", prepare.types(), expressions::type).raw(" AS ");
        statements.accept(prepare.statement());
      }
      case SessionStatement.Execute execute ->
          out.name("EXECUTE ", execute.name())
              .listIn(" (", execute.arguments(), expressions::print);
      case SessionStatement.Deallocate deallocate -> nameOrAll("DEALLOCATE ", deallocate.name());
      case SessionStatement.DeclareCursor declare -> {
        out.name("DECLARE ", declare.name());
        declare.options().forEach(option -> out.raw(" ").raw(option));
        out.raw(" CURSOR ").when(declare.hold(), "WITH HOLD ").raw("FOR ");
        statements.accept(declare.query());
      }
      case SessionStatement.Fetch fetch -> fetch(fetch);
      case SessionStatement.CloseCursor close -> nameOrAll("CLOSE ", close.name());
      case SessionStatement.Listen listen -> out.name("LISTEN ", listen.channel());
      case SessionStatement.Notify notify -> {
        out.name("NOTIFY ", notify.channel());
        if (notify.payload() != null) {
          out.raw(", ").string(notify.payload());
        }
      }
      case SessionStatement.Unlisten unlisten -> {
        out.raw("UNLISTEN ").name("", unlisten.channel());
        out.when(unlisten.channel() == null, "*");
      }
      case SessionStatement.Discard discard -> out.raw("DISCARD ").raw(discard.what());
    }
  }

  private void nameOrAll(String command, @Nullable String name) {
    out.raw(command).name("", name).when(name == null, "ALL");
  }

  private static String scope(Scope scope) {
    return scope == Scope.DEFAULT ? "" : scope.name() + " ";
  }

  /// Prints the name of a setting, whose parts are between dots.
  private void setting(String name) {
    out.list(List.of(name.split("\\.", -1)), ".", out::name);
  }

  private void settingOrAll(@Nullable String name) {
    if (name == null) {
      out.raw("ALL");
    } else {
      setting(name);
    }
  }

  private void set(SessionStatement.Set set) {
    out.raw("SET ").raw(scope(set.scope()));
    boolean interval =
        !set.values().isEmpty() && set.values().getFirst() instanceof Option.IntervalValue;
    if (interval) {
      out.raw("TIME ZONE ");
    } else {
      setting(set.name());
      out.raw(" TO ").when(set.values().isEmpty(), "DEFAULT");
    }
    options.values(set.values());
  }

  private void fetch(SessionStatement.Fetch fetch) {
    out.raw(fetch.move() ? "MOVE " : "FETCH ").raw(fetch.direction().name().replace('_', ' '));
    if (fetch.count() != null) {
      out.raw(" " + fetch.count());
    }
    out.name(" FROM ", fetch.cursor());
  }

  void print(TransactionStatement statement) {
    switch (statement) {
      case TransactionStatement.Begin begin -> {
        out.raw("BEGIN");
        modes(" ", begin.modes());
        expressions.optional(" AS OF SYSTEM TIME ", begin.asOf());
      }
      case TransactionStatement.Commit commit ->
          out.raw("COMMIT").when(commit.chain(), " AND CHAIN");
      case TransactionStatement.Rollback rollback ->
          out.raw("ROLLBACK").when(rollback.chain(), " AND CHAIN");
      case TransactionStatement.Savepoint savepoint -> out.name("SAVEPOINT ", savepoint.name());
      case TransactionStatement.Release release -> out.name("RELEASE SAVEPOINT ", release.name());
      case TransactionStatement.RollbackTo rollback ->
          out.name("ROLLBACK TO SAVEPOINT ", rollback.name());
      case TransactionStatement.TwoPhase step -> out.raw(step.step()).raw(" ").string(step.id());
      case TransactionStatement.SetModes set -> {
        out.raw("SET ").raw(scope(set.scope()));
        out.raw(set.session() ? "SESSION CHARACTERISTICS AS TRANSACTION" : "TRANSACTION");
        modes(" ", set.modes());
      }
      case TransactionStatement.SetSnapshot set ->
          out.raw("SET ").raw(scope(set.scope())).raw("TRANSACTION SNAPSHOT ").string(set.id());
    }
  }

  private void modes(String before, List<Mode> modes) {
    if (!modes.isEmpty()) {
      out.raw(before).list(modes, mode -> out.raw(mode.name().replace('_', ' ')));
    }
  }

  void print(MaintenanceStatement statement) {
    switch (statement) {
      case MaintenanceStatement.Explain explain -> {
        out.raw("EXPLAIN ");
        options.spaced("(", explain.options());
        out.when(!explain.options().isEmpty(), " ");
        statements.accept(explain.statement());
      }
      case MaintenanceStatement.Vacuum vacuum -> {
        out.raw(vacuum.analyze() ? "ANALYZE" : "VACUUM");
        options.spaced(" (", vacuum.options());
        out.when(!vacuum.relations().isEmpty(), " ");
        out.list(
            vacuum.relations(),
            relation -> out.name(relation.name()).names(" (", relation.columns()));
      }
      case MaintenanceStatement.Reindex reindex -> {
        out.raw("REINDEX ");
        options.spaced("(", reindex.options());
        out.when(!reindex.options().isEmpty(), " ").raw(reindex.kind());
        out.raw(reindex.concurrently() ? " CONCURRENTLY " : " ").name(reindex.name());
      }
      case MaintenanceStatement.Cluster cluster -> {
        out.raw("CLUSTER");
        if (cluster.table() == null) {
          out.when(!cluster.options().isEmpty(), " VERBOSE");
        } else {
          options.spaced(" (", cluster.options());
        }
        out.name(" ", cluster.table()).name(" USING ", cluster.index());
      }
      case MaintenanceStatement.Checkpoint _ -> out.raw("CHECKPOINT");
    }
  }
}
