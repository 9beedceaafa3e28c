package io.halcyon.node.watch;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.node.floor.FloorKeeper;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.replica.Serving;
import io.halcyon.proto.v1.WatchEvent;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.raftstorage.engine.Change;
import io.halcyon.raftstorage.engine.ChangePage;
import io.halcyon.raftstorage.entry.EffectKind;
import io.halcyon.raftstorage.entry.EntryReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One watch of one range of one shard: every change with a timestamp in (after, resolved], in
/// order, each once.
///
/// Live changes are queued as they are applied. What is older than the queue (at the beginning, or
/// after the queue overflowed because the receiver is slow) is read from the store's history. A
/// change is sent once the shard's resolved timestamp has passed it: then nothing below it can
/// appear any more, and the floor lets it be shown (C2).
///
/// Driven by one thread at a time; `applied` is called by the apply thread and only queues.
public final class ShardWatch {
  private static final int QUEUE_MAX = 10_000;
  private static final int QUEUE_BYTES_MAX = 8 << 20;
  private static final int PAGE = 1_000;

  // A message ends with the timestamp in which it reaches this size.
  private static final int MESSAGE_BYTES = 1 << 20;

  /// @param start inclusive stored key
  /// @param end exclusive stored key, null for none
  public record Range(byte[] start, byte @Nullable [] end) {
    boolean contains(byte[] key) {
      return Arrays.compareUnsigned(key, start) >= 0
          && (end == null || Arrays.compareUnsigned(key, end) < 0);
    }
  }

  private final Replica replica;
  private final Serving.Lease lease;
  private final FloorKeeper floor;
  private final Range range;
  private final WatchSink sink;
  private final Executor background;
  private final AtomicInteger drives = new AtomicInteger();
  // By timestamp: transactions become visible in another order than they took place. Guarded by
  // this
  // object's lock.
  private final PriorityQueue<Change> live =
      new PriorityQueue<>(Comparator.comparingLong(Change::timestamp));
  // Guarded by this object's lock.
  private long liveBytes;
  // Every change above it is in the queue; guarded by this object's lock.
  private long liveFrom;
  // Everything at or below it was sent; owned by the drive.
  private long sent;
  // The term that it began in; written before `begun`.
  private long term;
  private volatile boolean begun;
  private volatile boolean ended;

  ShardWatch(
      Replica replica,
      Serving.Lease lease,
      FloorKeeper floor,
      Range range,
      WatchSink sink,
      Executor background) {
    this.replica = replica;
    this.lease = lease;
    this.floor = floor;
    this.range = range;
    this.sink = sink;
    this.background = background;
  }

  /// Begins; the watch is registered for live changes already.
  void begin(long afterTimestamp) {
    try {
      term = replica.servingTerm();
      long resolved = replica.resolved();
      if (resolved < 0) {
        fail(new Failure.NotLeader(replica.shard(), replica.leaderHint()));
        return;
      }
      // A change applied before this point is in the store; one applied later is queued too.
      long stored = replica.store().maxTimestamp();
      synchronized (this) {
        liveFrom = stored;
      }
      // What is written from now on lies above what is stored, but for transactions.
      long now = Math.max(resolved, Math.min(stored, replica.completeUpTo()));
      sent = afterTimestamp == 0 ? now : afterTimestamp;
      begun = true;
      drive();
    } catch (HalcyonException e) {
      fail(e.failure());
    }
  }

  void end() {
    ended = true;
  }

  void applied(EntryReader entry) {
    long last = 0;
    entry.rewind();
    while (entry.next()) {
      if ((entry.kind() == EffectKind.PUT || entry.kind() == EffectKind.DELETE)
          && range.contains(entry.key())) {
        last = Math.max(last, entry.timestamp());
        enqueue(change(entry));
      }
    }
    entry.rewind();
    if (last > 0) {
      floor.whenPassed(last, this::drive);
    }
  }

  private synchronized void enqueue(Change change) {
    if (live.size() >= QUEUE_MAX || liveBytes > QUEUE_BYTES_MAX) {
      liveFrom = Math.max(liveFrom, change.timestamp());
      live.forEach(dropped -> liveFrom = Math.max(liveFrom, dropped.timestamp()));
      live.clear();
      liveBytes = 0;
    } else if (change.timestamp() > liveFrom) {
      live.add(change);
      liveBytes += bytes(change);
    }
  }

  private static int bytes(Change change) {
    return change.key().length + change.value().length + 64;
  }

  private static Change change(EntryReader entry) {
    boolean deleted = entry.kind() == EffectKind.DELETE;
    byte[] value =
        deleted
            ? new byte[0]
            : Arrays.copyOfRange(
                entry.buffer(), entry.valueOffset(), entry.valueOffset() + entry.valueLength());
    return new Change(
        entry.key(), entry.timestamp(), deleted, deleted ? 0 : entry.expiresAtMillis(), value);
  }

  /// Sends what may be sent, on a background thread.
  void drive() {
    if (begun && !ended && drives.getAndIncrement() == 0) {
      background.execute(this::run);
    }
  }

  private void run() {
    int seen;
    do {
      seen = drives.get();
      try {
        advance();
      } catch (HalcyonException e) {
        fail(e.failure());
      }
    } while (!drives.compareAndSet(seen, 0));
  }

  private void advance() {
    long session = lease.session();
    long resolved = replica.resolved();
    // In another term the queue may lack what a checkpoint brought in between.
    if (resolved < 0 || replica.servingTerm() != term) {
      fail(new Failure.NotLeader(replica.shard(), replica.leaderHint()));
      return;
    }
    while (!ended && sent < resolved && sink.ready()) {
      long from;
      synchronized (this) {
        from = liveFrom;
      }
      List<Change> changes;
      long through;
      if (sent < from) {
        ChangePage page =
            replica
                .store()
                .changes(range.start(), range.end(), sent, Math.min(from, resolved), PAGE);
        changes = page.changes();
        through = page.completeThrough();
      } else {
        ChangePage page = takeLive(from, resolved);
        if (page == null) {
          continue;
        }
        changes = page.changes();
        through = page.completeThrough();
      }
      if (!lease.valid() || lease.session() != session) {
        fail(new Failure.Unavailable("the node lost its liveness lease"));
        return;
      }
      sink.send(message(changes, through));
      sent = through;
    }
  }

  /// Takes the queued changes up to `resolved`, or fewer if that makes a large message: whole
  /// timestamps in any case. Null if the queue has overflowed meanwhile.
  private synchronized @Nullable ChangePage takeLive(long from, long resolved) {
    if (liveFrom != from) {
      return null;
    }
    List<Change> taken = new ArrayList<>();
    int bytes = 0;
    long last = 0;
    while (!live.isEmpty() && live.element().timestamp() <= resolved) {
      long next = live.element().timestamp();
      if (bytes >= MESSAGE_BYTES && next != last) {
        return new ChangePage(taken, last);
      }
      Change change = live.remove();
      liveBytes -= bytes(change);
      if (next > sent) {
        taken.add(change);
        bytes += bytes(change);
        last = next;
      }
    }
    return new ChangePage(taken, resolved);
  }

  private static WatchResponse message(List<Change> changes, long resolved) {
    WatchResponse.Builder message = WatchResponse.newBuilder().setResolvedTimestamp(resolved);
    for (Change change : changes) {
      message.addEvents(
          WatchEvent.newBuilder()
              .setKind(change.deleted() ? WatchEvent.Kind.DELETE : WatchEvent.Kind.PUT)
              .setKey(ByteString.copyFrom(change.key()))
              .setValue(ByteString.copyFrom(change.value()))
              .setTimestamp(change.timestamp()));
    }
    return message.build();
  }

  private void fail(Failure failure) {
    if (!ended) {
      ended = true;
      sink.fail(failure);
    }
  }
}
