package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EffectKind;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.log.LogListener;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a replica's log tells it: entries as they are applied, and leadership as it comes and goes.
///
/// Called by the log's threads: `applied` and `restored` in log order, the leadership calls one at
/// a time.
final class ReplicaEvents implements LogListener {
  private static final Logger log = LoggerFactory.getLogger(ReplicaEvents.class);

  private static final byte[] FIRST_KEY = {0};

  private final Replica replica;
  private final Serving serving;
  private final Replica.Listener listener;
  private final CompletableFuture<Void> started;
  // Greatest timestamps of the store as it was opened, and of what was applied since; written by
  // the apply thread.
  private volatile long restoredTo;
  private volatile long appliedTo;

  /// @param started completes when the replica may propose
  ReplicaEvents(
      Replica replica,
      Serving serving,
      Replica.Listener listener,
      CompletableFuture<Void> started) {
    this.replica = replica;
    this.serving = serving;
    this.listener = listener;
    this.started = started;
  }

  @Override
  public void applied(long term, long index, EntryReader entry) {
    replica.bound().applied(entry.evaluatedTerm(), entry.bound());
    while (entry.next()) {
      if (entry.kind() == EffectKind.PUT || entry.kind() == EffectKind.DELETE) {
        appliedTo = Math.max(appliedTo, entry.timestamp());
      } else if (entry.kind() == EffectKind.META && Arrays.equals(entry.key(), Ownership.META)) {
        replica.owns(Ownership.parse(replica.shard(), value(entry)));
      } else if (entry.kind() == EffectKind.INTENT_PUT) {
        replica.mayHoldIntents(true);
      }
    }
    entry.rewind();
    listener.applied(replica.shard(), entry);
  }

  @Override
  public void restored(ShardStore store) {
    replica.bound().restored(store.bound());
    byte[] record = store.meta(Ownership.META);
    replica.owns(
        record == null
            ? Ownership.none(replica.shard())
            : Ownership.parse(replica.shard(), record));
    restoredTo = store.maxTimestamp();
    replica.mayHoldIntents(!store.intents(FIRST_KEY, null, 1).isEmpty());
  }

  @Override
  public void leaderReady(long term) {
    replica.bound().elected(term);
    // What was applied before this term may have been shown to nobody: at most this timestamp.
    LeaderState state = new LeaderState(term, Math.max(restoredTo, appliedTo));
    replica.led(state);
    log.atInfo()
        .addKeyValue("shard", replica.shard())
        .addKeyValue("term", term)
        .log("leader elected");
    // A group of one may elect before the log has been handed over.
    var _ = started.thenRun(() -> open(state));
  }

  /// Commits the term's first entry, after which the low-water mark is known.
  private void open(LeaderState state) {
    var _ =
        replica
            .own()
            .confirm()
            .thenAccept(committed -> {
              if (committed && replica.leader() == state && replica.bound().ready()) {
                opened(state);
              } else if (replica.leader() == state) {
                replica.distrust(state);
              }
            });
  }

  private void opened(LeaderState state) {
    if (!serving.clock().merge(replica.bound().lowWater(state.term))) {
      log.atError()
          .addKeyValue("shard", replica.shard())
          .addKeyValue("term", state.term)
          .log(
              "this node's physical clock is too far behind its predecessor's: giving up the term");
      replica.distrust(state);
      return;
    }
    listener.leading(replica.shard(), state.term);
    replica.proposer().kick();
  }

  @Override
  public void leadershipLost() {
    boolean led = replica.leader() != null;
    replica.led(null);
    replica.bound().lostLeadership();
    replica.proposer().kick();
    if (led) {
      log.atInfo().addKeyValue("shard", replica.shard()).log("leadership lost");
      listener.notLeading(replica.shard());
    }
  }

  @Override
  public void leaderChanged(@Nullable NodeId newLeader, long term) {
    replica.hint(newLeader);
    if (newLeader != null) {
      listener.ledBy(replica.shard(), newLeader);
    }
  }

  @Override
  public void synced(long nanos) {
    replica.metrics().synced(nanos);
  }

  @Override
  public void failed(Failure failure) {
    replica.storeFailed(failure);
  }

  private byte[] value(EntryReader entry) {
    return Arrays.copyOfRange(
        entry.buffer(), entry.valueOffset(), entry.valueOffset() + entry.valueLength());
  }
}
