package io.halcyon.node.replica;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.participant.ShardState;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A shard's state whose store is not asked for intents where there are none: most keys have none,
/// and every read and write asks.
///
/// Owned by the proposer's turn.
record IndexedShardState(ShardState stored, IntentIndex index) implements ShardState {
  @Override
  public @Nullable Intent intent(Key key) {
    return index.mayHold(key) ? stored.intent(key) : null;
  }

  @Override
  public List<Intent> intents(Span span) {
    return index.isEmpty() ? List.of() : stored.intents(span);
  }

  @Override
  public Version at(Key key, long readAt) {
    return stored.at(key, readAt);
  }

  @Override
  public long lastWriteAfter(Key key, long after) {
    return stored.lastWriteAfter(key, after);
  }

  @Override
  public boolean changed(Span span, long after, long upTo) {
    return stored.changed(span, after, upTo);
  }

  @Override
  public Page scan(Span span, long readAt, int limit, boolean reverse) {
    return stored.scan(span, readAt, limit, reverse);
  }

  @Override
  public @Nullable TxnOutcome record(TxnRef txn) {
    return stored.record(txn);
  }

  @Override
  public @Nullable RequestOutcome outcome(RequestId request) {
    return stored.outcome(request);
  }

  @Override
  public @Nullable TxnOutcome resolved(TxnId txn, Key key) {
    return stored.resolved(txn, key);
  }

  @Override
  public long forgottenBeforeMillis() {
    return stored.forgottenBeforeMillis();
  }
}
