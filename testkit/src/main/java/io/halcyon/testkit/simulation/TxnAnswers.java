package io.halcyon.testkit.simulation;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Owner;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.Version;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Holds what shards answer against what has been decided, and remembers it for later decisions.
final class TxnAnswers {
  private final TxnTruth truth;
  private final Map<TxnId, TxnOutcome> decided;
  private final Set<TxnId> aborted;
  private final Map<TxnId, Long> pushed;
  private final Predicate<TxnId> unresolved;

  TxnAnswers(
      TxnTruth truth,
      Map<TxnId, TxnOutcome> decided,
      Set<TxnId> aborted,
      Map<TxnId, Long> pushed,
      Predicate<TxnId> unresolved) {
    this.unresolved = unresolved;
    this.truth = truth;
    this.decided = decided;
    this.aborted = aborted;
    this.pushed = pushed;
  }

  void check(ShardId shard, Request request, Response response) {
    if (response instanceof Response.Rows rows && request instanceof Request.Read read) {
      rows(shard, read, rows);
    } else if (response instanceof Response.Locked locked && request instanceof Request.Lock lock) {
      Owner owner = lock.txn().id().owner();
      locked.rows().forEach(row -> row(row, locked.at(), owner));
    } else if (response instanceof Response.Done && request instanceof Request.Refresh refresh) {
      refreshed(shard, refresh);
    } else if (response instanceof Response.Pending pending
        && request instanceof Request.Push push) {
      pushed(push.target().id(), pending.pushedTo());
    } else if (response instanceof Response.Ended ended) {
      ended(ended);
    }
  }

  /// T2: visible everywhere or nowhere at every timestamp, because the truth is.
  private void row(Row row, long at, @Nullable Owner reader) {
    // A late copy of a request may see what its own transaction has committed meanwhile.
    Version expected = truth.at(row.key(), at, reader);
    TxnOracle.check(
        Objects.equals(row.version().value(), expected.value())
            || Objects.equals(row.version().value(), truth.at(row.key(), at, null).value()),
        "a read at " + at + " that missed " + expected,
        row);
    truth.read(row.key(), at, reader);
  }

  private void rows(ShardId shard, Request.Read read, Response.Rows rows) {
    Owner reader = read.reader() == null ? null : read.reader().owner();
    Span span = read.spans().getFirst();
    if (span.isPoint()) {
      rows.rows().forEach(row -> row(row, rows.readAt(), reader));
      return;
    }
    Span covered = covered(span, rows, read.reverse());
    Map<Key, Row> found = new HashMap<>();
    rows.rows().forEach(row -> found.put(row.key(), row));
    for (Key key : TxnScene.KEYS) {
      if (TxnScene.shardOf(key).equals(shard) && covered.contains(key)) {
        row(found.getOrDefault(key, new Row(key, Version.ABSENT)), rows.readAt(), reader);
      }
    }
  }

  private static Span covered(Span span, Response.Rows rows, boolean reverse) {
    if (rows.rest().isEmpty()) {
      return span;
    }
    Span rest = rows.rest().getFirst();
    Key end = rest.end();
    return reverse && end != null
        ? new Span(end, span.end())
        : new Span(span.start(), rest.start());
  }

  private void refreshed(ShardId shard, Request.Refresh refresh) {
    Owner reader = refresh.txn().owner();
    for (Request.Check check : refresh.checks()) {
      for (Key key : TxnScene.KEYS) {
        if (TxnScene.shardOf(key).equals(shard) && check.span().contains(key)) {
          long changed = truth.changed(key, check.from(), refresh.upTo(), reader);
          TxnOracle.check(changed == 0, "a refresh that missed a change at " + changed, refresh);
          truth.read(key, refresh.upTo(), reader);
        }
      }
    }
  }

  private void pushed(TxnId target, long above) {
    boolean below = decided.get(target) instanceof TxnOutcome.Committed(long at) && at <= above;
    TxnOracle.check(!below, "a push above " + above + " that missed the decision", target);
    pushed.merge(target, above, Math::max);
  }

  private void ended(Response.Ended ended) {
    TxnId txn = ended.txn().id();
    TxnOutcome known = decided.get(txn);
    if (ended.outcome() instanceof TxnOutcome.Committed) {
      TxnOracle.check(ended.outcome().equals(known), "told of an outcome that is not", ended);
    } else if (known instanceof TxnOutcome.Committed) {
      // So long ago that it is forgotten; then nothing that could be read that way is left.
      boolean forgotten =
          ended.outcome() instanceof TxnOutcome.Aborted(TxnOutcome.Cause cause)
              && cause == TxnOutcome.Cause.FORGOTTEN;
      TxnOracle.check(forgotten && !unresolved.test(txn), "told of an abort that is not", ended);
    } else {
      aborted.add(txn);
    }
  }
}
