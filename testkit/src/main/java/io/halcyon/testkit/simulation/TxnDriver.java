package io.halcyon.testkit.simulation;

import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.Isolation;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.participant.Verdict;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The session of a program at its router: says one statement after the other, starts over when it
/// must, and tells the client how it ended.
final class TxnDriver {
  /// What an attempt saw, for the oracle.
  ///
  /// @param readAt the snapshot of the statement
  record Seen(Statement statement, long readAt, List<Row> rows) {}

  private static final long LEEWAY = HlcTimestamp.packMillis(10);

  private final TxnScene scene;
  private final TxnProgram program;
  private final Coordinator coordinator;
  private final long bornNanos;
  private final List<Seen> seen = new ArrayList<>();
  private final Map<Key, Value> written = new HashMap<>();
  private Map<Key, Value> atSavepoint = Map.of();
  private final Set<Key> deleted = new HashSet<>();
  private final List<Verdict> learned = new ArrayList<>();
  private final Set<Key> prepared = new LinkedHashSet<>();
  private int next;
  private int attempts;
  private boolean committing;
  private long notAfter = Long.MAX_VALUE;
  private @Nullable Answer end;

  TxnDriver(TxnScene scene, TxnProgram program, Coordinator coordinator, long bornNanos) {
    this.bornNanos = bornNanos;
    this.scene = scene;
    this.program = program;
    this.coordinator = coordinator;
  }

  TxnProgram program() {
    return program;
  }

  Coordinator coordinator() {
    return coordinator;
  }

  long bornNanos() {
    return bornNanos;
  }

  List<Seen> seen() {
    return seen;
  }

  Isolation isolation() {
    return program.isolation();
  }

  /// Returns the timestamp that the last attempt to commit was bound to.
  long notAfter() {
    return notAfter;
  }

  /// Returns the keys that this attempt writes or deletes.
  Set<Key> touched() {
    Set<Key> touched = new LinkedHashSet<>(deleted);
    touched.addAll(written.keySet());
    return touched;
  }

  /// Remembers verdicts, for a mutant.
  void learn(List<Verdict> verdicts) {
    learned.addAll(verdicts);
  }

  List<Verdict> learned() {
    return learned;
  }

  /// Remembers prepared keys, for a mutant.
  void prepared(List<Key> keys) {
    prepared.addAll(keys);
  }

  Set<Key> prepared() {
    return prepared;
  }

  /// Returns how it ended; null as long as it has not.
  @Nullable Answer end() {
    return end;
  }

  /// Takes the answer to the last statement, if there was one, and returns the next; null at the
  /// end.
  @Nullable Statement next(@Nullable Answer answer) {
    switch (answer) {
      case null -> {}
      case Answer.Rows rows -> saw(rows.readAt(), rows.rows());
      case Answer.Locked locked -> saw(locked.readAt(), locked.rows());
      case Answer.Done _, Answer.Refused _ -> {}
      case Answer.MustRestart _ -> {
        attempts++;
        next = 0;
        committing = false;
        seen.clear();
        written.clear();
        deleted.clear();
        prepared.clear();
        return new Statement.Restart();
      }
      case Answer.Committed _, Answer.Failed _, Answer.Ambiguous _, Answer.RolledBack _ -> {
        end = answer;
        return null;
      }
    }
    return statement();
  }

  private void saw(long readAt, List<Row> rows) {
    if (program.steps().get(next - 1) instanceof TxnProgram.Step.Say say) {
      // Own writes are not for the oracle.
      List<Row> others =
          rows.stream()
              .filter(row -> !written.containsKey(row.key()) && !deleted.contains(row.key()))
              .toList();
      seen.add(new Seen(say.statement(), readAt, others));
    }
  }

  private Statement statement() {
    while (next < program.steps().size()) {
      int step = next;
      next++;
      switch (program.steps().get(step)) {
        case TxnProgram.Step.Say say -> {
          track(say.statement());
          return say.statement();
        }
        case TxnProgram.Step.Write write -> {
          Value value = program.value(coordinator.id(), step);
          written.put(write.key(), value);
          deleted.remove(write.key());
          return new Statement.Put(write.key(), value);
        }
        case TxnProgram.Step.Apply _ ->
            throw new IllegalStateException("a single operation needs no coordinator");
        case TxnProgram.Step.OnlyIfEven _ -> {
          if (rowsThatExist() % 2 != 0) {
            next = program.steps().size();
          }
        }
      }
    }
    committing = true;
    boolean remember = !scene.weak(TxnWeakening.FORGET_REFUSED_REQUEST);
    notAfter = bound();
    return new Statement.Commit(report(), remember, notAfter);
  }

  /// The first attempts of a quarter of the programs may write only shortly after their snapshot.
  private long bound() {
    long snapshot = seen.stream().mapToLong(Seen::readAt).max().orElse(0);
    boolean bound = attempts == 0 && snapshot > 0 && program.request().hashCode() % 4 == 0;
    return bound ? snapshot + LEEWAY : Long.MAX_VALUE;
  }

  private void track(Statement statement) {
    switch (statement) {
      case Statement.Put put -> {
        written.remove(put.key());
        deleted.add(put.key());
      }
      case Statement.Savepoint _ -> atSavepoint = Map.copyOf(written);
      case Statement.RollbackTo _ -> {
        written.clear();
        written.putAll(atSavepoint);
      }
      case Statement.Get _,
          Statement.Scan _,
          Statement.Lock _,
          Statement.ReleaseSavepoint _,
          Statement.Commit _,
          Statement.Rollback _,
          Statement.Restart _ -> {}
    }
  }

  private long rowsThatExist() {
    return seen.stream()
        .flatMap(each -> each.rows().stream())
        .filter(row -> row.version().exists())
        .count();
  }

  /// Returns what the client is to be answered, by whichever router: all that was read.
  private Value report() {
    StringBuilder text = new StringBuilder();
    for (Seen each : seen) {
      for (Row row : each.rows()) {
        Value value = row.version().value();
        text.append(row.key())
            .append('=')
            .append(value == null ? "-" : new String(value.bytes(), StandardCharsets.UTF_8))
            .append(' ');
      }
    }
    return new Value(text.toString().getBytes(StandardCharsets.UTF_8), 0);
  }

  @Override
  public String toString() {
    return program
        + " at step "
        + next
        + (committing ? ", committing" : "")
        + " as "
        + coordinator.id()
        + " restarts "
        + coordinator.restarts();
  }
}
