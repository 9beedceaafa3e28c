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
import java.util.List;

/// Runs one `EXPLAIN`: opens what is explained and, with `ANALYZE`, runs it, effects included.
final class ExplainRunner {
  private final EngineTransaction transaction;
  private final Executor executor;
  private final EvaluationContext context;
  private final PlanRecorder recorder;
  private final PhysicalClock clock;

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
          case PreparedStatement.OfQuery(var query) -> query(query, options.analyze());
          case PreparedStatement.OfChange(var change) -> {
            if (options.analyze()) {
              StoredSession.requireWritable(transaction, explained.statement());
            }
            yield change(change, options.analyze());
          }
          case PreparedStatement.OfTableAs(_, var query) -> {
            if (options.analyze()) {
              throw SqlError.unsupported("EXPLAIN ANALYZE of CREATE TABLE AS");
            }
            yield query(query, false);
          }
          case PreparedStatement.OfSchema _,
              PreparedStatement.OfAnalyze _,
              PreparedStatement.OfExplain _ ->
              throw SqlError.unsupported("EXPLAIN of this statement");
        };
    return Outcome.of(
        "EXPLAIN", options.columns(), List.of(Explainer.rows(recorder.root(), options, measured)));
  }

  private Explainer.Measured query(BoundQuery query, boolean analyze) {
    long begun = clock.monotonicNanos();
    long planned;
    try (BatchSource rows = executor.open(query, context)) {
      planned = clock.monotonicNanos();
      while (analyze && rows.next() != null) {
        // Only to run it.
      }
    }
    return new Explainer.Measured(planned - begun, clock.monotonicNanos() - planned);
  }

  private Explainer.Measured change(BoundChange change, boolean analyze) {
    String word =
        switch (change) {
          case BoundChange.Insert _ -> "Insert";
          case BoundChange.Update _ -> "Update";
          case BoundChange.Delete _ -> "Delete";
        };
    long begun = clock.monotonicNanos();
    PlanNode node = recorder.enterNamed(word + " on " + change.target().relation().name());
    long planned = begun;
    if (analyze) {
      node.asked();
      new ChangeRunner(transaction, executor, context).run(change).close();
      node.gave(0, clock.monotonicNanos() - begun);
    } else {
      executor.open(change.source(), context).close();
      planned = clock.monotonicNanos();
    }
    recorder.leave();
    return new Explainer.Measured(planned - begun, clock.monotonicNanos() - planned);
  }
}
