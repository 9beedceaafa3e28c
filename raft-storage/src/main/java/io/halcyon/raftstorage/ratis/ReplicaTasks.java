package io.halcyon.raftstorage.ratis;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.engine.AppliedPosition;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.log.CheckpointSource;
import io.halcyon.raftstorage.log.StoreHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one replica does beside applying: flushing its store, fetching a checkpoint, looking for
/// the reason of a failure. At most one flush and one fetch are under way per replica.
final class ReplicaTasks {
  private static final Logger log = LoggerFactory.getLogger(ReplicaTasks.class);

  private final HostThreads threads;
  private final CheckpointSource checkpoints;
  private final Runnable fetched;
  private final AtomicBoolean flushing = new AtomicBoolean();
  private final AtomicBoolean fetching = new AtomicBoolean();

  /// The last index reported to Ratis; used on the apply thread only.
  private long reported;

  /// @param fetched called when a checkpoint has been fetched, before it is used
  ReplicaTasks(HostThreads threads, CheckpointSource checkpoints, Runnable fetched) {
    this.threads = threads;
    this.checkpoints = checkpoints;
    this.fetched = fetched;
  }

  Executor disk() {
    return threads.disk();
  }

  /// Returns the durable index if it has grown since the last call; else an invalid index, and a
  /// flush is started unless one is under way.
  long flushed(StoreHome home) {
    ShardStore store = home.store();
    AppliedPosition durable = store.durable();
    if (durable.term() != 0 && durable.index() > reported) {
      reported = durable.index();
      return reported;
    }
    if (flushing.compareAndSet(false, true)) {
      threads.disk().execute(() -> flush(store));
    }
    return RaftLog.INVALID_LOG_INDEX;
  }

  private void flush(ShardStore store) {
    try {
      store.flush();
    } catch (HalcyonException e) {
      // A store closed meanwhile, or a failing disk: the next write to the store tells which.
      log.atWarn().setCause(e).log("store could not be flushed");
    } finally {
      flushing.set(false);
    }
  }

  /// Fetches a checkpoint that covers the log up to `minIndex`. The result is its position, or null
  /// if there is nothing to fetch from an empty leader; an exceptional one makes the leader ask
  /// again.
  CompletableFuture<@Nullable TermIndex> fetch(StoreHome home, NodeId from, long minIndex) {
    if (!fetching.compareAndSet(false, true)) {
      return CompletableFuture.<@Nullable TermIndex>failedFuture(
          new IOException("a checkpoint is being fetched"));
    }
    return CompletableFuture.<@Nullable TermIndex>supplyAsync(
            () -> receive(home, from, minIndex), threads.fetch())
        .whenComplete((_, _) -> fetching.set(false));
  }

  private @Nullable TermIndex receive(StoreHome home, NodeId from, long minIndex) {
    try {
      AppliedPosition position = home.receive(checkpoints, from, minIndex);
      fetched.run();
      return position.term() == 0 ? null : TermIndex.valueOf(position.term(), position.index());
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("from", from)
          .addKeyValue("minIndex", minIndex)
          .setCause(e)
          .log("checkpoint not fetched");
      throw new CompletionException(e);
    }
  }

  /// Returns why Ratis closed a replica that nobody asked it to close.
  Failure closedByItself(ShardId shard, @Nullable RaftStorage storage, boolean member) {
    if (!member) {
      return new Failure.Internal("the replica of " + shard + " was removed from its group");
    }
    if (storage != null) {
      try {
        var damage = LogSegments.damage(storage.getStorageDir().getCurrentDir().toPath());
        if (damage.isPresent()) {
          return new Failure.Corrupted(shard, damage.get());
        }
      } catch (UncheckedIOException | IOException e) {
        return new Failure.Internal("the log of " + shard + " cannot be read: " + e);
      }
    }
    return new Failure.Internal(
        "Raft closed the replica of " + shard + ", after a long pause or an error in its threads");
  }
}
