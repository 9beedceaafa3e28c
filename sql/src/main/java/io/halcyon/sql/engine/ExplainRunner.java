package io.halcyon.sql.engine;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundChange;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.plan.PlanNode;
import io.halcyon.sql.plan.PlanRecorder;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/// Runs one `EXPLAIN`: opens what is explained and, with `ANALYZE`, runs it, effects included.
final class ExplainRunner {
  private final EngineTransaction transaction;
  private final Executor executor;
  private final EvaluationContext context;
  private final PlanRecorder recorder;
  private final PhysicalClock clock;
  private final IdentityHashMap<BoundQuery.Changed, PlanNode> changes = new IdentityHashMap<>();

  /// @param executor that tells the recorder
  ExplainRunner(
      EngineTransaction transaction,
      Executor executor,
      EvaluationContext context,
      PlanRecorder recorder,
      PhysicalClock clock) {
    this.transaction = transaction;
    this.executor = executor;
    this.context = context;
    this.recorder = recorder;
    this.clock = clock;
  }

  Rows run(PreparedStatement explained, Explainer.Options options) {
    Explainer.Measured measured =
        switch (explained.meaning()) {
          case PreparedStatement.OfQuery(var query, var changes) -> {
            if (options.analyze() && !changes.isEmpty()) {
              WriteAccess.require(transaction, explained.statement());
            }
            yield query(query, changes, options.analyze());
          }
          case PreparedStatement.OfChange(var change, var beside) -> {
            if (options.analyze()) {
              WriteAccess.require(transaction, explained.statement());
            }
            yield change(change, beside, options.analyze());
          }
          case PreparedStatement.OfTableAs(_, var query, var changes) -> {
            if (options.analyze()) {
              throw SqlError.unsupported("EXPLAIN ANALYZE of CREATE TABLE AS");
            }
            yield query(query, changes, false);
          }
          case PreparedStatement.OfSchema _,
              PreparedStatement.OfAnalyze _,
              PreparedStatement.OfExplain _ ->
              throw SqlError.unsupported("EXPLAIN of this statement");
        };
    return Outcome.of(
        "EXPLAIN", options.columns(), List.of(Explainer.rows(recorder.root(), options, measured)));
  }

  private Explainer.Measured query(
      BoundQuery query, List<BoundQuery.Changed> changes, boolean analyze) {
    long begun = clock.monotonicNanos();
    long planned;
    if (!changes.isEmpty()) {
      // Known before it runs, as it may never be read.
      executor.open(query, context).close();
      recorder.enterTop();
      beside(changes);
      recorder.leave();
    }
    try (BatchSource rows = statement(changes).open(query)) {
      planned = clock.monotonicNanos();
      while (analyze && rows.next() != null) {
        // Only to run it.
      }
    }
    return new Explainer.Measured(planned - begun, clock.monotonicNanos() - planned);
  }

  private ChangingStatement statement(List<BoundQuery.Changed> beside) {
    return new ChangingStatement(
        transaction,
        executor,
        context,
        beside,
        (changed, making) -> {
          PlanNode node = Objects.requireNonNull(changes.get(changed));
          long begun = clock.monotonicNanos();
          node.asked();
          making.run();
          node.gave(0, clock.monotonicNanos() - begun);
        });
  }

  private static String name(BoundChange change) {
    String word =
        switch (change) {
          case BoundChange.Insert _ -> "Insert";
          case BoundChange.Update _ -> "Update";
          case BoundChange.Delete _ -> "Delete";
          case BoundChange.Merge _ -> "Merge";
        };
    return word + " on " + change.target().relation().name();
  }

  /// Opens what changes within `WITH` read.
  private void beside(List<BoundQuery.Changed> beside) {
    for (BoundQuery.Changed changed : beside) {
      recorder.enterNamed("CTE " + changed.name());
      changes.put(changed, recorder.enterNamed(name(changed.change())));
      executor.open(changed.change().source(), context).close();
      recorder.leave();
      recorder.leave();
    }
  }

  private Explainer.Measured change(
      BoundChange change, List<BoundQuery.Changed> beside, boolean analyze) {
    long begun = clock.monotonicNanos();
    PlanNode node = recorder.enterNamed(name(change));
    beside(beside);
    long planned = begun;
    if (analyze) {
      node.asked();
      statement(beside).run(change).close();
      node.gave(0, clock.monotonicNanos() - begun);
    } else {
      executor.open(change.source(), context).close();
      planned = clock.monotonicNanos();
    }
    recorder.leave();
    return new Explainer.Measured(planned - begun, clock.monotonicNanos() - planned);
  }
}
