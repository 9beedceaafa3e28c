package io.halcyon.router.transact;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.OneShotStep;
import io.halcyon.router.dispatch.LoopTimer;
import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.CoordinatorConfig;
import io.halcyon.txn.coordinator.Isolation;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One program on its way: reads what it needs, runs it, commits what it came to; again from the
/// start, after a pause, whenever it loses to another transaction.
///
/// | an attempt ends with | then |
/// |---|---|
/// | committed, by whatever attempt of the request | what was remembered is the answer |
/// | a value that does not allow a step | that is remembered like a success |
/// | must restart | a pause, then a new attempt with the locks of the last |
/// | anything else | that is the answer |
///
/// Owned by its strand; {@link #cancel} may be called by anyone.
final class OneShot {
  private static final int WRITE_BYTES = 64;

  /// What to run.
  ///
  /// @param results whether what the steps come to is wanted
  /// @param effects whether it may write or refuse
  /// @param named whether the request may be repeated, so that its outcome must be remembered
  record Program(
      List<OneShotStep> steps, Key anchor, boolean results, boolean effects, boolean named) {
    /// Returns whether its answer will be kept at a shard.
    boolean remembered() {
      return effects || named;
    }
  }

  private final Transactions transactions;
  private final Program program;
  private final OneShots.Reply reply;
  private final Strand strand = new Strand();
  private final TransactionDriver driver;
  private ProgramRun run;
  private int restarts;

  /// @throws HalcyonException if it may not begin
  OneShot(
      Transactions transactions,
      Program program,
      Coordinator.Start start,
      CoordinatorConfig settings,
      Origin origin,
      OneShots.Reply reply) {
    this.transactions = transactions;
    this.program = program;
    this.reply = reply;
    this.driver = transactions.begin(strand, settings, start, origin);
    this.run = newRun();
  }

  /// Returns the isolation of programs.
  static Isolation isolation() {
    return Isolation.SERIALIZABLE;
  }

  private ProgramRun newRun() {
    return new ProgramRun(program.steps(), program.results(), transactions.clock().millis());
  }

  void start() {
    strand.execute(this::read);
  }

  /// Nobody waits for the answer any more: rolls back unless it is committing.
  void cancel() {
    strand.execute(() -> {
      var _ = driver.end(new Failure.Unavailable("the call was cancelled"));
    });
  }

  private void read() {
    List<ByteString> users = List.copyOf(run.missing());
    if (users.isEmpty()) {
      advance();
      return;
    }
    List<Key> keys = users.stream().map(Statements::key).toList();
    say(
        new Statement.Get(keys, Statements.READ_BYTES_MAX),
        answer -> {
          if (answer instanceof Answer.Rows rows) {
            for (int i = 0; i < users.size(); i++) {
              run.read(users.get(i), cell(rows.rows().get(i)));
            }
            advance();
          }
        });
  }

  private static @Nullable Cell cell(Row row) {
    Value value = row.version().value();
    return value == null
        ? null
        : new Cell(
            UnsafeByteOperations.unsafeWrap(value.bytes()),
            row.version().timestamp(),
            value.expiresAtMillis());
  }

  private void advance() {
    boolean ended;
    try {
      ended = run.advance();
    } catch (HalcyonException refused) {
      commit(Remembered.of(refused.failure()));
      return;
    }
    if (ended) {
      conclude();
    } else {
      read();
    }
  }

  private void conclude() {
    Value answer = Remembered.of(run.response());
    if (program.remembered() && answer.bytes().length > Statements.ANSWER_BYTES_MAX) {
      commit(
          Remembered.of(
              new Failure.Invalid(
                  "the results of "
                      + answer.bytes().length
                      + " bytes exceed the "
                      + Statements.ANSWER_BYTES_MAX
                      + " that are remembered with a program; read them apart")));
      return;
    }
    for (Map.Entry<ByteString, @Nullable Cell> write : run.writes().entrySet()) {
      if (!put(Statements.key(write.getKey()), write.getValue())) {
        return;
      }
    }
    commit(answer);
  }

  /// @return false if that has ended the transaction
  private boolean put(Key key, @Nullable Cell cell) {
    byte[] value = cell == null ? null : cell.value().toByteArray();
    Failure full =
        driver.reserve(WRITE_BYTES + key.bytes().length + (value == null ? 0L : value.length));
    if (full != null) {
      var _ = driver.end(full);
      reply.failed(full);
      return false;
    }
    boolean[] buffered = {false};
    say(
        new Statement.Put(
            key, value == null || cell == null ? null : new Value(value, cell.expiresAtMillis())),
        answer -> buffered[0] = answer instanceof Answer.Done);
    return buffered[0];
  }

  private void commit(Value answer) {
    say(new Statement.Commit(answer, program.named()), _ -> {});
  }

  /// What a statement is answered with if it succeeds.
  private interface Success {
    void answered(Answer answer);
  }

  private void say(Statement statement, Success success) {
    driver.say(
        statement,
        new TransactionDriver.Hearer() {
          @Override
          public void answered(Answer answer) {
            switch (answer) {
              case Answer.Rows _, Answer.Locked _, Answer.Done _ -> success.answered(answer);
              case Answer.Committed committed -> committed(committed);
              case Answer.MustRestart _ -> restart();
              case Answer.Failed failed -> failed(failed);
              case Answer.Ambiguous ambiguous ->
                  reply.failed(new Failure.Ambiguous(Answers.lost(ambiguous.txn())));
              case Answer.Refused refused -> reply.failed(Answers.failure(refused));
              case Answer.RolledBack _ ->
                  reply.failed(new Failure.Internal("the program was rolled back"));
            }
          }

          @Override
          public void refused(Failure failure) {
            reply.failed(failure);
          }
        });
  }

  private void committed(Answer.Committed committed) {
    switch (Remembered.outcome(committed.answer(), committed.at())) {
      case Remembered.Outcome.Responded responded -> reply.answered(responded.response());
      case Remembered.Outcome.Failed failed -> reply.failed(failed.failure());
    }
  }

  private void failed(Answer.Failed failed) {
    boolean over = driver.coordinator().over();
    Failure failure = Answers.failure(failed, over);
    if (!over) {
      // A statement that was refused is the whole program here.
      var _ = driver.end(failure);
    }
    boolean late =
        failure instanceof Failure.TxnEnded ended && ended.cause() == Failure.EndCause.TIMEOUT;
    reply.failed(
        late ? new Failure.DeadlineExceeded("the program was not committed in time") : failure);
  }

  private void restart() {
    long pause = transactions.backoff().nanos(restarts);
    restarts++;
    if (!LoopTimer.after(transactions.timers(), pause, () -> strand.execute(this::again))) {
      Failure stopping = new Failure.Unavailable("the router is shutting down");
      var _ = driver.end(stopping);
      reply.failed(stopping);
    }
  }

  private void again() {
    Failure ended = driver.ended();
    if (ended != null) {
      reply.failed(ended);
      return;
    }
    run = newRun();
    say(new Statement.Restart(), _ -> read());
  }
}
