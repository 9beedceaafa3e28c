package io.halcyon.sql.engine;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundChange;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.value.Batch;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiConsumer;

/// Runs one statement that changes rows, by itself or within its `WITH`. All its parts see what was
/// there before it. A change within `WITH` is made when its rows are asked for, and to its end;
/// those that nobody has asked for are made when the statement's own part is done, the last one
/// first, as PostgreSQL does.
final class ChangingStatement implements Executor.ChangedRows {
  private final EngineTransaction transaction;
  private final Executor executor;
  private final EvaluationContext context;
  private final List<BoundQuery.Changed> beside;
  private final BiConsumer<BoundQuery.Changed, Runnable> watch;
  private final IdentityHashMap<BoundQuery.Changed, List<Batch>> made = new IdentityHashMap<>();

  /// @param beside what its `WITH` changes, in the order of the text
  ChangingStatement(
      EngineTransaction transaction,
      Executor executor,
      EvaluationContext context,
      List<BoundQuery.Changed> beside) {
    this(transaction, executor, context, beside, (_, making) -> making.run());
  }

  /// @param watch is handed each change within `WITH`, to have it made
  ChangingStatement(
      EngineTransaction transaction,
      Executor executor,
      EvaluationContext context,
      List<BoundQuery.Changed> beside,
      BiConsumer<BoundQuery.Changed, Runnable> watch) {
    this.watch = watch;
    this.transaction = transaction;
    this.executor = executor;
    this.context = context;
    this.beside = beside;
  }

  /// Runs a statement that changes rows itself.
  Rows run(BoundChange change) {
    begin(change instanceof BoundChange.Merge || !beside.isEmpty());
    ChangeRunner runner = new ChangeRunner(transaction, executor, context);
    String tag = runner.run(change);
    end();
    return Outcome.of(tag, change.returning().columns(), runner.returned());
  }

  /// Runs a query whose `WITH` changes rows.
  Rows run(BoundQuery query) {
    List<Batch> rows = rows(query);
    long count = rows.stream().mapToLong(Batch::size).sum();
    return Outcome.of("SELECT " + count, query.columns(), rows);
  }

  /// Returns the rows of a query whose `WITH` changes rows.
  List<Batch> rows(BoundQuery query) {
    begin(true);
    List<Batch> rows = executor.all(query, context);
    end();
    return rows;
  }

  /// Opens a query whose `WITH` may change rows: if it does, all is done when the first row is
  /// asked for.
  BatchSource open(BoundQuery query) {
    return beside.isEmpty() ? executor.open(query, context) : BatchSource.ofAll(() -> rows(query));
  }

  private void begin(boolean ofParts) {
    executor.makeChanges(this);
    if (ofParts) {
      transaction.changes().statementOfParts(context);
    } else {
      transaction.changes().statement(context);
    }
  }

  private void end() {
    for (BoundQuery.Changed changed : beside.reversed()) {
      var _ = rows(changed);
    }
    transaction.changes().statementEnded();
  }

  @Override
  public List<Batch> rows(BoundQuery.Changed changed) {
    List<Batch> known = made.get(changed);
    if (known != null) {
      return known;
    }
    ChangeRunner runner = new ChangeRunner(transaction, executor, context);
    watch.accept(changed, () -> runner.run(changed.change()));
    List<Batch> rows = List.copyOf(runner.returned());
    made.put(changed, rows);
    return rows;
  }
}
