package io.halcyon.raftstorage.ratis;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.log.LogListener;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands one replica's news to its listener.
///
/// Ratis announces leadership on several threads, some of which hold the lock of its server, and a
/// loss may overtake the gain that it ends. So leadership news goes through a serial executor, and
/// is checked there against the present: a gain that is over is not told, a loss is told only after
/// its gain. Applied entries go straight through, on the apply thread.
final class LogEvents {
  private static final Logger log = LoggerFactory.getLogger(LogEvents.class);

  private final ShardId shard;
  private final LogListener listener;
  private final Executor serial;
  private volatile boolean closed;

  /// The term told to the listener, 0 if none; used on the serial executor only.
  private long ledTerm;

  LogEvents(ShardId shard, LogListener listener, Executor serial) {
    this.shard = shard;
    this.listener = listener;
    this.serial = serial;
  }

  void restored(ShardStore store) {
    listener.restored(store);
  }

  void applied(long term, long index, EntryReader entry) {
    listener.applied(term, index, entry);
  }

  void synced(long nanos) {
    listener.synced(nanos);
  }

  /// @param leads tells whether this replica leads the given term at the moment
  void leaderReady(long term, LongPredicate leads) {
    tell(() -> {
      if (leads.test(term)) {
        ledTerm = term;
        log.atInfo().addKeyValue("shard", shard).addKeyValue("term", term).log("leader ready");
        listener.leaderReady(term);
      }
    });
  }

  void leadershipLost(LongPredicate leads) {
    tell(() -> {
      if (ledTerm != 0 && !leads.test(ledTerm)) {
        log.atInfo()
            .addKeyValue("shard", shard)
            .addKeyValue("term", ledTerm)
            .log("leadership lost");
        ledTerm = 0;
        listener.leadershipLost();
      }
    });
  }

  void leaderChanged(@Nullable NodeId leader, long term) {
    tell(() -> listener.leaderChanged(leader, term));
  }

  /// Tells of the failure, and of the lost leadership before it; nothing is told afterwards.
  void failed(Failure failure) {
    log.atError()
        .addKeyValue("shard", shard)
        .addKeyValue("failure", failure.message())
        .log("replica stopped itself");
    tell(() -> {
      if (ledTerm != 0) {
        ledTerm = 0;
        listener.leadershipLost();
      }
      closed = true;
      listener.failed(failure);
    });
  }

  /// Nothing is told from now on, except what is being told at the moment.
  void close() {
    closed = true;
  }

  private void tell(Runnable news) {
    if (closed) {
      return;
    }
    serial.execute(() -> {
      if (!closed) {
        news.run();
      }
    });
  }
}
